/** Tells whether a text that does not parse could still go on in the next line, by going on: the parser's place of the error does not always tell. */
import { COMPLETENESS_TRIED_CHARACTERS } from '../limits';
import { parseText } from './parse-source';
import { openBrackets, scanTokens } from './scan-tokens';
import type { Token } from './scan-tokens';

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', 'try{': '}finally{}', 'do{': '}while(_)' };

/** What a next line may begin with, where the text means what it seems to mean: behind it stands what closes the open brackets, then `behind`. */
const CONTINUATIONS: readonly { readonly next: string; readonly behind?: string }[] = [
  // An operand, a value, a body, arguments, a type.
  { next: '_' }, { next: '= _' }, { next: '{}' }, { next: '(){}' }, { next: '()' }, { next: ': _' }, { next: '' }, { next: '._' }, { next: 'meta' },
  // Parentheses of an arrow function, and what it returns.
  { next: '', behind: '=> _' }, { next: '_', behind: '=> _' }, { next: '_ => _' },
];

/** The same within angle brackets, one or two. */
const IN_ANGLE_BRACKETS: typeof CONTINUATIONS = [
  ...['>', '_>', '>>', '_>>'].flatMap((close) => ['(_)', ' = _', ' => _', ' {}'].map((behind) => ({ next: close + behind }))),
  { next: '=> _>(_)' }, { next: '', behind: '=> _>(_)' }, { next: '_', behind: '=> _>(_)' }, { next: ': _', behind: '=> _>(_)' },
];

/** Whether some next line makes the text right. Each try is a parse, or two. */
export function canGoOn(source: string): boolean {
  if (source.length > COMPLETENESS_TRIED_CHARACTERS) return false;
  const tokens = scanTokens(source).filter(({ kind }) => kind !== 'comment');
  const closingOf = (bracket: Token): string => {
    const { text: before = '' } = tokens[tokens.indexOf(bracket) - 1] ?? {};
    return CLOSING[before + bracket.text] ?? CLOSING[bracket.text.at(-1)!] ?? '';
  };
  const closing = openBrackets(tokens).map(closingOf).reverse().join('');
  // Without such brackets the two grammars are one.
  const kinds = source.includes('<') ? (['tsx', 'ts'] as const) : (['tsx'] as const);
  const tries = source.includes('<') ? [...CONTINUATIONS, ...IN_ANGLE_BRACKETS] : CONTINUATIONS;
  return tries.some(({ next, behind = '' }) => {
    const whole = `${source}\n${next}${closing}${behind}`;
    return kinds.some((kind) => parseText(whole, kind).errors.length === 0);
  });
}
