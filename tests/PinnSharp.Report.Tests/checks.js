// Faults of a report that a browser can see, in words. Each function gives a list of them.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const visible = e => e.checkVisibility({ checkVisibilityCSS: true }) && e.getBoundingClientRect().width > 0;
  const said = e => (e.textContent || '').trim().replace(/\s+/g, ' ').slice(0, 40);
  const titled = svg => `figure '${svg.querySelector('title')?.textContent ?? ''}'`;
  const figures = () => all('main svg').filter(s => visible(s));

  // Letters fill less than the box of their line: what is left is about as high as an x with its ascender.
  const inkOf = text => {
    const r = text.getBoundingClientRect(), turned = r.height > r.width && said(text).length > 1 && /rotate/.test(text.getAttribute('transform') ?? '');
    const [dx, dy] = turned ? [0.2 * r.width, 0] : [0, 0.2 * r.height];
    return { left: r.left + dx, right: r.right - dx, top: r.top + dy, bottom: r.bottom - dy };
  };

  const layout = () => {
    const faults = [], root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
      const wide = all('body *').filter(e => visible(e) && !e.closest('.scroll,pre,svg') && e.getBoundingClientRect().right > root.clientWidth + 1).at(-1);
      faults.push(`the page is ${root.scrollWidth} pixels wide in a window of ${root.clientWidth}: ${wide?.tagName} '${wide ? said(wide) : ''}'`);
    }
    for (const svg of all('main svg')) {
      const frame = svg.closest('.frame');
      if (frame && !visible(frame)) continue;
      const own = svg.getBoundingClientRect(), box = (svg.closest('.scroll') ?? svg).getBoundingClientRect();
      if (own.width < 150 || own.height < 100) faults.push(`${titled(svg)} is ${Math.round(own.width)} by ${Math.round(own.height)} pixels`);
      if (box.left < 0 || box.right > root.clientWidth + 1) faults.push(`${titled(svg)} reaches out of the page`);
      if (!visible(svg)) faults.push(`${titled(svg)} is not visible`);
    }
    return faults;
  };

  const texts = () => {
    const faults = [];
    for (const svg of figures()) {
      const own = svg.getBoundingClientRect(), scale = own.width / svg.viewBox.baseVal.width;
      for (const g of [svg, ...all('.panel', svg)]) {
        const labels = all('text', g).filter(t => t.closest('.panel') === (g === svg ? null : g)).map(t => ({ t, ...inkOf(t) }));
        for (const a of labels) {
          if (a.left < own.left - 1 || a.right > own.right + 1 || a.top < own.top - 1 || a.bottom > own.bottom + 1) faults.push(`${titled(svg)}: '${said(a.t)}' is clipped`);
          const size = parseFloat(a.t.getAttribute('font-size')) * scale;
          if (size < 7.5) faults.push(`${titled(svg)}: '${said(a.t)}' is ${size.toFixed(1)} pixels high`);
        }
        for (let i = 0; i < labels.length; i++) for (let j = 0; j < i; j++) {
          const [a, b] = [labels[i], labels[j]];
          if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
            faults.push(`${titled(svg)}: '${said(a.t)}' and '${said(b.t)}' overlap`);
        }
      }
    }
    return faults;
  };

  const emptiness = () => all('main svg').flatMap(svg => {
    const marks = all('.panel', svg).map(p => all('.mark', p).filter(m => m.querySelector('path,circle,rect,image')).length);
    return all('text', svg).some(t => said(t) === 'no data') || marks.length === 0 || marks.includes(0) ? [`${titled(svg)} is empty`] : [];
  });

  const structure = () => {
    const faults = [];
    let last = 0;
    for (const h of all('h1,h2,h3,h4,h5,h6')) {
      const level = +h.tagName[1];
      if (level > last + 1) faults.push(`heading '${said(h)}' is of level ${level} after level ${last}`);
      if (!said(h)) faults.push(`a heading of level ${level} is empty`);
      last = level;
    }
    if (all('h1').length !== 1) faults.push(`${all('h1').length} headings of level 1`);
    for (const [landmark, name] of [['main', 'main'], ['nav', 'nav'], ['header', 'header']]) if (all(landmark).length !== 1) faults.push(`${all(landmark).length} elements ${name}`);
    if (!document.documentElement.lang) faults.push('the page has no language');
    if (!document.title) faults.push('the page has no title');
    if (!document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.content.startsWith("default-src 'none'")) faults.push('the page does not forbid requests');
    const ids = all('[id]').map(e => e.id), twice = ids.find((id, i) => ids.indexOf(id) !== i);
    if (twice) faults.push(`the id '${twice}' stands twice`);
    for (const a of all('a[href^="#"]')) if (!document.getElementById(a.getAttribute('href').slice(1))) faults.push(`the link '${said(a)}' leads nowhere`);
    return faults;
  };

  const names = () => {
    const faults = [];
    const labelOf = e => e.getAttribute('aria-label')?.trim()
      || (e.getAttribute('aria-labelledby') ?? '').split(' ').map(id => document.getElementById(id)?.textContent ?? '').join(' ').trim();
    for (const svg of all('main svg')) if (svg.getAttribute('role') !== 'img' || labelOf(svg).length < 20) faults.push(`${titled(svg)} is not described: '${labelOf(svg)}'`);
    for (const e of all('button,a,[role=region],[role=group],input,[tabindex="0"]'))
      if (!(labelOf(e) || (['BUTTON', 'A'].includes(e.tagName) && said(e)))) faults.push(`${e.tagName.toLowerCase()} '${e.className}' has no name`);
    for (const m of all('math')) if (!m.getBoundingClientRect().width) faults.push(`formula '${said(m)}' is not drawn`);
    for (const m of all('.formula math')) if (!m.getAttribute('alttext')) faults.push(`formula '${said(m)}' has no text`);
    for (const t of all('table')) if (!t.querySelector('th[scope=col]')) faults.push('a table has no heads');
    return faults;
  };

  const rgb = colour => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (a, b) => { const [p, q] = [luminance(a), luminance(b)].sort((x, y) => y - x); return (p + 0.05) / (q + 0.05); };
  const behind = e => {
    for (let p = e; p; p = p.parentElement) {
      const c = rgb(getComputedStyle(p).backgroundColor);
      if (c[3] > 250) return c;
    }
    return [255, 255, 255, 255];
  };

  const contrast = () => {
    const faults = new Map();
    const check = (e, front, back, size, bold) => {
      const r = ratio(front, back), needed = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
      if (r < needed) faults.set(`${front}|${back}`, `'${said(e)}' has a contrast of ${r.toFixed(2)}, ${front} on ${back}`);
    };
    for (const e of all('body *')) {
      if (e.closest('svg') || !visible(e) || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
      const style = getComputedStyle(e);
      check(e, rgb(style.color), behind(e), parseFloat(style.fontSize), +style.fontWeight >= 600);
    }
    for (const svg of figures()) {
      const back = svg.querySelector('rect.f-background');
      for (const t of all('text', svg)) check(t, rgb(getComputedStyle(t).fill), rgb(getComputedStyle(back).fill), parseFloat(getComputedStyle(t).fontSize), false);
    }
    return [...faults.values()];
  };

  const colours = () => [document.body, document.querySelector('h1'), document.querySelector('a'), document.querySelector('main svg text'), document.querySelector('main svg rect.f-background')]
    .filter(Boolean).flatMap(e => { const s = getComputedStyle(e); return e.namespaceURI.endsWith('svg') ? [s.fill] : [s.color, s.backgroundColor]; }).map(c => rgb(c).join());

  const printed = () => {
    const faults = [];
    for (const e of all('button,input,nav,.skip,.controls,.tip,.cursor')) if (visible(e)) faults.push(`${e.tagName.toLowerCase()} '${e.className.baseVal ?? e.className}' is printed`);
    for (const f of all('figure')) if (!all('svg', f).some(visible)) faults.push(`'${said(f)}' is not printed`);
    for (const f of all('.frames')) {
      const shown = all('.frame', f).filter(visible);
      if (shown.length !== 1 || shown[0] !== all('.frame', f).at(-1)) faults.push('a film is not printed by its last frame');
    }
    if (luminance(rgb(getComputedStyle(document.body).backgroundColor)) < 0.9 && rgb(getComputedStyle(document.body).backgroundColor)[3] > 0) faults.push('the page is printed dark');
    for (const b of all('main svg rect.f-background')) if (luminance(rgb(getComputedStyle(b).fill)) < 0.9) faults.push('a figure is printed dark');
    return [...new Set(faults)];
  };

  // What the keyboard must reach, each marked so that it can be told when it has the focus.
  const controls = () => all('a[href],button,input,[tabindex="0"]').filter(visible).map((e, i) => {
    e.dataset.control = i;
    return `${e.tagName.toLowerCase()} '${e.getAttribute('aria-label') ?? said(e)}'`;
  });
  const focused = () => {
    const e = document.activeElement, style = getComputedStyle(e);
    return [e.dataset.control ?? '', style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 ? 'outlined' : ''];
  };

  // Where the middle of a map or of a curve stands in the window; nothing where it is not in it.
  const middle = box => {
    const svg = all('svg', box).find(visible), map = svg.querySelector('.mark.heatmap'), line = svg.querySelector('.mark.lines path');
    if (!map && !line) return [];
    const b = map?.getBBox(), at = map ? new DOMPoint(b.x + b.width / 2, b.y + b.height / 2) : line.getPointAtLength(line.getTotalLength() / 2);
    const p = at.matrixTransform((map ?? line).getScreenCTM());
    return p.x > 0 && p.x < innerWidth && p.y > 0 && p.y < innerHeight ? [p.x, p.y] : [];
  };

  return { middle, layout, texts, emptiness, structure, names, contrast, colours, printed, controls, focused };
})()
