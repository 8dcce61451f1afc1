
'use strict';
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const root = document.documentElement;

  // Light or dark: as the system prefers until the reader says otherwise; nothing is kept.
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const button = document.querySelector('.theme');
  const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : dark.matches;
  const name = () => {
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.setAttribute('aria-label', isDark() ? 'Use light colours' : 'Use dark colours');
  };
  button.hidden = false;
  button.addEventListener('click', () => { root.dataset.theme = isDark() ? 'light' : 'dark'; name(); });
  dark.addEventListener('change', name);
  name();

  // Where the reader is, in the table of contents.
  const links = new Map(all('nav a').map(a => [a.getAttribute('href').slice(1), a]));
  const seen = new Set();
  const observer = new IntersectionObserver(entries => {
    for (const e of entries) e.isIntersecting ? seen.add(e.target.id) : seen.delete(e.target.id);
    const first = [...links.keys()].find(id => seen.has(id));
    if (first) for (const [id, a] of links) id === first ? a.setAttribute('aria-current', 'true') : a.removeAttribute('aria-current');
  }, { rootMargin: '-10% 0px -60% 0px' });
  all('main > section').forEach(s => observer.observe(s));

  // Boxes that do not scroll need no place in the order of the keyboard.
  const boxes = all('.scroll, pre');
  const fit = () => boxes.forEach(b => b.scrollWidth > b.clientWidth + 1 || b.scrollHeight > b.clientHeight + 1 ? b.tabIndex = 0 : b.removeAttribute('tabindex'));
  addEventListener('resize', fit);
  fit();

  for (const b of all('.copy')) {
    b.hidden = false;
    b.addEventListener('click', async () => {
      const code = b.closest('.code').querySelector('code');
      try {
        await navigator.clipboard.writeText(code.textContent);
        b.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(code);
        b.textContent = 'Selected';
      }
      setTimeout(() => { b.textContent = 'Copy'; }, 2000);
    });
  }

  for (const film of all('.film')) {
    const frames = all('.frame', film), slider = film.querySelector('input'), play = film.querySelector('.play');
    let timer = 0;
    const show = i => {
      frames.forEach((f, k) => f.classList.toggle('shown', k === i));
      slider.value = i;
      slider.setAttribute('aria-valuetext', frames[i].dataset.value);
      film.querySelector('output').textContent = frames[i].dataset.value;
      film.querySelector('.frames').dispatchEvent(new Event('frame'));
    };
    const stop = () => { clearInterval(timer); timer = 0; play.textContent = 'Play'; };
    const start = () => {
      if (+slider.value === frames.length - 1) show(0);
      play.textContent = 'Pause';
      timer = setInterval(() => {
        if (+slider.value < frames.length - 1) show(+slider.value + 1);
        if (+slider.value === frames.length - 1) stop();
      }, matchMedia('(prefers-reduced-motion: reduce)').matches ? 1000 : Math.max(60, Math.min(250, 6000 / frames.length)));
    };
    play.addEventListener('click', () => timer ? stop() : start());
    slider.addEventListener('input', () => { stop(); show(+slider.value); });
    film.classList.add('live');
    film.querySelector('.controls').hidden = false;
    if (frames.length) show(frames.length - 1);
  }
})();
