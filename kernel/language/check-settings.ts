/** How a person sets the checking of types: the words of `%check`, and the names of the rules about async mistakes. */

/** `error`: type errors stop a cell; `warn`: they are told and it runs; `off`: nothing is checked. */
export type CheckMode = 'error' | 'warn' | 'off';

export const CHECK_MODES: readonly CheckMode[] = ['error', 'warn', 'off'];

const MEANINGS: Readonly<Record<CheckMode, string>> = {
  error: 'a cell with a type error does not run',
  warn: 'type errors are told, and the cell runs',
  off: 'cells are not checked',
};

/** Rules that find what learners of async code do by mistake, each with what it finds. */
export const ASYNC_RULES = {
  'floating-promise': 'a promise that nothing waits for',
  'async-callback': 'an async function where nobody waits for what it returns',
  'needless-await': '`await` on what is no promise',
  'promise-condition': 'a promise as a condition, which is always true',
  'awaits-together': 'awaits in a row that could run together',
} as const;

export type AsyncRule = keyof typeof ASYNC_RULES;

/** Rules that are on until they are switched off; the others are hints that a person asks for. */
export const RULES_ON: readonly AsyncRule[] = ['floating-promise', 'async-callback', 'needless-await', 'promise-condition'];

/** What stands behind `%check`. `show`: nothing does. */
export type CheckSetting = { readonly kind: 'show' } | { readonly kind: 'mode'; readonly mode: CheckMode } | { readonly kind: 'rule'; readonly rule: AsyncRule; readonly isOn: boolean };

/** Reads the rest of the line of `%check`; null when it is none of what may stand there. */
export function readCheckSetting(line: string): CheckSetting | null {
  const [first = '', second, ...others] = line.replace(/;$/, '').trim().split(/\s+/);
  if (first === '') return { kind: 'show' };
  const mode = CHECK_MODES.find((one) => one === first);
  if (mode !== undefined) return second === undefined ? { kind: 'mode', mode } : null;
  if (!Object.hasOwn(ASYNC_RULES, first) || (second !== 'on' && second !== 'off') || others.length > 0) return null;
  return { kind: 'rule', rule: first as AsyncRule, isOn: second === 'on' };
}

/** What `%check` says of a wrong line. */
export function checkUsage(line: string): string {
  return `%check takes error, warn or off, or the name of a rule and on or off (${Object.keys(ASYNC_RULES).join(', ')}), and there is \`${line}\`.`;
}

/** One line that tells how cells are checked. */
export function settingsLine(mode: CheckMode, rules: ReadonlySet<AsyncRule>): string {
  const off = RULES_ON.filter((rule) => !rules.has(rule));
  const added = [...rules].filter((rule) => !RULES_ON.includes(rule));
  const parts = [...(off.length > 0 ? [`without ${off.join(', ')}`] : []), ...(added.length > 0 ? [`with ${added.join(', ')}`] : [])];
  return `Types: ${mode} (${MEANINGS[mode]}${parts.length > 0 && mode !== 'off' ? `; ${parts.join('; ')}` : ''}).`;
}

/** Rules that a comment on this line, or on the one above, switches off: `// check: floating-promise off`; a `// @ts-ignore` above does so with all. Lines count from 1. */
export function isAllowedByComment(lines: readonly string[], line: number, rule: AsyncRule): boolean {
  if (/^\s*\/[/*]+\s*@ts-ignore\b/.test(lines[line - 2] ?? '')) return true;
  return [lines[line - 1], lines[line - 2]].some((text) => {
    const named = /\/[/*]\s*check:\s*([\w\s,-]+?)\s+off\b/.exec(text ?? '')?.[1];
    return named?.split(/[\s,]+/).includes(rule) === true;
  });
}
