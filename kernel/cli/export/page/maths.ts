/**
 * Formulas, rendered beforehand by KaTeX, with MathML for screen readers. Which texts are formulas is decided as MathJax does in JupyterLab
 * and nbconvert (MathJax documentation, "The tex2jax preprocessor"): `$…$`, `\(…\)`, `$$…$$`, `\[…\]` and `\begin{…}…\end{…}`, outside of code.
 */
import katex from 'katex';
import { forKatex, type Tags } from './mathjax-commands';
import { attributeOf, element, isElement, isText, nodesOf, replace, textNode, type ChildNode, type ParentNode } from './tree';

/**
 * Stands for `\$` in Markdown on its way through nbconvert, whose Markdown parser would make a `$` of it that begins a formula here.
 * A character of a private area, which no text has.
 */
export const ESCAPED_DOLLAR = '\ue024';

const NOT_IN = new Set(['code', 'pre', 'script', 'style', 'textarea', 'option', 'math', 'svg', 'kbd', 'samp']);

const FORMULA = /\$\$([^]+?)\$\$|\\\[([^]+?)\\\]|\\\(([^]+?)\\\)|(\\begin\{([a-zA-Z]+\*?)\}[^]*?\\end\{\5\})|\$((?:[^$\\]|\\[^])+?)\$/g;

/** One page's formulas: what one of them defines (`\newcommand`) holds for those behind it. */
export class Maths {
  readonly #macros: Record<string, string> = {};
  readonly #tags: Tags = new Map();
  /** The markup of all formulas so far: the page takes the fonts that it needs. */
  #markup = '';

  get markup(): string {
    return this.#markup;
  }

  /** Renders the formulas in all texts below a node. One that KaTeX can't read stays as its text. */
  render(node: ParentNode): void {
    for (const child of [...node.childNodes]) {
      if (isElement(child)) {
        for (const attribute of child.attrs) attribute.value = attribute.value.replaceAll(ESCAPED_DOLLAR, '$');
        if (NOT_IN.has(child.tagName)) restoreDollars(child, '\\$');
        else if (attributeOf(child, 'class')?.includes('katex') !== true) this.render(child);
      } else if (isText(child)) {
        const nodes = this.#rendered(child.value);
        if (nodes !== null) replace(child, nodes);
      }
    }
  }

  /** The nodes for a text; null where nothing changes. */
  #rendered(text: string): ChildNode[] | null {
    if (!/[$\\\ue024]/.test(text)) return null;
    const nodes: ChildNode[] = [];
    let end = 0;
    for (const match of text.matchAll(FORMULA)) {
      const [whole, dollars, brackets, parentheses, environment, , dollar] = match;
      const inner = dollars ?? brackets ?? parentheses ?? environment ?? dollar ?? '';
      if (dollar !== undefined && !isInline(dollar)) continue;
      nodes.push(plain(text.slice(end, match.index)), ...this.#formula(inner.replaceAll(ESCAPED_DOLLAR, '\\$'), parentheses === undefined && dollar === undefined, whole));
      end = match.index + whole.length;
    }
    return [...nodes, plain(text.slice(end))];
  }

  /** Loads what it needs. @throws katex.ParseError */
  #markupOf(source: string, displayMode: boolean): string {
    const tex = forKatex(source, this.#tags);
    if (/\\(?:ce|pu)\b/.test(tex)) loadChemistry();
    const options = { displayMode, output: 'htmlAndMathml', throwOnError: true, strict: 'ignore', trust: false, globalGroup: true, errorColor: 'currentColor', macros: this.#macros } as const;
    try {
      return katex.renderToString(tex, options);
    } catch (error) {
      // MathJax takes a command anew that there is already, KaTeX does not.
      if (!(error instanceof katex.ParseError) || !tex.includes('\\newcommand')) throw error;
      return katex.renderToString(tex.replaceAll('\\newcommand', '\\renewcommand'), options);
    }
  }

  #formula(tex: string, displayMode: boolean, whole: string): ChildNode[] {
    try {
      const markup = this.#markupOf(tex, displayMode);
      this.#markup += markup;
      return reachable(nodesOf(markup), tex);
    } catch (error) {
      if (!(error instanceof katex.ParseError)) throw error;
      return [element('code', { class: 'unread-formula', title: `This formula could not be read: ${error.message}` }, whole.replaceAll(ESCAPED_DOLLAR, '\\$'))];
    }
  }
}

/** A formula of more is scrolled on a phone. */
const PHONE_TEX_CHARACTERS = 40;

/** Lets the keyboard scroll a long formula that stands by itself (WCAG 2.1.1). */
function reachable(nodes: ChildNode[], tex: string): ChildNode[] {
  const [formula] = nodes;
  if (formula !== undefined && isElement(formula) && attributeOf(formula, 'class') === 'katex-display' && tex.length > PHONE_TEX_CHARACTERS) {
    formula.attrs.push({ name: 'tabindex', value: '0' }, { name: 'role', value: 'group' }, { name: 'aria-label', value: 'A formula' });
  }
  return nodes;
}

/** The chemistry of MathJax's `mhchem`, which JupyterLab has; loaded with the first formula that uses it. */
function loadChemistry(): void {
  require('katex/contrib/mhchem');
}

/** Two amounts of money in one sentence are no formula: nothing else begins or ends with a blank. */
function isInline(tex: string): boolean {
  return tex.trim() !== '' && !/^\s|\s$/.test(tex);
}

function plain(text: string): ChildNode {
  return textNode(text.replaceAll(ESCAPED_DOLLAR, '$'));
}

function restoreDollars(node: ParentNode, text: string): void {
  for (const child of node.childNodes) {
    if (isElement(child)) restoreDollars(child, text);
    else if (isText(child)) child.value = child.value.replaceAll(ESCAPED_DOLLAR, text);
  }
}
