/** KaTeX's style sheet with the fonts that a page's formulas need, as data URIs. */
import fs from 'node:fs';
import path from 'node:path';

const FONT_FACE = /@font-face\{[^}]*\}/g;

/** Which of a family's faces a rule asks for. */
interface Face {
  readonly family: string;
  readonly isBold: boolean;
  readonly isItalic: boolean;
}

/** @param markup of all formulas of the page, as KaTeX made it; empty gives an empty style sheet. */
export function mathsStyle(markup: string): string {
  if (markup === '') return '';
  const folder = path.join(path.dirname(require.resolve('katex/package.json')), 'dist');
  const css = fs.readFileSync(path.join(folder, 'katex.min.css'), 'utf8');
  const needed = neededFaces(css.replace(FONT_FACE, ''), markup);
  return css.replace(FONT_FACE, (face) => {
    const [, name = '', family, variant = ''] = /url\(fonts\/((KaTeX_\w+)-(\w+))\.woff2\)/.exec(face) ?? [];
    const isNeeded = needed.some((wanted) => wanted.family === family && wanted.isBold === variant.startsWith('Bold') && wanted.isItalic === variant.endsWith('Italic'));
    if (!isNeeded) return '';
    const data = fs.readFileSync(path.join(folder, 'fonts', `${name}.woff2`)).toString('base64');
    return face.replace(/src:[^;}]*/, `src:url(data:font/woff2;base64,${data}) format("woff2")`);
  });
}

/** Those of the rules whose classes are all in the markup. A rule for bold or italic letters alone may stand within any family for text. */
function neededFaces(rules: string, markup: string): Face[] {
  const classes = new Set([...markup.matchAll(/class="([^"]*)"/g)].flatMap(([, names]) => names!.split(' ')));
  return [...rules.matchAll(/([^{}]+)\{([^}]*)\}/g)].flatMap(([, selectors = '', declarations = '']): Face[] => {
    const isBold = declarations.includes('font-weight:700');
    const isItalic = declarations.includes('font-style:italic');
    const family = /font(?:-family)?:[^;]*?(KaTeX_\w+)/.exec(declarations)?.[1] ?? (isBold || isItalic ? 'KaTeX_Main' : undefined);
    const isUsed = selectors.split(',').some((selector) => [...selector.matchAll(/\.([\w-]+)/g)].every(([, name]) => classes.has(name!)));
    return family === undefined || !isUsed ? [] : [{ family, isBold, isItalic }];
  });
}
