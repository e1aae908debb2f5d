/* Runs in exported slides, behind reveal.js: fits each slide's content into it, and shows the speaker's notes in a window of their own. */

/** @typedef {{new (root: Element, options: object): import('reveal.js').RevealApi}} RevealClass */

(() => {
  const HEIGHT = 720;
  /** Smaller letters can't be read from the back of a room; what does not fit then is scrolled. */
  const SMALLEST = 0.78;

  const Reveal = /** @type {typeof globalThis & {Reveal: RevealClass}} */ (globalThis).Reveal;
  const root = /** @type {HTMLElement} */ (document.querySelector('.reveal'));
  const help = /** @type {HTMLElement} */ (document.querySelector('.key-help'));
  /** @type {Window | null} */
  let notesWindow = null;
  const startedMs = Date.now();

  const deck = new Reveal(root, {
    width: 1280, height: HEIGHT, margin: 0.05, center: false, hash: true, controlsTutorial: false, slideNumber: 'c/t', transition: 'none', backgroundTransition: 'none',
    pdfSeparateFragments: false, navigationMode: 'linear', keyboard: { 83: openNotes },
  });

  /** The slides in their order. */
  function leaves() {
    return /** @type {HTMLElement[]} */ ([...root.querySelectorAll('section.leaf')]);
  }

  /** @param {Element} slide */
  const contentOf = (slide) => /** @type {HTMLElement} */ (slide.querySelector('.fit'));

  /**
   * Moves what does not fit, also with the smallest letters, to a slide of its own below. A cell is parted before an output, a text before a paragraph.
   * @param {HTMLElement} slide
   */
  function part(slide) {
    const content = contentOf(slide);
    content.style.zoom = String(SMALLEST);
    const end = slide.getBoundingClientRect().top + HEIGHT;
    /** @param {Element} element */
    const isBeyond = (element) => element.getBoundingClientRect().bottom > end + 1 && !element.matches('.notes');
    const at = [...content.children].findIndex(isBeyond);
    const beyond = content.children[at];
    if (!beyond) return;
    const rest = partOf(beyond, isBeyond, end);
    if (at === 0 && !rest) return;
    if (rest) beyond.after(rest);
    const moved = [...content.children].slice(rest ? at + 1 : at);
    const next = /** @type {HTMLElement} */ (slide.cloneNode(false));
    next.removeAttribute('id');
    next.append(content.cloneNode(false));
    contentOf(next).append(...moved);
    // It comes with its slide: a step on an empty one would show nothing at first.
    moved[0]?.classList.remove('fragment');
    slide.after(next);
    part(next);
  }

  /**
   * A cell with those outputs, or parts of a text, that do not fit; null where all must move, or none can.
   * @param {Element} cell
   * @param {(element: Element) => boolean} isBeyond
   * @param {number} end
   * @returns {Element | null}
   */
  function partOf(cell, isBeyond, end) {
    if (cell.matches('.fragment')) return partOfStep(cell, isBeyond, end);
    if (cell.matches('.cell.markdown')) return partOfText(cell, isBeyond);
    const outputs = cell.querySelector(':scope > .outputs');
    if (!outputs || outputs.getBoundingClientRect().top > end) return null;
    const moved = [...outputs.children].slice([...outputs.children].findIndex(isBeyond));
    if (moved.length === outputs.children.length && !outputs.previousElementSibling) return null;
    const rest = document.createElement('div');
    rest.className = 'cell code';
    const holder = document.createElement('div');
    holder.className = 'outputs';
    holder.append(...moved);
    rest.append(holder);
    return rest;
  }

  /**
   * One step may be of several cells.
   * @param {Element} step
   * @param {(element: Element) => boolean} isBeyond
   * @param {number} end
   * @returns {Element | null}
   */
  function partOfStep(step, isBeyond, end) {
    const cells = [...step.children];
    const at = cells.findIndex(isBeyond);
    const beyond = cells[at];
    if (!beyond) return null;
    const deeper = partOf(beyond, isBeyond, end);
    if (at === 0 && !deeper) return null;
    const rest = /** @type {Element} */ (step.cloneNode(false));
    rest.append(...(deeper ? [deeper] : []), ...cells.slice(deeper ? at + 1 : at));
    return rest;
  }

  /**
   * @param {Element} text
   * @param {(element: Element) => boolean} isBeyond
   */
  function partOfText(text, isBeyond) {
    const blocks = [...text.children];
    let at = blocks.findIndex(isBeyond);
    // A heading goes with what it stands above.
    while (at > 0 && blocks[at - 1]?.matches('h1, h2, h3, h4, h5, h6')) at -= 1;
    if (at <= 0) return null;
    const rest = /** @type {Element} */ (text.cloneNode(false));
    rest.removeAttribute('id');
    rest.append(...blocks.slice(at));
    return rest;
  }

  /**
   * Makes a slide's content smaller until it fits. Smaller content breaks its lines elsewhere, so it takes some steps.
   * @param {HTMLElement} slide
   */
  function fit(slide) {
    const content = contentOf(slide);
    const isTooHigh = () => slide.scrollHeight > slide.clientHeight + 1;
    content.style.zoom = '';
    for (let zoom = 1; zoom > SMALLEST && isTooHigh();) {
      zoom = Math.max(SMALLEST, zoom - 0.03);
      content.style.zoom = zoom.toFixed(2);
    }
    if (isTooHigh()) slide.tabIndex = 0;
  }

  function arrange() {
    root.classList.add('measuring');
    for (const slide of leaves()) part(slide);
    for (const slide of leaves()) fit(slide);
    root.classList.remove('measuring');
  }

  /**
   * @param {Document} there
   * @param {string} tag
   * @param {string} text
   * @param {string} [className]
   */
  function made(there, tag, text, className = '') {
    const element = there.createElement(tag);
    element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  function showNotes() {
    if (!notesWindow || notesWindow.closed) return;
    const there = notesWindow.document;
    const current = /** @type {HTMLElement} */ (deck.getCurrentSlide());
    const next = leaves()[leaves().indexOf(current) + 1];
    const notes = [...current.querySelectorAll('aside.notes')].map((note) => there.importNode(note, true));
    const preview = made(there, 'div', '', 'preview');
    for (const child of next?.querySelector('.fit')?.children ?? []) if (!child.classList.contains('notes')) preview.append(there.importNode(child, true));
    const clock = made(there, 'p', '', 'clock');
    there.body.replaceChildren(
      made(there, 'h1', `Slide ${leaves().indexOf(current) + 1} of ${leaves().length}`),
      clock,
      made(there, 'h2', 'Notes'), ...(notes.length > 0 ? notes : [made(there, 'p', 'There are none for this slide.')]),
      made(there, 'h2', next ? 'Next slide' : 'This is the last slide'), preview,
    );
    tick();
  }

  function tick() {
    const clock = notesWindow?.document.querySelector('.clock');
    if (!clock) return;
    const seconds = Math.floor((Date.now() - startedMs) / 1000);
    clock.textContent = `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')} since these slides were opened, now ${new Date().toLocaleTimeString()}`;
  }

  function openNotes() {
    notesWindow = window.open('', 'awaitbook-notes', 'width=900,height=700');
    // A browser that lets no window open shows them in this one.
    if (!notesWindow) {
      deck.configure({ showNotes: !deck.getConfig().showNotes });
      return;
    }
    const there = notesWindow.document;
    there.documentElement.lang = document.documentElement.lang;
    there.head.replaceChildren(made(there, 'title', 'Speaker notes'), ...[...document.querySelectorAll('style')].map((style) => there.importNode(style, true)));
    const own = made(there, 'style', 'html, body { overflow: auto; height: auto } html { font-size: 16px } body { padding: 1rem 2rem } .notes { display: block !important } .preview { zoom: 0.6; border: 1px solid; padding: 1rem; max-height: 30rem; overflow: hidden } .fragment { opacity: 1 !important; visibility: visible !important } .clock { font-variant-numeric: tabular-nums } h1 { font-size: 1.3rem } h2 { font-size: 1.1rem }');
    there.head.append(own);
    there.onkeydown = ({ key }) => {
      if (['ArrowRight', 'ArrowDown', ' ', 'PageDown', 'n'].includes(key)) deck.next();
      if (['ArrowLeft', 'ArrowUp', 'PageUp', 'p'].includes(key)) deck.prev();
    };
    showNotes();
  }

  deck.on('slidechanged', () => {
    help.hidden = true;
    showNotes();
  });
  /** In a narrow window reveal.js lets the slides be scrolled, which the keyboard has to reach (WCAG 2.1.1). */
  function letScroll() {
    if (document.body.classList.contains('reveal-scroll')) document.body.tabIndex = 0;
    else document.body.removeAttribute('tabindex');
  }

  addEventListener('load', async () => {
    await document.fonts.ready;
    arrange();
    await deck.initialize();
    letScroll();
    // Behind that of reveal.js, which changes the class.
    addEventListener('resize', letScroll);
    setInterval(tick, 1000);
    document.documentElement.dataset['ready'] = '';
  });
})();
