/** Rewrites a cell's JavaScript into the running form: names declared in front, each declaration an assignment. */
import type { Statement } from 'oxc-parser';
import { markAwaits } from './mark-awaits';
import type { ParsedText } from './parse-source';
import { rewriteClass, rewriteFunction, rewriteLoopHead, rewriteVariables } from './rewrite-declarations';
import { rewriteConstants } from './rewrite-constants';
import { importStatement, privateImport, reExportStatement, referencedNames, rewriteDynamicImports } from './rewrite-imports';
import { reachName, rewriteHiddenGlobals } from './rewrite-hidden-globals';
import { rewriteDeno } from './rewrite-deno';
import { rewriteLineSeparators } from './rewrite-line-separators';
import { HELPERS_NAME } from './running-form';
import { headDeclaration, innerStatements, topLevelNames } from './top-level-names';
import type { NameKind } from './top-level-names';
import { TextEdits } from './text-edits';

/** V8 runs cells as scripts, which are not strict by themselves; they are read as modules, which are. */
const STRICT = "'use strict';";

/** What the rewrite has to know of the author's text. */
export interface RewriteRequest {
  readonly parsed: ParsedText;
  /** Names that the author's text declares; what else the lowered text declares stays inside the cell. */
  readonly names: ReadonlyMap<string, NameKind>;
  readonly hasResult: boolean;
  /** The constant that holds the cell's resources, where it has top-level `using`. */
  readonly scopeName: string | null;
  /** Names of this text that cells declared over globals. */
  readonly hidden: ReadonlySet<string>;
  /** Names that earlier cells declared as constants, and that this one means by them. */
  readonly earlierConstants: ReadonlySet<string>;
  /** Code in front of everything, imports too. */
  readonly prelude: string;
}

/** Makes the edits of the running form and tells which of the names are declared. */
export function rewriteCell({ parsed, names, hasResult, scopeName, hidden, earlierConstants, prelude }: RewriteRequest): { edits: TextEdits; declaredNames: string[] } {
  const edits = new TextEdits(parsed.text);
  const { body } = parsed.program;
  const declared = topLevelNames(parsed.program.body);
  const usedNames = parsed.module.staticImports.length > 0 ? referencedNames(parsed.program) : new Set<string>();
  const front = frontOf(body);
  const context: TopLevelContext = { edits, front, usedNames, reach: (name) => reachName(name, hidden) };
  const privates: string[] = [];
  markAwaits(edits, parsed.program);
  rewriteLineSeparators(edits);
  if (hidden.size > 0) rewriteHiddenGlobals(edits, parsed.program, hidden);
  const ownConstants = new Set([...names].filter(([, kind]) => kind === 'const').map(([name]) => name));
  rewriteConstants(edits, parsed.program, { own: ownConstants, earlier: earlierConstants, reach: context.reach });
  for (const statement of body) {
    if (statement.type === 'ImportDeclaration' && statement.specifiers.some(({ local }) => !names.has(local.name))) {
      edits.remove(statement.start, statement.end);
      privates.push(privateImport(statement));
      for (const { local } of statement.specifiers) declared.delete(local.name);
    } else {
      rewriteTopLevel(context, statement);
    }
  }
  rewriteDynamicImports(edits, parsed);
  rewriteDeno(edits, parsed.program);

  const declaredNames = [...names.keys()].filter((name) => declared.has(name));
  const privateNames = [...declared.keys()].filter((name) => !names.has(name));
  if (privateNames.length > 0) privates.push(`let ${privateNames.join(', ')};`);
  let opening = prelude + openingOf(declaredNames, names, hidden);
  let closing = '';
  if (scopeName !== null) {
    privates.push(`const ${scopeName} = ${HELPERS_NAME}.scope(); try {`);
    closing = `} catch (error) { ${scopeName}.fail(error); } finally { await ${scopeName}.end(); }`;
  }
  if (privates.length > 0) {
    opening += `{${privates.join('')}`;
    closing += '}';
  }
  if (!hasResult) closing += ';void 0';
  edits.prepend(STRICT + opening);
  if (closing !== '') edits.append(`\n${closing}`);
  if (parsed.text.startsWith('#!')) edits.update(0, 2, '//');
  return { edits, declaredNames };
}

interface TopLevelContext {
  readonly edits: TextEdits;
  /** Where functions and imports are moved to. */
  readonly front: number;
  readonly usedNames: ReadonlySet<string>;
  /** How a declared name is assigned to. */
  reach(name: string): string;
}

/** Declares the names. A `var` keeps the value that its name has; every other declaration begins anew. */
function openingOf(declaredNames: readonly string[], names: ReadonlyMap<string, NameKind>, hidden: ReadonlySet<string>): string {
  const isVar = (name: string): boolean => names.get(name) === 'var';
  const lets = declaredNames.filter((name) => !hidden.has(name)).map((name) => (isVar(name) ? `${name} = ${HELPERS_NAME}.keep(() => ${name})` : name));
  const hides = declaredNames.filter((name) => hidden.has(name)).map((name) => `${HELPERS_NAME}.hide(${JSON.stringify(name)}, ${String(isVar(name))});`);
  return (lets.length > 0 ? `let ${lets.join(', ')};` : '') + hides.join('');
}

/** Where functions and imports are moved to: behind those and the magics that the cell begins with (`%npm install d3`), which stay where they are. */
function frontOf(body: readonly Statement[]): number {
  const first = body.find((statement) => {
    const declaration = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration' ? statement.declaration : statement;
    const isDirective = statement.type === 'ExpressionStatement' && typeof statement.directive === 'string';
    return !isDirective && !isMagic(statement) && declaration?.type !== 'FunctionDeclaration' && declaration?.type !== 'ImportDeclaration';
  });
  return first?.start ?? body.at(-1)?.end ?? 0;
}

/** Whether a statement is what `write-magics.ts` puts in a magic's place. */
function isMagic(statement: Statement): boolean {
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AwaitExpression') return false;
  const call = statement.expression.argument;
  const callee = call.type === 'CallExpression' && call.callee.type === 'MemberExpression' ? call.callee : null;
  return callee?.object.type === 'Identifier' && callee.object.name === HELPERS_NAME && callee.property.type === 'Identifier' && callee.property.name === 'magic';
}

function rewriteTopLevel(context: TopLevelContext, statement: Statement): void {
  const { edits, front, usedNames, reach } = context;
  const replaceByCall = (call: string): void => {
    edits.update(statement.start, statement.end, call);
    if (front < statement.start) edits.move(statement.start, statement.end, front);
  };
  switch (statement.type) {
    case 'ImportDeclaration':
      return replaceByCall(importStatement(statement, usedNames, reach));
    case 'ExportAllDeclaration':
      return replaceByCall(reExportStatement(statement, statement.source.value));
    case 'ExportNamedDeclaration':
      if (statement.source) return replaceByCall(reExportStatement(statement, statement.source.value));
      if (!statement.declaration) return void edits.update(statement.start, statement.end, ';');
      return rewriteDeclaration(context, statement.declaration, statement.start);
    case 'ExportDefaultDeclaration': {
      const { declaration } = statement;
      const isNamed = (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id !== null;
      if (isNamed || declaration.type === 'ClassDeclaration') return rewriteDeclaration(context, declaration, statement.start);
      edits.update(statement.start, declaration.start, ';(').tellAs(statement.start, declaration.start, declaration.start);
      edits.appendLeft(declaration.end, ')');
      if (edits.original[statement.end - 1] !== ';') edits.appendLeft(statement.end, ';');
      return;
    }
    default:
      return rewriteDeclaration(context, statement, statement.start);
  }
}

function rewriteDeclaration({ edits, front, reach }: TopLevelContext, statement: Statement, start: number): void {
  switch (statement.type) {
    case 'VariableDeclaration':
      return rewriteVariables(edits, statement, start, true);
    case 'ClassDeclaration':
      return rewriteClass(edits, statement, start, reach);
    case 'FunctionDeclaration':
      return rewriteFunction(edits, statement, start, { front: start < front ? null : front, opening: ';', reach });
    default:
      return rewriteNested(edits, statement);
  }
}

/** Inside blocks and loops `var`s are the cell's, and functions belong to their block: without that V8 would make them globals. */
function rewriteNested(edits: TextEdits, statement: Statement): void {
  const head = headDeclaration(statement);
  if (head?.kind === 'var') rewriteLoopHead(edits, head, statement.type !== 'ForStatement');
  const isList = statement.type === 'BlockStatement' || statement.type === 'SwitchStatement';
  const front = statement.type === 'BlockStatement' ? frontOf(statement.body) : statement.start;
  const functions = new Set<string>();
  for (const inner of innerStatements(statement)) {
    if (inner.type === 'VariableDeclaration' && inner.kind === 'var') rewriteVariables(edits, inner, inner.start, isList);
    else if (inner.type === 'FunctionDeclaration' && inner.id && isList) {
      // Functions of a `switch` go into a block around it.
      const opening = statement.type === 'SwitchStatement' && functions.size === 0 ? '{' : '';
      const keyword = functions.has(inner.id.name) ? '' : 'let ';
      rewriteFunction(edits, inner, inner.start, { front: inner.start < front ? null : front, opening: `${opening};${keyword}`, reach: (name) => name });
      functions.add(inner.id.name);
    } else rewriteNested(edits, inner);
  }
  if (statement.type === 'SwitchStatement' && functions.size > 0) edits.appendLeft(statement.end, '}');
}
