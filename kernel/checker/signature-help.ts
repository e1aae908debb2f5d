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
  const others = signatures.filter((one) => one !== active).map(({ label }) => clean(label));
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

function underlined(signature: SignatureInformation, parameter: ParameterInformation, clean: (text: string) => string): string {
  const [start, end] = placeOf(signature, parameter);
  const before = clean(signature.label.slice(0, start));
  const marked = clean(signature.label.slice(start, end));
  const label = before + marked + clean(signature.label.slice(end));
  return `${label}\n${' '.repeat(before.length)}${'^'.repeat(marked.length)}`;
}

function placeOf({ label }: SignatureInformation, { label: own }: ParameterInformation): readonly [start: number, end: number] {
  if (typeof own !== 'string') return own;
  // Parameters stand behind the first parenthesis that a name or type parameters lead to.
  const start = label.indexOf(own, label.indexOf('('));
  return start < 0 ? [0, 0] : [start, start + own.length];
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
