/** One cell as a part of the script. */
import MagicString from 'magic-string';
import type { ImportDeclaration, Statement, VariableDeclaration } from 'oxc-parser';
import { findFreeReferences } from '../../../language/free-references';
import { npmSpecifier } from '../../../language/npm-specifier';
import { patternNames } from '../../../language/top-level-names';
import { tagsOf } from '../../run/notebook';
import { importedName, type ReadCell } from './read-cells';
import type { ScriptNames } from './plan-names';

/** Calls that show something themselves: their value is not what the cell is about. */
const SHOWING = /^(?:display|displayAs|console\.\w+|check|\w+\.check)$/;

/** What a cell has to know of the others. */
export interface Surroundings {
  /** Whether an imported name is never used as a value, and therefore may be a type. */
  isType(name: string): boolean;
  /** Whether a cell behind this one, or in front of it, uses a name of its. */
  isUsedElsewhere(cell: ReadCell, name: string): boolean;
  /** Gives the name of the function that prints values. */
  print(): string;
}

export function writeCell(read: ReadCell, names: ScriptNames, around: Surroundings): string {
  const { cell, text, magics, program, added } = read;
  if (program === null) return `// This cell is no TypeScript:\n${commented(cell.source)}`;
  const [first] = magics;
  if (first?.magic.kind === 'cell' && first.magic.takes === 'text') return commented(cell.source);
  const edits = new MagicString(text);
  const declared = new Set(read.declarations.map(({ name }) => name));
  for (const name of declared) names.begin(name);
  const isMeantToFail = tagsOf(cell).includes('raises-exception');
  const outside = new Set(isMeantToFail ? [...declared].filter((name) => names.plan.get(name) !== 'once' || around.isUsedElsewhere(read, name)) : []);
  if (added === 0) {
    for (const statement of program.body) {
      if (statement.type === 'ImportDeclaration') writeImport(edits, statement, names, around.isType);
      if (statement.type === 'VariableDeclaration') writeVariables(edits, statement, names, outside);
    }
    rename(edits, program.body, names.renamed);
  }
  writeResult(edits, read, around.print);
  for (const { magic, start, end } of magics) {
    if (magic.takes === 'text') edits.update(start, end, `// ${cell.source.slice(start, end)}`);
    else if (magic.kind === 'cell') edits.update(start, end, `// ${cell.source.slice(start, end)}`);
    else edits.update(start, start + magic.name.length + 1, `/* %${magic.name} */`);
  }
  const written = isMeantToFail ? guarded(edits, added === 0 ? program.body : [], outside, names) : edits.toString().trim();
  for (const name of declared) names.end(name);
  // Without a semicolon in front, the line above would go on.
  return /^[([`+\-/]/.test(written.replace(/^(?:\s|\/\/[^\n]*\n|\/\*[^]*?\*\/)*/, '')) && !written.startsWith('//') ? `;${written}` : written;
}

export function commented(text: string): string {
  return text.trimEnd().split('\n').map((line) => `// ${line}`.trimEnd()).join('\n');
}

/** A cell whose error is meant must not end the script. What other cells use of it stands outside of the block, and so do its imports. */
function guarded(edits: MagicString, body: readonly Statement[], outside: ReadonlySet<string>, names: ScriptNames): string {
  const inFront: string[] = [];
  const variables: string[] = [];
  for (const statement of body) {
    if (statement.type === 'VariableDeclaration') variables.push(...statement.declarations.flatMap(({ id }) => patternNames(id)).filter((name) => outside.has(name) && !isAssigned(name, names)));
    const isFunction = statement.type === 'FunctionDeclaration' && statement.id !== null && outside.has(statement.id.name);
    if (statement.type === 'ImportDeclaration' || isFunction) {
      inFront.push(edits.slice(statement.start, statement.end));
      edits.remove(statement.start, statement.end);
    } else if (statement.type === 'ClassDeclaration' && statement.id !== null && outside.has(statement.id.name)) {
      variables.push(statement.id.name);
      edits.appendRight(statement.start, `${names.renamed.get(statement.id.name) ?? statement.id.name} = `).appendLeft(statement.end, ';');
    }
  }
  if (variables.length > 0) inFront.push(`let ${variables.map((name) => names.renamed.get(name) ?? name).join(', ')};`);
  return [...inFront, `try {\n${edits.toString().trim()}\n} catch (error) {\n  console.error(error); // as it was meant to be\n}`].join('\n');
}

/** Whether an earlier cell declared the variable, so that it is assigned here. */
function isAssigned(name: string, names: ScriptNames): boolean {
  return names.plan.get(name) === 'assigned' && names.isDeclared(name);
}

/** Drops what is imported already, and marks what may be a type: Node takes types out and looks for all other names. */
function writeImport(edits: MagicString, statement: ImportDeclaration, names: ScriptNames, isType: (name: string) => boolean): void {
  const installed = npmSpecifier(statement.source.value)?.installed;
  if (installed !== undefined) edits.update(statement.source.start, statement.source.end, `'${installed}'`);
  if (statement.importKind === 'type' || statement.specifiers.length === 0) return;
  const kept = statement.specifiers.filter(({ local: { name } }) => !(names.plan.get(name) === 'same' && names.isDeclared(name)));
  const local = (name: string): string => names.renamed.get(name) ?? name;
  const parts = kept.map((specifier): string => {
    const name = local(specifier.local.name);
    if (specifier.type === 'ImportDefaultSpecifier') return `default as ${name}`;
    if (specifier.type === 'ImportNamespaceSpecifier') return `* as ${name}`;
    const imported = importedName(specifier.imported);
    const type = specifier.importKind === 'type' || isType(specifier.local.name) ? 'type ' : '';
    return `${type}${imported === name ? name : `${/^[\p{ID_Start}$_]/u.test(imported) ? imported : JSON.stringify(imported)} as ${name}`}`;
  });
  if (kept.length === statement.specifiers.length && kept.every((specifier) => local(specifier.local.name) === specifier.local.name && !(specifier.type === 'ImportSpecifier' && isType(specifier.local.name)))) return;
  if (parts.length === 0) return void edits.update(statement.start, statement.end, `// ${edits.original.slice(statement.start, statement.end).replace(/\s+/g, ' ')} (imported above)`);
  const [space] = parts.filter((part) => part.startsWith('*'));
  const named = parts.filter((part) => part !== space);
  const clause = space === undefined ? `{ ${named.join(', ')} }` : [...named.map((part) => part.replace(/^default as /, '')), space].join(', ');
  edits.update(statement.start, statement.source.start, `import ${clause} from `);
}

/** @param outside names that are declared in front of the cell */
function writeVariables(edits: MagicString, statement: VariableDeclaration, names: ScriptNames, outside: ReadonlySet<string>): void {
  const all = statement.declarations.flatMap(({ id }) => patternNames(id));
  if (!all.some((name) => names.plan.get(name) === 'assigned' || outside.has(name))) return;
  const old = all.filter((name) => isAssigned(name, names) || outside.has(name));
  const keywordEnd = statement.start + statement.kind.length;
  if (old.length === 0) {
    if (statement.kind === 'const') edits.update(statement.start, keywordEnd, 'let');
    return;
  }
  const fresh = all.filter((name) => !old.includes(name)).map((name) => names.renamed.get(name) ?? name);
  edits.update(statement.start, keywordEnd, fresh.length === 0 ? '' : `let ${fresh.join(', ')};`);
  for (const [at, { id, init }] of statement.declarations.entries()) {
    const annotation = 'typeAnnotation' in id ? id.typeAnnotation : null;
    if (annotation) edits.remove(annotation.start, annotation.end);
    if (init === null) edits.appendLeft(id.end, ' = undefined');
    if (id.type !== 'ObjectPattern' || init === null) continue;
    edits.appendRight(id.start, at === 0 ? ';(' : '(');
    edits.appendLeft(init.end, ')');
  }
}

/** Declarations and uses as values; types are gone when it runs. */
function rename(edits: MagicString, body: readonly Statement[], renamed: ReadonlyMap<string, string>): void {
  if (renamed.size === 0) return;
  const done = new Set<number>();
  const write = (start: number, end: number, text: string): void => {
    if (!done.has(start)) edits.update(start, end, text);
    done.add(start);
  };
  for (const statement of body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    const id = declaration !== null && 'id' in declaration && declaration.id !== null && declaration.id.type === 'Identifier' ? declaration.id : null;
    const name = id === null ? undefined : renamed.get(id.name);
    if (id !== null && name !== undefined) write(id.start, id.start + id.name.length, name);
  }
  findFreeReferences(body, new Set(renamed.keys()), ({ name, start, end }, isShorthand) => {
    const text = renamed.get(name)!;
    // The end of a parameter or a variable is that of its annotation.
    write(start, Math.min(end, start + name.length), isShorthand ? `${name}: ${text}` : text);
  });
}

/** The value that the notebook shows is printed; a promise is waited for. */
function writeResult(edits: MagicString, { text, program, added }: ReadCell, print: () => string): void {
  const last = program?.body.at(-1);
  if (last?.type !== 'ExpressionStatement' || (added === 0 && text[last.end - 1] === ';')) return;
  const { expression } = last;
  const callee = expression.type === 'CallExpression' ? expression.callee : expression.type === 'AwaitExpression' && expression.argument.type === 'CallExpression' ? expression.argument.callee : null;
  if (callee !== null && SHOWING.test(text.slice(callee.start - added, callee.end - added))) return void edits.appendLeft(last.end - added, ';');
  const [start, end] = added === 0 ? [last.start, last.end] : [text.search(/\S/), text.trimEnd().length];
  const isAwaited = expression.type === 'AwaitExpression';
  edits.appendRight(start, isAwaited ? `${print()}(` : `${print()}(await (`).appendLeft(end, isAwaited ? ');' : '));');
}
