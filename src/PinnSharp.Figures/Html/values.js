
'use strict';
// Values under the pointer, or under a cursor that the arrow keys move. What the figures carry is described at SvgOptions.Interactive.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (name, attributes) => {
    const e = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
    return e;
  };
  const tip = document.createElement('div'), voice = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  tip.setAttribute('aria-hidden', 'true');
  voice.className = 'unseen';
  voice.setAttribute('aria-live', 'polite');
  document.body.append(tip, voice);

  const scale = (text, start, end) => {
    const [kind, ...numbers] = text.split(' ');
    const [lower, upper, from = start, to = end] = numbers.map(Number), log = kind === 'log';
    const [p, q] = log ? [Math.log(lower), Math.log(upper)] : [lower, upper];
    return {
      log, span: upper - lower, from, to,
      value: pixel => { const v = p + (q - p) * (pixel - from) / (to - from); return log ? Math.exp(v) : v; },
      pixel: value => from + (to - from) * ((log ? Math.log(value) : value) - p) / (q - p),
    };
  };
  const raised = n => [...String(n)].map(c => c === '-' ? '\u207b' : '\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079'[c]).join('');
  // To between a 200th and a 2000th of what the axis spans.
  const told = (v, axis) => {
    if (axis.names.length) return axis.names[Math.round(v)] ?? '';
    const e = Math.ceil(Math.log10((axis.log ? Math.abs(v) : axis.span) / 2000)), unit = axis.unit ? '\u00a0' + axis.unit : '';
    if (!(Math.abs(v) >= 0.5 * 10 ** e)) return '0' + unit;
    const m = Math.floor(Math.log10(Math.abs(v)));
    const text = m >= 6 || (m < -3 && e < -5) ? (v / 10 ** m).toFixed(Math.max(0, Math.min(m - e, 15))) + '\u00d710' + raised(m) : v.toFixed(Math.max(0, -e));
    return text.replace('-', '\u2212') + unit;
  };
  const named = (axis, g, otherwise) => Object.assign(axis, {
    label: g.dataset.label || otherwise, unit: g.dataset.unit || '', names: g.dataset.categories ? g.dataset.categories.split('\n') : [],
  });
  const pieces = d => d.split('M').filter(Boolean).map(p => p.replace('Z', '').split('L').map(s => s.split(' ').map(Number)));
  const ascends = p => p.every((q, i) => i === 0 || q[0] >= p[i - 1][0]) || p.every((q, i) => i === 0 || q[0] <= p[i - 1][0]);
  // Ordinates at which a polyline crosses an abscissa.
  const crossings = (line, x) => line.flatMap(([x2, y2], i) => {
    const [x1, y1] = line[i - 1] ?? [NaN, NaN];
    return (x1 - x) * (x2 - x) <= 0 ? [x1 === x2 ? y2 : y1 + (y2 - y1) * (x - x1) / (x2 - x1)] : [];
  });

  const curve = (g, panel) => {
    const lines = all('path', g).map(p => p.getAttribute('d')).flatMap(pieces);
    const colour = () => getComputedStyle(g.querySelector('path')).stroke;
    const label = g.dataset.label;
    if (lines.length === 0) return;
    if (lines.every(ascends)) panel.curves.push({ label, colour, at: x => lines.flatMap(l => crossings(l, x))[0] });
    else panel.points.push(...lines.flat().map(([x, y]) => ({ label, colour, x, y, u: panel.x.value(x), v: panel.y.value(y) })));
  };
  const area = (g, panel) => {
    const outlines = all('path', g).map(p => p.getAttribute('d')).flatMap(pieces).map(o => [...o, o[0]]);
    panel.areas.push({
      label: g.dataset.label, colour: () => getComputedStyle(g.querySelector('path')).fill,
      at: x => { const y = outlines.flatMap(o => crossings(o, x)); return y.length ? [Math.max(...y), Math.min(...y)] : null; },
    });
  };
  const dots = (g, panel) => {
    const first = g.querySelector('.mark > [class^="f-"], .mark > [class^="s-"]');
    const colour = () => first ? getComputedStyle(first)[first.classList[0].startsWith('f-') ? 'fill' : 'stroke'] : 'currentColor';
    for (const [u, v] of (g.dataset.points || '').split(' ').map(p => p.split(',').map(Number)))
      if (Number.isFinite(panel.x.pixel(u)) && Number.isFinite(panel.y.pixel(v))) panel.points.push({ label: g.dataset.label, colour, x: panel.x.pixel(u), y: panel.y.pixel(v), u, v });
  };
  const columns = (g, panel) => {
    const colour = () => getComputedStyle(g.querySelector('rect')).stroke;
    for (const r of all('rect', g)) {
      const [x, y, w, h] = ['x', 'y', 'width', 'height'].map(k => +r.getAttribute(k));
      const below = !panel.y.log && panel.y.pixel(0) < y + 0.5 * h;
      panel.bars.push({ label: g.dataset.label, colour, x, w, y: below ? y + h : y });
    }
  };
  const map = (g, panel) => {
    const text = atob(g.dataset.cells), [x0, x1, y0, y1] = g.dataset.extent.split(' ').map(Number);
    const [nx, ny] = [+g.dataset.columns, +g.dataset.rows], range = scale(g.dataset.range, 1, 65535);
    panel.map = {
      nx, ny, axis: named(range, g, 'value'),
      cell: (u, v) => [Math.floor((u - x0) / (x1 - x0) * nx), Math.floor((v - y0) / (y1 - y0) * ny)],
      middle: (i, j) => [x0 + (x1 - x0) * (i + 0.5) / nx, y0 + (y1 - y0) * (j + 0.5) / ny],
      value: (i, j) => {
        if (!(i >= 0 && j >= 0 && i < nx && j < ny)) return null;
        const k = 2 * (j * nx + i), level = text.charCodeAt(k) + 256 * text.charCodeAt(k + 1);
        return level === 0 ? null : range.value(level);
      },
    };
  };
  const readers = { lines: curve, horizontalrule: (g, p) => { if (g.dataset.label) curve(g, p); }, band: area, scatter: dots, stems: dots, bars: columns, heatmap: map };
  const models = new WeakMap();
  const panelsOf = svg => {
    if (!models.has(svg)) models.set(svg, all('.panel', svg).flatMap(g => {
      const [x, y] = ['x', 'y'].map(name => { const a = g.querySelector('.axis.' + name); return a && named(scale(a.dataset.axis), a, name); });
      if (!x || !y) return [];
      const panel = { g, x, y, curves: [], areas: [], points: [], bars: [], map: null };
      for (const mark of all('.mark', g)) readers[mark.classList[1]]?.(mark, panel);
      return panel.map || panel.curves.length || panel.areas.length || panel.points.length || panel.bars.length ? [panel] : [];
    }));
    return models.get(svg);
  };

  // What stands at a place of a panel: rows of text with the colours of their marks, and where to put dots.
  const read = (panel, px, py, reach) => {
    const { x, y } = panel, rows = [], dots = [];
    const value = (axis, v) => `${axis.label} ${told(v, axis)}`;
    let head = [value(x, x.value(px))], line = true;
    const beside = panel.points.reduce((best, p) => {
      const d = Math.hypot(p.x - px, p.y - py);
      return d < (best?.d ?? reach) ? { d, p } : best;
    }, null)?.p;
    if (panel.map) {
      line = false;
      const [i, j] = panel.map.cell(x.value(px), y.value(py)), v = panel.map.value(i, j);
      head.push(value(y, y.value(py)));
      rows.push([null, v === null ? 'no value here' : value(panel.map.axis, v)]);
      dots.push([px, py, null]);
      if (beside?.label) rows.push([beside.colour(), beside.label]);
      return { head, rows, dots, line };
    }
    const open = [...panel.areas];
    for (const c of panel.curves) {
      const at = c.at(px);
      if (at === undefined) continue;
      const k = open.findIndex(a => a.label && a.label === c.label), band = k < 0 ? null : open.splice(k, 1)[0].at(px);
      rows.push([c.colour(), `${c.label ?? y.label}: ${told(y.value(at), y)}${band ? ` (${told(y.value(band[0]), y)} to ${told(y.value(band[1]), y)})` : ''}`]);
      dots.push([px, at, c.colour()]);
    }
    for (const a of open) {
      const band = a.at(px);
      if (band && a.label) rows.push([a.colour(), `${a.label}: ${told(y.value(band[0]), y)} to ${told(y.value(band[1]), y)}`]);
    }
    for (const b of panel.bars) if (px >= b.x && px < b.x + b.w) {
      head = [`${x.label} ${told(x.value(b.x), x)} to ${told(x.value(b.x + b.w), x)}`];
      rows.push([b.colour(), `${b.label ?? y.label}: ${told(y.value(b.y), y)}`]);
    }
    if (beside) {
      const only = rows.length === 0;
      if (only) head = [beside.label ?? '', value(x, beside.u), value(y, beside.v)].filter(Boolean);
      else rows.push([beside.colour(), `${beside.label ?? 'point'}: ${told(beside.u, x)}, ${told(beside.v, y)}`]);
      if (only) line = false;
      dots.push([beside.x, beside.y, beside.colour()]);
    }
    // Between the pieces of a line.
    if (!rows.length && panel.curves.length) rows.push([null, 'no value here']);
    return rows.length || beside ? { head, rows, dots, line } : null;
  };

  const root = document.documentElement;
  let cursor = null;
  const hide = () => {
    cursor?.remove();
    cursor = null;
    tip.hidden = true;
  };
  const show = (panel, px, py, at, found, frame) => {
    hide();
    cursor = make('g', { class: 'cursor' });
    if (found.line) cursor.append(make('line', { x1: px, x2: px, y1: panel.y.from, y2: panel.y.to }));
    for (const [x, y, colour] of found.dots) {
      const dot = make('circle', { cx: x, cy: y, r: 4 });
      if (colour) dot.style.fill = colour;
      cursor.append(dot);
    }
    panel.g.append(cursor);
    tip.replaceChildren();
    for (const text of [frame, ...found.head].filter(Boolean)) tip.append(Object.assign(document.createElement('div'), { textContent: text }));
    for (const [colour, text] of found.rows) {
      const row = document.createElement('div'), key = document.createElement('i');
      if (colour) { key.style.background = colour; row.append(key); }
      row.append(text);
      tip.append(row);
    }
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect(), [w, h] = [root.clientWidth, root.clientHeight];
    const left = at.x + 14 + width > w - 4 ? at.x - 14 - width : at.x + 14, top = at.y + 14 + height > h - 4 ? at.y - 14 - height : at.y + 14;
    tip.style.transform = `translate(${Math.round(Math.max(4, Math.min(left, w - width - 4)))}px,${Math.round(Math.max(4, Math.min(top, h - height - 4)))}px)`;
  };

  const surface = (box, svg, frame) => {
    const glass = document.createElement('div');
    glass.className = 'glass';
    box.append(glass);
    let place = null, last = null;
    const inside = (p, x, y, slack) => {
      const [left, right] = [p.x.from, p.x.to], [top, bottom] = [p.y.to, p.y.from];
      return x > left - slack && x < right + slack && y > top - slack && y < bottom + slack;
    };
    const clamp = (axis, pixel) => Math.max(Math.min(axis.from, axis.to), Math.min(Math.max(axis.from, axis.to), pixel));
    const point = at => {
      for (const p of panelsOf(svg())) {
        const q = new DOMPoint(at.x, at.y).matrixTransform(p.g.getScreenCTM().inverse());
        if (!inside(p, q.x, q.y, 6)) continue;
        const [px, py] = [clamp(p.x, q.x), clamp(p.y, q.y)], found = read(p, px, py, p.curves.length || p.bars.length || p.map ? 20 : 40);
        if (found) return show(p, px, py, at, found, frame());
      }
      hide();
    };
    const pointed = e => { last = { x: e.clientX, y: e.clientY }; place = null; point(last); };
    glass.addEventListener('pointerdown', pointed);
    glass.addEventListener('pointermove', pointed);
    glass.addEventListener('pointerleave', e => { if (e.pointerType === 'mouse') { last = null; hide(); } });
    glass.addEventListener('pointercancel', () => { last = null; hide(); });

    const title = svg()?.querySelector('title')?.textContent;
    box.tabIndex = 0;
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', `Values of ${title}: move a cursor with the arrow keys`);
    const put = () => {
      const panels = panelsOf(svg()), p = panels[place.k];
      const found = p && read(p, place.x, place.y, Infinity);
      if (!found) return hide();
      const q = new DOMPoint(place.x, place.y).matrixTransform(p.g.getScreenCTM());
      show(p, place.x, place.y, q, found, frame());
      voice.textContent = [frame(), ...found.head, ...found.rows.map(r => r[1])].filter(Boolean).join(', ');
    };
    const start = k => {
      const p = panelsOf(svg())[k];
      if (!p) return false;
      place = { k, x: (p.x.from + p.x.to) / 2, y: (p.y.from + p.y.to) / 2 };
      return true;
    };
    const step = (p, dx, dy, far) => {
      if (p.map) {
        const m = p.map, n = far ? 10 : 1, limit = (i, count) => Math.max(0, Math.min(count - 1, i));
        const [i, j] = m.cell(p.x.value(place.x), p.y.value(place.y)), [u, v] = m.middle(limit(i + n * dx, m.nx), limit(j + n * dy, m.ny));
        [place.x, place.y] = [p.x.pixel(u), p.y.pixel(v)];
      } else if (p.curves.length || p.areas.length || p.bars.length) {
        place.x = clamp(p.x, place.x + (p.x.to - p.x.from) * dx * (far ? 0.1 : 0.01));
        place.y = clamp(p.y, place.y + (p.y.to - p.y.from) * dy * (far ? 0.1 : 0.01));
      } else {
        const order = [...p.points].sort((a, b) => a.x - b.x || a.y - b.y);
        const here = order.reduce((best, q, k) => Math.hypot(q.x - place.x, q.y - place.y) < Math.hypot(order[best].x - place.x, order[best].y - place.y) ? k : best, 0);
        const next = order[Math.max(0, Math.min(order.length - 1, here + (dx || dy) * (far ? 10 : 1)))];
        [place.x, place.y] = [next.x, next.y];
      }
    };
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    box.addEventListener('keydown', e => {
      if (e.target !== box || e.ctrlKey || e.metaKey || e.altKey) return;
      if (e.key === 'Escape') { place = null; return hide(); }
      const fresh = !place && (steps[e.key] || e.key === 'Home' || e.key === 'End');
      if (fresh && !start(0)) return;
      const panels = panelsOf(svg());
      if (steps[e.key]) step(panels[place.k], ...steps[e.key], e.shiftKey);
      else if (place && e.key === 'Home') place.x = panels[place.k].x.from;
      else if (place && e.key === 'End') place.x = panels[place.k].x.to;
      else if (e.key === 'PageDown' || e.key === 'PageUp') {
        if (panels.length < 2) return;
        start(((place?.k ?? (e.key === 'PageDown' ? -1 : panels.length)) + (e.key === 'PageDown' ? 1 : -1) + panels.length) % panels.length);
      } else return;
      e.preventDefault();
      last = null;
      put();
    });
    box.addEventListener('blur', () => { place = null; if (!last) hide(); });
    box.addEventListener('frame', () => { if (place) put(); else if (last) point(last); });
    addEventListener('scroll', () => { if (last) { last = null; hide(); } }, { passive: true, capture: true });
    addEventListener('pointerdown', e => { if (last && !box.contains(e.target)) { last = null; hide(); } });
  };

  for (const drawing of all('.drawing')) if (!drawing.closest('.frames')) {
    const svg = drawing.querySelector('svg');
    if (svg.querySelector('.mark')) surface(drawing, () => svg, () => '');
  }
  for (const frames of all('.frames')) {
    const shown = () => frames.querySelector('.shown') ?? frames.querySelector('.final');
    if (frames.querySelector('.mark')) surface(frames, () => shown().querySelector('svg'), () => shown().dataset.value);
  }
})();
