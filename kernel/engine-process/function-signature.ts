/** Name and parameters of a function, read from its text as `Function.prototype.toString` gives it. */

/** Characters within which the parameters must end: longer ones help nobody. */
const PARAMETERS_CHARACTERS = 2_000;
const ASYNC = /^async\b(?!\s*=>)/;
/** `async x => …`: the one form whose parameters have no parentheses. */
const BARE_PARAMETER = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*)\s*=>/u;

/** Whether it is the text of a class. */
export function isClassText(text: string): boolean {
  return text.startsWith('class');
}

/** Whether it is the text of a function in native code, which tells no parameters. */
export function isNativeText(text: string): boolean {
  return text.endsWith('{ [native code] }');
}

/**
 * For example `async greet(name, times = 1)`, on one line. `name` is what the person calls it: the text has none, or another one, where a
 * function was assigned. Null for classes and where the parameters have no end.
 */
export function functionSignature(text: string, name: string): string | null {
  if (isClassText(text)) return null;
  const bare = BARE_PARAMETER.exec(text)?.[1];
  const parameters = bare === undefined ? parenthesised(text) : `(${bare})`;
  return parameters === null ? null : `${ASYNC.test(text) ? 'async ' : ''}${name}${parameters.replace(/\s+/g, ' ')}`;
}

function parenthesised(text: string): string | null {
  const start = text.indexOf('(');
  let depth = 0;
  for (let at = start; at >= 0 && at < Math.min(text.length, start + PARAMETERS_CHARACTERS); at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return text.slice(start, at + 1);
  }
  return null;
}
