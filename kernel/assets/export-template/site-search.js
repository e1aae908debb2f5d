/* Runs in the first page of a site: looks through the texts of all pages, which are in the page as JSON. */

/** @typedef {{readonly page: string, readonly title: string, readonly id: string | null, readonly heading: string, readonly text: string}} Entry */

(() => {
  const MOST_RESULTS = 30;
  const AROUND = 70;

  /** @param {string} id */
  const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
  /** @type {Entry[]} */
  const entries = JSON.parse(byId('search-index').textContent ?? '[]');
  const input = /** @type {HTMLInputElement} */ (byId('search-words'));
  const [count, results] = [byId('search-count'), byId('search-results')];

  /** Letters without accents, small, with as many UTF-16 units as before. @param {string} text */
  const folded = (text) => [...text.toLowerCase()].map((letter) => (letter.length === 1 ? (letter.normalize('NFD')[0] ?? letter) : letter)).join('');
  const texts = entries.map(({ title, heading, text }) => ({ heading: folded(`${title} ${heading}`), text: folded(text) }));

  /**
   * What stands around the first of the words, with all of them marked.
   * @param {string} text
   * @param {string} foldedText
   * @param {readonly string[]} words
   */
  function snippet(text, foldedText, words) {
    const first = Math.max(0, Math.min(...words.map((word) => foldedText.indexOf(word)).filter((at) => at >= 0), text.length) - AROUND);
    const [from, to] = [first, Math.min(text.length, first + 3 * AROUND)];
    const shown = document.createElement('span');
    shown.className = 'excerpt';
    if (from > 0) shown.append('… ');
    let at = from;
    while (at < to) {
      const next = words.map((word) => ({ word, start: foldedText.indexOf(word, at) })).filter(({ start }) => start >= 0 && start < to).sort((one, other) => one.start - other.start)[0];
      if (!next) break;
      const mark = document.createElement('mark');
      mark.textContent = text.slice(next.start, next.start + next.word.length);
      shown.append(text.slice(at, next.start), mark);
      at = next.start + next.word.length;
    }
    shown.append(text.slice(at, Math.max(at, to)));
    if (to < text.length) shown.append(' …');
    return shown;
  }

  /** All words must be in a part; those in its heading count more. @param {readonly string[]} words */
  function found(words) {
    const all = entries.map((entry, at) => {
      const { heading, text } = /** @type {{heading: string, text: string}} */ (texts[at]);
      const places = words.map((word) => (heading.includes(word) ? 3 : 0) + (text.includes(word) ? 1 : 0));
      return { entry, folded: text, score: places.includes(0) ? 0 : places.reduce((sum, place) => sum + place, 0) };
    });
    return all.filter(({ score }) => score > 0).sort((one, other) => other.score - one.score);
  }

  function search() {
    const words = folded(input.value).split(/\s+/).filter(Boolean);
    const matches = words.length === 0 ? [] : found(words);
    count.textContent = words.length === 0 ? '' : matches.length === 0 ? 'Nothing was found.' : `${matches.length} ${matches.length === 1 ? 'place' : 'places'}${matches.length > MOST_RESULTS ? `, the first ${MOST_RESULTS}` : ''}`;
    results.replaceChildren(...matches.slice(0, MOST_RESULTS).map(({ entry, folded: text }) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = encodeURIComponent(entry.page) + (entry.id === null ? '' : `#${encodeURIComponent(entry.id)}`);
      link.textContent = entry.heading === '' || entry.heading === entry.title ? entry.title : `${entry.title}: ${entry.heading}`;
      item.append(link, ' ', snippet(entry.text, text, words));
      return item;
    }));
  }

  input.addEventListener('input', search);
  byId('search').hidden = false;
  search();
})();
