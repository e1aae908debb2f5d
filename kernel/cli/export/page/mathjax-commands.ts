/** What authors write for MathJax (its documentation, "Supported TeX/LaTeX commands") and KaTeX does not know, as what KaTeX knows. */

const REPLACEMENTS: readonly (readonly [written: RegExp, known: string])[] = [
  // In MathJax it loads an extension.
  [/\\require\s*\{[\w,\s-]*\}/g, ''],
  [/\\label\s*\{[^{}]*\}/g, ''],
  [/\\mbox(?![A-Za-z])/g, '\\text'],
  [/\\DeclareMathOperator(\*?)\s*\{?\s*(\\[A-Za-z]+)\s*\}?\s*\{([^{}]*)\}/g, '\\newcommand{$2}{\\operatorname$1{$3}}'],
  [/\\begin\{eqnarray\*?\}/g, '\\begin{array}{rcl}'],
  [/\\end\{eqnarray\*?\}/g, '\\end{array}'],
  [/\\(begin|end)\{multline(\*?)\}/g, '\\$1{gather$2}'],
  [/\\(begin|end)\{flalign(\*?)\}/g, '\\$1{align$2}'],
  // They belong to the page, not to the formula.
  [/\\(?:class|cssId|style)\s*\{[^{}]*\}/g, ''],
];

/** The tags of formulas so far, by their labels. */
export type Tags = Map<string, string>;

/** A formula with a tag can be named by its label; of one without, the label itself is shown. */
export function forKatex(tex: string, tags: Tags): string {
  for (const row of tex.split('\\\\')) {
    const [label, tag] = [/\\label\s*\{([^{}]*)\}/.exec(row)?.[1], /\\tag\*?\s*\{([^{}]*)\}/.exec(row)?.[1]];
    if (label !== undefined && tag !== undefined) tags.set(label, tag);
  }
  const named = tex.replace(/\\(eqref|ref)\s*\{([^{}]*)\}/g, (_whole, command: string, label: string) => {
    const name = tags.get(label) ?? label.replace(/[^\w:.-]/g, ' ').replaceAll('_', '\\_');
    return `\\text{${command === 'eqref' ? `(${name})` : name}}`;
  });
  return REPLACEMENTS.reduce((text, [written, known]) => text.replace(written, known), named);
}
