/** What learners of async code do by mistake, each in one plain sentence with the fix; found by probes, by the compiler, or by syntax. */
import type { Statement } from 'oxc-parser';
import { isAllowedByComment } from '../language/check-settings';
import type { AsyncRule } from '../language/check-settings';
import { LineIndex } from '../language/line-index';
import { patternNames } from '../language/top-level-names';
import { walkNodes } from '../language/syntax-facts';
import type { Probe } from './async-probes';
import type { CellAnalysis } from './cell-analysis';
import type { CellDiagnostic } from './cell-diagnostic';

/** The mark in the type by which a probe refuses: see `notebook-globals.ts`. */
const PROBE_MARK = /"\$(promises?|array)"/;

/** The sentence for what the compiler said in a probe; null where that is no mistake. */
export function probeMistake(probe: Probe, rawMessage: string): string | null {
  const mark = PROBE_MARK.exec(rawMessage)?.[1];
  if (mark === undefined) return null;
  if (mark !== 'promises') return probeSentence(probe);
  // What takes promises out of a list, as `splice` does, leaves none alone that was not.
  if (probe.makesList !== true) return null;
  const what = probe.name === 'this' ? 'This returns' : `\`${probe.name}\` returns`;
  return `${what} promises that nothing waits for, and their errors would go unnoticed here. Write \`await Promise.all(…)\` around it.`;
}

/** A condition that is a promise, in the compiler's numbers. */
export const PROMISE_CONDITION_CODE = 2801;

const OUTCOMES: Readonly<Record<string, string>> = {
  forEach: 'it returns before the work is done',
  filter: 'the promise that it gets counts as true, so everything is kept',
  some: 'the promise that it gets counts as true',
  every: 'the promise that it gets counts as true',
  find: 'the promise that it gets counts as true, so the first one is found',
  findIndex: 'the promise that it gets counts as true, so the first one is found',
  findLast: 'the promise that it gets counts as true, so the last one is found',
  findLastIndex: 'the promise that it gets counts as true, so the last one is found',
  toSorted: 'a promise is no number, so nothing is sorted',
  sort: 'a promise is no number, so nothing is sorted',
  reduce: 'from the second turn on it gets a promise instead of a value',
};

/** The sentence for what a probe found. */
function probeSentence({ rule, name }: Probe): string {
  if (rule === 'promise-condition') return PROMISE_CONDITION_SENTENCE;
  if (rule === 'floating-promise') {
    const what = name === 'this' ? 'This returns a promise' : `\`${name}\` returns a promise`;
    return `${what} that nothing waits for, and its error would go unnoticed here. Write \`await\` in front, or \`void\` when that is meant.`;
  }
  const fix = name === 'forEach' ? 'Write `for (const … of …) { await … }`, or `await Promise.all(list.map(async …))`.' : 'Wait for all answers first: `await Promise.all(list.map(async …))`.';
  return `\`${name}\` does not wait for an async function: ${OUTCOMES[name]}. ${fix}`;
}

export const NEEDLESS_AWAIT_SENTENCE = '`await` has no effect here: what stands behind it is no promise. Leave the `await` out, or look whether a call is missing.';
export const PROMISE_CONDITION_SENTENCE = 'This condition is a promise, and a promise is always true. Write `await` in front of it.';

/** `await null` and the like are written to let others run, not to get a value. */
export function isDeliberateAwait(text: string): boolean {
  return /^await\s*\(?\s*(?:null|undefined|void|0)\b/.test(text);
}

/** A warning at a place of the author's text, unless a comment switches its rule off there. */
export function mistake(rule: AsyncRule, message: string, text: string, start: number, end: number): CellDiagnostic[] {
  const lines = new LineIndex(text);
  const from = lines.place(start);
  const to = lines.place(end);
  if (isAllowedByComment(text.split('\n'), from.line + 1, rule)) return [];
  return [{ severity: 'warning', code: rule, message, line: from.line + 1, column: from.column + 1, endLine: to.line + 1, endColumn: to.column + 1, file: null, fileLine: null, related: [] }];
}

/** Neighbours that each wait for a call, where none mentions what an earlier one declares: a hint, since the order may be meant. */
export function awaitsTogether({ program, text }: CellAnalysis): CellDiagnostic[] {
  const found: CellDiagnostic[] = [];
  const look = (body: readonly Statement[]): void => {
    let run: { readonly statement: Statement; readonly names: readonly string[] }[] = [];
    const close = (): void => {
      const [first] = run;
      const last = run.at(-1);
      if (first !== undefined && last !== undefined && run.length > 1) {
        const sentence = `These ${run.length} awaits wait one after the other, and none needs what another gives: \`await Promise.all([…])\` would wait for all together.`;
        found.push(...mistake('awaits-together', sentence, text, first.statement.start, last.statement.end));
      }
      run = [];
    };
    for (const statement of body) {
      const names = awaitedNames(statement);
      if (names === null) close();
      else {
        if (run.some((earlier) => earlier.names.some((name) => mentions(statement, name)))) close();
        run.push({ statement, names });
      }
    }
    close();
  };
  walkNodes(program, (node) => {
    if (node.type === 'Program' || node.type === 'BlockStatement') look(node.body as Statement[]);
  });
  return found;
}

/** Names that a statement `const x = await f()` declares, none for `await f()`; null for any other statement. */
function awaitedNames(statement: Statement): string[] | null {
  const isCall = (node: { readonly type: string } | null): boolean => node?.type === 'AwaitExpression' && (node as unknown as { argument: { type: string } }).argument.type === 'CallExpression';
  if (statement.type === 'ExpressionStatement') return isCall(statement.expression) ? [] : null;
  if (statement.type !== 'VariableDeclaration' || !statement.declarations.every(({ init }) => isCall(init))) return null;
  return statement.declarations.flatMap(({ id }) => patternNames(id));
}

function mentions(statement: Statement, name: string): boolean {
  let isMentioned = false;
  walkNodes(statement, (node) => {
    if (node.type === 'Identifier' && node.name === name) isMentioned = true;
  });
  return isMentioned;
}
