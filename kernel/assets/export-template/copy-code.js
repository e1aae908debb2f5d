/* Runs in an exported page: puts a button that copies beside the code of each cell. Without it the code is there to be selected. */

(() => {
  const SAID_MS = 2000;

  /** Resolves to whether it is on the clipboard; where a browser does not allow that, the code is selected. @param {HTMLElement} code */
  const copy = async (code) => {
    try {
      await navigator.clipboard.writeText((code.textContent ?? '').replace(/\n$/, ''));
      return true;
    } catch {
      getSelection()?.selectAllChildren(code);
      return false;
    }
  };

  for (const source of document.querySelectorAll('.source')) {
    const code = source.querySelector('pre');
    if (code === null) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy code';
    button.setAttribute('aria-live', 'polite');
    button.addEventListener('click', async () => {
      button.textContent = (await copy(code)) ? 'Copied' : 'Selected: press Ctrl+C';
      setTimeout(() => (button.textContent = 'Copy code'), SAID_MS);
    });
    const caption = source.parentElement?.querySelector(':scope > .caption');
    if (caption) caption.append(button);
    else source.before(button);
  }
})();
