/** Styles of outputs: without addresses, and for their own output only. */

const STRINGS_AND_COMMENTS = /\/\*[^]*?\*\/|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/g;

/** Takes out what would ask for something: `url(…)` and `image-set(…)` with anything but a picture's data, and `@import`. */
export function withoutAddresses(css: string): string {
  return css
    .replace(/@import\b[^;]*;?/gi, '')
    .replace(/\b(?:url|src)\(\s*(?:"([^"]*)"|'([^']*)'|([^)]*))\s*\)/gi, (whole, ...groups: (string | undefined)[]) => (/^\s*(?:data:image\/|#)/i.test(groups[0] ?? groups[1] ?? groups[2] ?? '') ? whole : 'none'))
    .replace(/(?:-webkit-)?image-set\([^)]*\)/gi, 'none');
}

/**
 * A style sheet that may stand between the braces of an `@scope`: one whose own braces come in pairs, so that it does not end the scope.
 * Empty for one that can't.
 */
export function confinedCss(css: string): string {
  // Escapes may spell "url" and "@import" otherwise.
  if (/\\[0-9a-f]/i.test(css) || /<\/|<!--/.test(css)) return '';
  const bare = css.replace(STRINGS_AND_COMMENTS, '');
  // A string or comment that is not closed reads on, in some places, and ends in others.
  if (/["']|\/\*/.test(bare)) return '';
  let depth = 0;
  for (const [brace] of bare.matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1;
    if (depth < 0) return '';
  }
  return depth === 0 ? withoutAddresses(css) : '';
}
