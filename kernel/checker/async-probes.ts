/**
 * Puts questions to the compiler into a cell's text that no diagnostic of its own answers: behind a statement stands a call that
 * the compiler refuses when the statement's value is a promise. What it says there is told in words of ours (`async-mistakes.ts`).
 */
import { walkNodes } from '../language/syntax-facts';
import type { CellAnalysis } from './cell-analysis';

/** A question, by the offsets (UTF-16 units, in the author's text) of what it asks about. */
export interface Probe {
  readonly rule: 'floating-promise' | 'async-callback';
  readonly start: number;
  readonly end: number;
  /** How the person would call what is asked about, for example `save()` or `forEach`. */
  readonly name: string;
}

/**
 * A cell's text with probes in it: those about statements of its top level behind it, the others each at the end of its statement, so that
 * only what follows on that line is moved.
 */
export interface ProbedText {
  readonly text: string;
  readonly hasProbes: boolean;
  /** Where a place of `text` is in the author's text, or in which probe. */
  locate(offset: number): { readonly offset: number } | { readonly probe: Probe };
}

/** Longer expressions are not asked about: they would be checked twice. */
const ASKED_CHARACTERS = 400;

/** Methods of lists that take no notice of promises. */
const DEAF_METHODS: ReadonlySet<string> = new Set(['forEach', 'filter', 'some', 'every', 'sort', 'reduce', 'find', 'findIndex']);

type Node = { readonly [key: string]: unknown; readonly type: string; readonly start: number; readonly end: number };

/** `isOn` says which rules are. @param text the author's, in which imports may be blank. */
export function probeCell(text: string, analysis: CellAnalysis, isOn: (rule: Probe['rule']) => boolean): ProbedText {
  const shown = resultStatement(analysis);
  const inner: Placed[] = [];
  const behind: Placed[] = [];
  const ask = (statement: Node, isTopLevel: boolean, call: string, asked: Node, probe: Probe): void => {
    if (asked.end - asked.start > ASKED_CHARACTERS) return;
    const question = `${call}(${text.slice(asked.start, asked.end)}`;
    if (isTopLevel) behind.push({ at: text.length, text: `${question}\n,0);`, probe });
    // A line more would move all lines below.
    else if (!question.includes('\n')) inner.push({ at: statement.end, text: `;(0 as any)&&${question},0);`, probe });
  };
  const look = (body: readonly Node[], isTopLevel: boolean): void => {
    for (const statement of body) {
      const expression = statement.expression as Node;
      if (isOn('floating-promise') && statement.type === 'ExpressionStatement' && statement !== shown && canFloat(expression)) {
        ask(statement, isTopLevel, '$np', expression, { rule: 'floating-promise', start: expression.start, end: expression.end, name: calleeText(text, expression) });
      }
      if (!isOn('async-callback') || statement.type === 'ReturnStatement') continue;
      for (const { receiver, callback, method } of asyncCallbacks(statement)) {
        ask(statement, isTopLevel, '$na', receiver, { rule: 'async-callback', start: callback.start, end: callback.start + 'async'.length, name: method });
      }
    }
  };
  walkNodes(analysis.program, (raw) => {
    const node = raw as Node;
    if (node.type === 'Program') look(node.body as Node[], true);
    else if (node.type === 'BlockStatement' || node.type === 'StaticBlock' || node.type === 'TSModuleBlock') look(node.body as Node[], false);
    else if (node.type === 'SwitchCase') look(node.consequent as Node[], false);
  });
  inner.sort((a, b) => a.at - b.at);
  const opening = behind.length > 0 ? [{ at: text.length, text: '\n;async()=>{', probe: behind[0]!.probe }] : [];
  const inserts = [...inner, ...opening, ...behind];
  return { text: insert(text, inserts) + (behind.length > 0 ? '}' : ''), hasProbes: inserts.length > 0, locate: locator(inserts) };
}

/** A probe with its text and where in the author's it is put. */
interface Placed {
  readonly at: number;
  readonly text: string;
  readonly probe: Probe;
}

function insert(text: string, inserts: readonly Placed[]): string {
  let result = '';
  let from = 0;
  for (const { at, text: added } of inserts) {
    result += text.slice(from, at) + added;
    from = at;
  }
  return result + text.slice(from);
}

function locator(inserts: readonly Placed[]): ProbedText['locate'] {
  return (offset) => {
    let added = 0;
    for (const { at, text, probe } of inserts) {
      if (offset < at + added) break;
      if (offset < at + added + text.length) return { probe };
      added += text.length;
    }
    return { offset: offset - added };
  };
}

/** The statement whose value the cell shows: a promise there is waited for, on the page. */
function resultStatement({ program, text }: CellAnalysis): unknown {
  const last = program.body.at(-1);
  return last?.type === 'ExpressionStatement' && text[last.end - 1] !== ';' ? last : null;
}

/** Calls and `new`, but `x.catch(…)`, `x.then(a, b)` and what awaits by itself. */
function canFloat(expression: Node): boolean {
  if (expression.type === 'ChainExpression') return canFloat(expression.expression as Node);
  if (expression.type === 'NewExpression') return true;
  if (expression.type !== 'CallExpression') return false;
  const callee = expression.callee as Node;
  const method = callee.type === 'MemberExpression' && callee.computed !== true ? ((callee.property as Node).name as string) : null;
  const count = (expression.arguments as readonly unknown[]).length;
  return !(method === 'catch' && count > 0) && !(method === 'then' && count > 1);
}

function calleeText(text: string, expression: Node): string {
  if (expression.type === 'ChainExpression') return calleeText(text, expression.expression as Node);
  const { callee } = expression as unknown as { readonly callee: Node };
  const written = text.slice(callee.start, callee.end).replace(/\s+/g, ' ');
  const isShort = written.length <= 40 && !/[{(]/.test(written);
  return isShort ? `${expression.type === 'NewExpression' ? 'new ' : ''}${written}()` : 'this';
}

/** `list.forEach(async …)` in a statement, but in functions of it. Whether `list` is an array, a map or a set is for the compiler to say. */
function asyncCallbacks(statement: Node): { receiver: Node; callback: Node; method: string }[] {
  const found: { receiver: Node; callback: Node; method: string }[] = [];
  walkNodes(statement, (raw) => {
    const node = raw as Node;
    // A block's own statements are looked at by themselves.
    if (node.type === 'BlockStatement' || node.type === 'StaticBlock' || node.type === 'SwitchCase') return false;
    if (node.type !== 'CallExpression') return true;
    const callback = (node.arguments as readonly Node[])[0];
    const callee = node.callee as Node;
    const method = callee.type === 'MemberExpression' && callee.computed !== true ? ((callee.property as Node).name as string) : '';
    const isAsync = callback?.async === true && (callback.type === 'ArrowFunctionExpression' || callback.type === 'FunctionExpression');
    if (isAsync && DEAF_METHODS.has(method)) found.push({ receiver: callee.object as Node, callback, method });
    return true;
  });
  return found;
}
