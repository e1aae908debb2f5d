/** Rewrites declarations into assignments to names that are declared in front of the cell. */
import type { Class, Function, VariableDeclaration } from 'oxc-parser';
import type { TextEdits } from './text-edits';

/**
 * `const a = 1, {b} = c` becomes `;a = 1, ({b} = c);` and `let a` becomes `;a = void 0;`; `var a` keeps its value. The semicolon
 * in front keeps a line apart from one before it that has none. `start` is where the statement begins: before an `export`.
 * In a place for a single statement (`if (x) var y = 1`) there must be none: `isInList` is false there.
 */
export function rewriteVariables(edits: TextEdits, declaration: VariableDeclaration, start: number, isInList: boolean): void {
  const kept = assignedDeclarators(declaration);
  const [first] = kept;
  const last = kept.at(-1);
  const hasSemicolon = edits.original[declaration.end - 1] === ';';
  if (!first || !last) {
    edits.update(start, declaration.end, ';');
    return;
  }
  edits.update(start, first.start, isInList ? ';' : '');
  assignDeclarators(edits, declaration);
  const end = hasSemicolon ? declaration.end - 1 : declaration.end;
  if (last.end < end && last !== declaration.declarations.at(-1)) edits.remove(last.end, end);
  if (!hasSemicolon) edits.appendLeft(declaration.end, ';');
}

/** `for (var i = 0;;)` becomes `for (i = 0;;)`, `for (var x of y)` becomes `for (x of y)`. */
export function rewriteLoopHead(edits: TextEdits, declaration: VariableDeclaration, isIteration: boolean): void {
  if (isIteration) {
    const target = declaration.declarations[0]?.id;
    if (!target) return;
    edits.remove(declaration.start, target.start);
    // `for (async of …)` is not allowed.
    if (target.type === 'Identifier' && target.name === 'async') edits.update(target.start, target.end, '(async)');
    return;
  }
  const kept = assignedDeclarators(declaration);
  const [first] = kept;
  const last = kept.at(-1);
  if (!first || !last) {
    edits.remove(declaration.start, declaration.end);
    return;
  }
  edits.remove(declaration.start, first.start);
  assignDeclarators(edits, declaration);
  if (last.end < declaration.end) edits.remove(last.end, declaration.end);
}

/** `class A {}` becomes `;A = class A {};`: methods see the class under its own name, as they do in a declaration. */
export function rewriteClass(edits: TextEdits, declaration: Class, start: number, reach: (name: string) => string): void {
  if (start < declaration.start) edits.remove(start, declaration.start);
  edits.update(declaration.start, declaration.start + 'class'.length, `;${declaration.id ? `${reach(declaration.id.name)} = ` : '('}class`);
  edits.appendLeft(declaration.end, declaration.id ? ';' : ');');
}

/** How a function declaration is rewritten. */
export interface FunctionRewrite {
  /** Where it is moved to; null when it stands there already. */
  readonly front: number | null;
  /** What is put in front: `;`, or `;let ` in a block. */
  readonly opening: string;
  reach(name: string): string;
}

/**
 * `function f() {}` becomes `;f = function () {};`. Without an inner name, because that would be read-only and would not see a later
 * declaration; V8 names the function after the variable. After a property it would not, so there the name stays.
 */
export function rewriteFunction(edits: TextEdits, declaration: Function, start: number, { front, opening, reach }: FunctionRewrite): void {
  if (!declaration.id) return;
  const target = reach(declaration.id.name);
  if (start < declaration.start) edits.remove(start, declaration.start);
  if (target === declaration.id.name) edits.remove(declaration.id.start, declaration.id.end);
  edits.prependRight(declaration.start, `${opening}${target} = `);
  edits.appendLeft(declaration.end, ';');
  if (front !== null) edits.move(start, declaration.end, front);
}

function assignedDeclarators(declaration: VariableDeclaration): VariableDeclaration['declarations'] {
  return declaration.kind === 'var' ? declaration.declarations.filter(({ init }) => init !== null) : declaration.declarations;
}

function assignDeclarators(edits: TextEdits, declaration: VariableDeclaration): void {
  const kept = assignedDeclarators(declaration);
  for (const declarator of kept) {
    if (!declarator.init) {
      edits.appendLeft(declarator.end, ' = void 0');
      continue;
    }
    // V8 tells errors in the value of a declaration at the value, those of an assignment at the name or the `=`.
    const isName = declarator.id.type === 'Identifier';
    edits.tellAs(isName ? declarator.start : declarator.id.end, declarator.init.start, declarator.init.start);
    if (declarator.id.type === 'ObjectPattern') edits.prependRight(declarator.start, '(').appendLeft(declarator.end, ')');
  }
  const all = declaration.declarations;
  for (let at = 0, index = 0; index + 1 < kept.length; index++) {
    const next = kept[index + 1];
    while (all[at] !== kept[index]) at += 1;
    if (next && next !== all[at + 1]) edits.update(kept[index]?.end ?? 0, next.start, ', ');
  }
}
