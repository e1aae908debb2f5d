/** Completion in a pattern: `const { | } = value` takes keys of the value, of which a type may know nothing. */
import type { CompletionPlace } from './language';
import { chainEndingAt } from './member-chain';
import { scanTokens } from './scan-tokens';
import type { Token } from './scan-tokens';

/** What is typed at the cursor, and where. */
type Typed = Pick<CompletionPlace, 'prefix' | 'start' | 'end'>;

/** `before`: the tokens in front of the name at the cursor, without comments. Null in all but flat patterns of a declaration whose value is a chain of members. */
export function patternPlace(source: string, before: readonly Token[], typed: Typed): CompletionPlace | null {
  const open = before.findLastIndex(({ kind, text }) => kind !== 'word' && text !== ',' && text !== ':');
  const isKey = ['{', ','].includes(before.at(-1)?.text ?? '');
  if (!isKey || before[open]?.text !== '{' || !['const', 'let', 'var'].includes(before[open - 1]?.text ?? '')) return null;
  const behind = scanTokens(` ${source.slice(typed.end)}`).filter(({ kind }) => kind !== 'comment');
  const close = behind.findIndex(({ text }) => text === '}');
  if (close < 0 || behind[close + 1]?.text !== '=') return null;
  const value = behind.slice(close + 2);
  const length = value.findIndex((token, at) => !isOfChain(token, value[at - 1]));
  const chain = length < 0 ? value : value.slice(0, length);
  // A call and what goes on behind it are not looked at.
  if (chain.length === 0 || value[chain.length]?.text === '(') return null;
  const expression = chainEndingAt(chain, chain.length - 1);
  return expression === null ? null : { target: { kind: 'pattern', expression, prefix: typed.prefix }, ...typed, fromText: [] };
}

/** Two words in a row belong to two statements. */
function isOfChain({ kind, text }: Token, before: Token | undefined): boolean {
  if (kind === 'word') return before?.kind !== 'word' && before?.text !== ']';
  return ['.', '?.', '[', ']'].includes(text) || (before?.text === '[' && (kind === 'string' || kind === 'number'));
}
