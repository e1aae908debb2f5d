/** The compiler's signatures of a call as text, with the parameter at the cursor marked. */
import type { MarkupContent, ParameterInformation, SignatureHelp, SignatureInformation } from 'vscode-languageserver-types';

/** A call as it is shown. */
export interface ShownSignature {
  readonly head: string;
  /** Markdown: of the parameter. */
  readonly parameter: string;
  /** Markdown: of the function. */
  readonly documentation: string;
}

/** The signature that fits first, its parameter underlined, then the others; null without any. */
export function shownSignature(help: SignatureHelp | null, clean: (text: string) => string): ShownSignature | null {
  const signatures = help?.signatures ?? [];
  const active = signatures[help?.activeSignature ?? 0] ?? signatures[0];
  if (active === undefined) return null;
  const index = active.activeParameter ?? help?.activeParameter ?? 0;
  // A rest parameter takes all that follow.
  const parameter = active.parameters?.[Math.min(index ?? 0, (active.parameters?.length ?? 0) - 1)];
  const isIn = parameter !== undefined && ((index ?? 0) < active.parameters!.length || labelOf(active, parameter).startsWith('...'));
  // What several files declare stands there several times.
  const others = new Set(signatures.filter((one) => one !== active).map(({ label }) => clean(label)));
  const own = isIn ? underlined(active, parameter, clean) : clean(active.label);
  return {
    head: [own, ...others].join('\n'),
    parameter: isIn ? parameterLine(active, parameter, clean) : '',
    documentation: markdownOf(active.documentation),
  };
}

/** Other signatures than the one that is shown already. */
export function otherSignatures(help: SignatureHelp | null): string[] {
  const active = help?.signatures[help.activeSignature ?? 0];
  return (help?.signatures ?? []).filter((one) => one !== active).map(({ label }) => label);
}

/** The signature with a line below that marks the parameter. A long one has its parameters in lines of their own: a narrow page would wrap it, and the mark with it. */
function underlined(signature: SignatureInformation, parameter: ParameterInformation, clean: (text: string) => string): string {
  const marked = placeOf(signature, parameter);
  const part = (from: number, to?: number): string => clean(signature.label.slice(from, to));
  const label = part(0, marked[0]) + part(...marked) + part(marked[1]);
  const mark = (indent: number): string => ' '.repeat(indent) + '^'.repeat(part(...marked).length);
  const places = (signature.parameters ?? []).map((one) => placeOf(signature, one));
  if (label.length <= ONE_LINE_CHARACTERS || label.includes('\n') || places.some(([start, end]) => end <= start)) return `${label}\n${mark(part(0, marked[0]).length)}`;
  const lines = places.flatMap((place, index) => {
    const line = `  ${part(...place)}${index === places.length - 1 ? '' : ','}`;
    return place[0] === marked[0] ? [line, mark(2)] : [line];
  });
  return [part(0, places[0]![0]), ...lines, part(places.at(-1)![1])].join('\n');
}

/** Characters of a signature in one line: JupyterLab's panel beside a notebook has some 70. */
const ONE_LINE_CHARACTERS = 60;

function placeOf({ label, parameters = [] }: SignatureInformation, parameter: ParameterInformation): readonly [start: number, end: number] {
  // Parameters stand behind the first parenthesis that a name or type parameters lead to, one behind the other: the type of one may name another.
  let from = label.indexOf('(');
  for (const one of parameters) {
    const start = typeof one.label === 'string' ? label.indexOf(one.label, from) : one.label[0];
    const end = typeof one.label === 'string' ? start + one.label.length : one.label[1];
    if (one === parameter) return start < 0 ? [0, 0] : [start, end];
    if (start >= 0) from = end;
  }
  return [0, 0];
}

function labelOf(signature: SignatureInformation, parameter: ParameterInformation): string {
  return signature.label.slice(...placeOf(signature, parameter));
}

function parameterLine(signature: SignatureInformation, parameter: ParameterInformation, clean: (text: string) => string): string {
  const documentation = markdownOf(parameter.documentation);
  const name = /^(?:\.\.\.)?[\w$]+/.exec(labelOf(signature, parameter))?.[0] ?? '';
  return documentation === '' || name === '' ? '' : `\`${clean(name)}\`: ${documentation}`;
}

function markdownOf(documentation: string | MarkupContent | undefined): string {
  return (typeof documentation === 'string' ? documentation : (documentation?.value ?? '')).trim();
}
