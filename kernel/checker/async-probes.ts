/**
 * Puts questions to the compiler into a cell's text that no diagnostic of its own answers: behind a statement stands a call that
 * the compiler refuses when the statement's value is a promise. What it says there is told in words of ours (`async-mistakes.ts`).
 */
import { walkNodes } from '../language/syntax-facts';
import type { CellAnalysis } from './cell-analysis';
import { withInsertions } from './open-values';
import type { Insertion } from './open-values';

/** A question, by the offsets (UTF-16 units, in the author's text) of what it asks about. */
export interface Probe {
  readonly rule: 'floating-promise' | 'async-callback' | 'promise-condition';
  readonly start: number;
  readonly end: number;
  /** Where the callback ends that it asks about, if it does. */
  readonly callbackEnd?: number;
  /** How the person would call what is asked about, for example `save()` or `forEach`. */
  readonly name: string;
  /** The call makes a list of what its callback returns, as `map` does: promises in it are asked about too. */
  readonly makesList?: true;
}

/**
 * A cell's text with probes in it: those about statements of its top level behind it, the others each at the end of its statement, so that
 * only what follows on that line is moved.
 */
export interface ProbedText {
  readonly text: string;
  /** Where a place of `text` is in the author's text, or in which probe. */
  locate(offset: number): { readonly offset: number } | { readonly probe: Probe };
}

/** Longer expressions are not asked about: they would be checked twice. */
const ASKED_CHARACTERS = 400;

/** Methods of lists that take no notice of promises. */
const DEAF_METHODS: ReadonlySet<string> = new Set(['forEach', 'filter', 'some', 'every', 'sort', 'reduce', 'find', 'findIndex', 'findLast', 'findLastIndex', 'toSorted']);

/** Of these, those whose callback returns no answer about one element: what that is, its types tell as well. */
const ORDERS: ReadonlySet<string> = new Set(['sort', 'toSorted', 'reduce']);

/** Methods that make a list of what their callback returns. */
const LIST_MAKERS: ReadonlySet<string> = new Set(['map', 'flatMap', 'from']);

type Node = { readonly [key: string]: unknown; readonly type: string; readonly start: number; readonly end: number };

/** `isOn` says which rules are. @param text the author's, in which imports may be blank. */
export function probeCell(text: string, analysis: CellAnalysis, isOn: (rule: Probe['rule']) => boolean): ProbedText {
  const shown = resultStatement(analysis);
  const inner: Placed[] = analysis.open.map((one) => ({ ...one, probe: null }));
  const behind: Placed[] = [];
  const textOf = ({ start, end }: Node): string => text.slice(start, end);
  /** `within`: a statement alone, as the body of an `if`, which a further statement would not belong to. */
  const ask = (statement: Node, place: 'top' | 'block' | 'within', call: string, asked: readonly Node[], probe: Probe): void => {
    if (asked.some(({ start, end }) => end - start > ASKED_CHARACTERS)) return;
    const question = `${call}(${asked.map(textOf).join(',')}`;
    if (place === 'top') behind.push({ at: text.length, text: `${question}\n,0);`, probe });
    // A line more would move all lines below.
    else if (question.includes('\n')) return;
    else if (place === 'block') inner.push({ at: statement.end, text: `;(0 as any)&&${question},0);`, probe });
    else inner.push({ at: (statement.expression as Node).end, text: `,(0 as any)&&${question},0)`, probe });
  };
  const askFloating = (statement: Node, place: 'top' | 'block' | 'within'): void => {
    if (!isOn('floating-promise') || statement.type !== 'ExpressionStatement' || statement === shown) return;
    for (const one of floating(statement.expression as Node)) ask(statement, place, '$np', [one], { rule: 'floating-promise', start: one.start, end: one.end, name: calleeText(text, one), ...(makesList(one) ? { makesList: true } : {}) });
  };
  const look = (body: readonly Node[], isTopLevel: boolean): void => {
    const place = isTopLevel ? 'top' : 'block';
    for (const statement of body) {
      askFloating(statement, place);
      for (const alone of statementsAlone(statement)) askFloating(alone, 'within');
      if (statement.type === 'ReturnStatement') continue;
      if (isOn('promise-condition')) {
        for (const one of calledConditions(statement)) ask(statement, place, '$np', [one], { rule: 'promise-condition', start: one.start, end: one.end, name: calleeText(text, one) });
      }
      if (!isOn('async-callback')) continue;
      for (const { receiver, callback, method } of asyncCallbacks(statement)) {
        const isNamed = callback.type === 'Identifier';
        const probe = { rule: 'async-callback', start: callback.start, end: callback.async === true ? callback.start + 'async'.length : callback.end, callbackEnd: callback.end, name: method } as const;
        if (!isNamed && callback.async !== true) ask(statement, place, '$nr', [receiver, callback], probe);
        else if (isNamed) ask(statement, place, '$nc', [receiver, callback], probe);
        else ask(statement, place, '$na', [receiver], probe);
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
  return { text: withInsertions(text, inner) + [...opening, ...behind].map((one) => one.text).join('') + (behind.length > 0 ? '}' : ''), locate: locator(inserts) };
}

/** A probe with its text and where in the author's it is put; null for a text that asks nothing. */
interface Placed extends Insertion {
  readonly probe: Probe | null;
}

function locator(inserts: readonly Placed[]): ProbedText['locate'] {
  return (offset) => {
    let added = 0;
    for (const { at, text, probe } of inserts) {
      if (offset < at + added) break;
      if (offset < at + added + text.length) return probe === null ? { offset: at } : { probe };
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

/** Statements that are, without a block, the body of a loop or a branch. */
function statementsAlone(statement: Node): Node[] {
  if (!/^(?:If|For|ForIn|ForOf|While|DoWhile|Labeled)Statement$/.test(statement.type)) return [];
  const parts = [statement.consequent, statement.alternate, statement.body].filter((part) => part != null) as Node[];
  return parts.flatMap((part) => (part.type === 'ExpressionStatement' ? [part] : statementsAlone(part)));
}

/** The calls that an expression statement comes to: its value, or one of its values, is theirs, and nothing takes it. */
function floating(expression: Node): Node[] {
  switch (expression.type) {
    case 'LogicalExpression':
      return floating(expression.right as Node);
    case 'ConditionalExpression':
      return [...floating(expression.consequent as Node), ...floating(expression.alternate as Node)];
    case 'SequenceExpression':
      return (expression.expressions as readonly Node[]).flatMap(floating);
    case 'ArrayExpression':
      return (expression.elements as readonly (Node | null)[]).flatMap((element) => (element === null ? [] : floating(element)));
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
      return floating(expression.expression as Node);
    case 'NewExpression':
    case 'ImportExpression':
      return [expression];
    case 'ChainExpression':
    case 'CallExpression':
      return isHandled(expression) ? [] : floatingCall(expression);
    default:
      return [];
  }
}

function floatingCall(expression: Node): Node[] {
  if (expression.type === 'CallExpression' && prints(expression)) return [];
  return expression.type === 'CallExpression' || (expression.expression as Node).type === 'CallExpression' ? [expression] : [];
}

/** Whether a call makes a list of what its callback returns, and that is no promise whose error is minded. */
function makesList(expression: Node): boolean {
  const call = expression.type === 'ChainExpression' ? (expression.expression as Node) : expression;
  if (call.type !== 'CallExpression' || !LIST_MAKERS.has(methodOf(call) ?? '')) return false;
  const body = (call.arguments as readonly Node[]).find(({ type }) => type === 'ArrowFunctionExpression')?.body as Node | undefined;
  return body === undefined || !isHandled(body);
}

/** Printing is what cells do most, and no promise: each question takes 0.1 ms. */
function prints({ callee }: Node): boolean {
  const { type, object } = callee as Node;
  return type === 'MemberExpression' && (object as Node).type === 'Identifier' && (object as Node).name === 'console';
}

/** `x.catch(…)`, `x.then(a, b)`, and either with `.finally(…)` behind it: whoever writes that minds the error. */
function isHandled(expression: Node): boolean {
  if (expression.type === 'ChainExpression') return isHandled(expression.expression as Node);
  if (expression.type !== 'CallExpression') return false;
  const method = methodOf(expression);
  const count = (expression.arguments as readonly unknown[]).length;
  if (method === 'then' && isScheduling((expression.callee as Node).object as Node)) return true;
  if (method === 'finally') return isHandled((expression.callee as Node).object as Node);
  return (method === 'catch' && count > 0) || (method === 'then' && count > 1);
}

/** `Promise.resolve()` without a value, and what is chained to it: a way to have something done after this turn. */
function isScheduling(expression: Node): boolean {
  if (expression.type !== 'CallExpression') return false;
  const { object } = expression.callee as Node;
  const method = methodOf(expression);
  if (method === 'then') return isScheduling(object as Node);
  return method === 'resolve' && (object as Node).name === 'Promise' && (expression.arguments as readonly unknown[]).length === 0;
}

/** The name of the method that is called; null for other calls. */
function methodOf({ callee }: Node): string | null {
  const { type, computed, property } = callee as Node;
  return type === 'MemberExpression' && computed !== true ? ((property as Node).name as string) : null;
}

/** Names in one statement that are asked about as conditions. */
const ASKED_NAMES = 3;

/** Calls and names whose value counts as true or false where the compiler does not mind: behind `!`, in front of `||`, and in the head of a loop. */
function calledConditions(statement: Node): Node[] {
  const found: Node[] = [];
  let names = 0;
  walkNodes(statement, (raw) => {
    const node = raw as Node;
    if (APART.has(node.type)) return false;
    const asked = (node.type === 'UnaryExpression' && node.operator === '!' ? node.argument : node.type === 'LogicalExpression' && node.operator === '||' ? node.left : LOOPS.has(node.type) ? node.test : null) as Node | null;
    if (asked?.type === 'CallExpression' || (asked?.type === 'Identifier' && ++names <= ASKED_NAMES)) found.push(asked);
    return true;
  });
  return found;
}

/** What has names of its own, or statements that are looked at by themselves. */
const APART: ReadonlySet<string> = new Set(['BlockStatement', 'StaticBlock', 'SwitchCase', 'FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'ClassBody', 'TSModuleBlock']);

const LOOPS: ReadonlySet<string> = new Set(['WhileStatement', 'DoWhileStatement', 'ForStatement']);

function calleeText(text: string, expression: Node): string {
  if (expression.type === 'ChainExpression') return calleeText(text, expression.expression as Node);
  const { callee } = expression as unknown as { readonly callee?: Node };
  if (callee === undefined) return 'this';
  const written = text.slice(callee.start, callee.end).replace(/\s+/g, ' ');
  const isShort = written.length <= 40 && !/[{(]/.test(written);
  return isShort ? `${expression.type === 'NewExpression' ? 'new ' : ''}${written}()` : 'this';
}

/**
 * `list.forEach(async …)`, or `list.forEach(name)`, in a statement, but in blocks of it. Whether `list` is an array, a map or a set, and a
 * name's function async, is for the compiler to say.
 */
function asyncCallbacks(statement: Node): { receiver: Node; callback: Node; method: string }[] {
  const found: { receiver: Node; callback: Node; method: string }[] = [];
  walkNodes(statement, (raw) => {
    const node = raw as Node;
    // A block's own statements are looked at by themselves.
    if (node.type === 'BlockStatement' || node.type === 'StaticBlock' || node.type === 'SwitchCase') return false;
    if (node.type !== 'CallExpression') return true;
    const callback = (node.arguments as readonly Node[])[0];
    const method = methodOf(node) ?? '';
    if (callback === undefined || !DEAF_METHODS.has(method)) return true;
    const isAsync = callback.async === true && (callback.type === 'ArrowFunctionExpression' || callback.type === 'FunctionExpression');
    // What returns a promise is no order, and the types of a sum tell as well.
    const returns = (callback.type === 'Identifier' || returnsCall(callback)) && !ORDERS.has(method);
    if (returns || (isAsync && !(method === 'reduce' && awaitsFirst(callback)))) found.push({ receiver: (node.callee as Node).object as Node, callback, method });
    return true;
  });
  return found;
}

/** `x => save(x)`, which returns what the call does. */
function returnsCall(callback: Node): boolean {
  const { type, async, body } = callback as Node & { readonly body?: Node };
  return type === 'ArrowFunctionExpression' && async !== true && body?.type === 'CallExpression' && !prints(body) && !isHandled(body);
}

/** `async (sum, x) => (await sum) + …` takes one after the other, and knows it. */
function awaitsFirst(callback: Node): boolean {
  const [first] = callback.params as readonly Node[];
  let isAwaited = false;
  walkNodes(callback, (raw) => {
    const node = raw as Node;
    if (node.type === 'AwaitExpression' && (node.argument as Node).type === 'Identifier' && (node.argument as Node).name === first?.name) isAwaited = true;
  });
  return isAwaited;
}
