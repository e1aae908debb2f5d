/** What the checker has to know of a cell's text: what it declares, imports and mentions, and how it becomes a part of the history. */
import type { Declaration, Directive, ImportDeclaration, Program, Statement } from 'oxc-parser';
import { globalBlock } from './global-blocks';
import type { GlobalBlock } from './global-blocks';
import { collectOpenValues, withInsertions, withOpenTypes } from './open-values';
import type { Insertion } from './open-values';
import { findMagics } from '../language/find-magics';
import { npmSpecifier } from '../language/npm-specifier';
import { parseSource } from '../language/parse-source';
import type { ParsedText } from '../language/parse-source';
import { walkNodes } from '../language/syntax-facts';
import { patternNames, topLevelNames } from '../language/top-level-names';

/** How a name is declared. `nested`: a `var` in a block or in the head of a loop, which is a name of the whole cell. */
export type DeclarationKind = 'let' | 'const' | 'nested' | 'function' | 'class' | 'enum' | 'namespace' | 'import' | 'type';

/** A name that a cell declares at its top level. */
export interface DeclaredName {
  readonly name: string;
  readonly kind: DeclarationKind;
  /** Of an import: the module and what of it; `*` for all. */
  readonly imported: { readonly module: ImportedModule; readonly name: string; readonly isTypeOnly: boolean } | null;
}

/** A module that a cell names in a static import or export. Offsets (UTF-16 units) are those of its specifier, with quotation marks. */
export interface ImportedModule {
  readonly specifier: string;
  /** The text behind the specifier, such as ` with {type: "json"}`. */
  readonly attributes: string;
  readonly start: number;
  readonly end: number;
  /** Names that are imported, with their own places. */
  readonly names: readonly { readonly name: string; readonly start: number; readonly end: number }[];
}

/** A part of the text that the history has otherwise. */
export interface TextPart {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A statement as the history has it, line by line as in the cell from an offset on, and the offset. */
export interface KeptStatement {
  readonly text: string;
  readonly start: number;
}

/** A cell read for the checker. */
export interface CellAnalysis {
  /** Plain TypeScript: magics are blanked; every offset and line is as in the source. */
  readonly text: string;
  readonly program: Program;
  readonly language: 'ts' | 'tsx';
  /** The whole cell is one object literal, which a statement can't begin with. */
  readonly isObjectLiteral: boolean;
  readonly declared: readonly DeclaredName[];
  readonly modules: readonly ImportedModule[];
  /** What `import("…")` names, as a call or as a type. */
  readonly calledModules: readonly string[];
  /** `declare global {}` and `declare module "x" {}`. */
  readonly globals: readonly GlobalBlock[];
  /** Every identifier in the text, whatever it means there. */
  readonly mentioned: ReadonlySet<string>;
  /** Comments that speak to the compiler about the whole file (`@jsxImportSource`), in front of the first statement. */
  readonly pragmas: string;
  /** Parts that are blank while the cell is checked: imports, which its header has. */
  readonly blanked: readonly TextPart[];
  /** Variables whose value is so large a text that the history has their types alone, at the offsets of their names. */
  readonly large: readonly { readonly name: string; readonly start: number }[];
  /** What stands behind values that are open to more, in the order of the text: see `open-values.ts`. */
  readonly open: readonly Insertion[];
  /** Statements as the history has them, in the order of the text. */
  readonly kept: readonly KeptStatement[];
}

/** Reads a cell; null when it does not parse. */
export function analyseCell(source: string): CellAnalysis | null {
  // A first line for the shell, which the compiler knows at a file's start only.
  const text = findMagics(source).text.replace(/^#!/, '//');
  const read = parseSource(text);
  if (!read.ok) return null;
  const { parsed, added } = read;
  const { names: mentioned, calledModules: called, open } = mentions(parsed.program);
  const calledModules = called.map(({ value }) => installed(value));
  if (added > 0) return { ...nothing(withInstalled(text, called, added), parsed.program), isObjectLiteral: true, mentioned, calledModules };
  const plain = withInstalled(parsed.text, called, 0);
  const found: Mutable<Omit<CellAnalysis, 'mentioned' | 'pragmas'>> = { ...nothing(plain, parsed.program), open, language: parsed.language === 'ts' ? 'ts' : 'tsx' };
  for (const statement of parsed.program.body) addStatement(found, plain, statement);
  const nested = [...topLevelNames(parsed.program.body)].filter(([name, kind]) => kind === 'var' && !found.declared.some((one) => one.name === name));
  for (const [name] of nested) found.declared.push({ name, kind: 'nested', imported: null });
  return { ...found, mentioned, calledModules, pragmas: pragmasOf(parsed) };
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] extends readonly (infer Item)[] ? Item[] : Type[Key] };

function nothing(text: string, program: Program): Mutable<CellAnalysis> {
  return { text, program, language: 'tsx', isObjectLiteral: false, declared: [], modules: [], calledModules: [], globals: [], mentioned: new Set(), pragmas: '', blanked: [], large: [], open: [], kept: [] };
}

function addStatement(found: Mutable<Omit<CellAnalysis, 'mentioned' | 'pragmas'>>, text: string, statement: Statement | Directive): void {
  const { start, end } = statement;
  const blank = (): void => void found.blanked.push({ start, end, text: '' });
  const written = withInsertions(text, found.open, start, end);
  switch (statement.type) {
    case 'ImportDeclaration':
      blank();
      return addImport(found, text, statement);
    case 'ExportAllDeclaration':
      blank();
      found.modules.push(moduleOf(text, statement, statement.source, []));
      return;
    case 'ExportNamedDeclaration':
      if (statement.declaration !== null) return addDeclaration(found, text, statement.declaration, start);
      blank();
      if (statement.source !== null) {
        const names = statement.specifiers.map(({ local, start: from, end: to }) => ({ name: 'value' in local ? local.value : local.name, start: from, end: to }));
        found.modules.push(moduleOf(text, statement, statement.source, names));
      }
      return;
    case 'ExportDefaultDeclaration': {
      const { declaration } = statement;
      const isNamed = (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id !== null;
      if (isNamed) return addDeclaration(found, text, declaration as Declaration, start);
      return;
    }
    case 'TSImportEqualsDeclaration':
      if (statement.moduleReference.type === 'TSExternalModuleReference') {
        blank();
        const module = moduleOf(text, statement, statement.moduleReference.expression, []);
        found.modules.push(module);
        found.declared.push({ name: statement.id.name, kind: 'import', imported: { module, name: '*', isTypeOnly: statement.importKind === 'type' } });
        return;
      }
      found.declared.push({ name: statement.id.name, kind: 'namespace', imported: null });
      found.kept.push({ text: `export ${written}`, start });
      return;
    case 'ExpressionStatement':
      // `f.cache = new Map()` is part of what `f` is.
      if (statement.expression.type === 'AssignmentExpression' && statement.expression.left.type === 'MemberExpression') found.kept.push({ text: `;${written};`, start });
      return;
    default:
      if (isDeclaration(statement)) return addDeclaration(found, text, statement);
      // Its `var`s are names of the cell.
      if (topLevelNames([statement as Statement]).size > 0) addNested(found, { text: written, start }, [...topLevelNames([statement as Statement]).keys()]);
  }
}

/** The block stays whole; what it declares leaves it by an object, since nothing inside a block can be exported. */
function addNested(found: { kept: KeptStatement[] }, { text, start }: KeptStatement, names: readonly string[]): void {
  found.kept.push({ text: `${text}\n${names.map((name) => `export declare const ${nestedName(name)}: typeof ${name};`).join('')}`, start });
}

/** Under which name the history has a `var` of a block. */
export function nestedName(name: string): string {
  return `$var_${name}`;
}

function isDeclaration(statement: Statement | Directive): statement is Declaration & Statement {
  return DECLARATIONS.has(statement.type);
}

const DECLARATIONS: ReadonlySet<string> = new Set([
  'VariableDeclaration', 'FunctionDeclaration', 'TSDeclareFunction', 'ClassDeclaration', 'TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSEnumDeclaration', 'TSModuleDeclaration',
]);

function addDeclaration(found: { declared: DeclaredName[]; large: { name: string; start: number }[]; kept: KeptStatement[]; globals: GlobalBlock[]; blanked: TextPart[]; open: readonly Insertion[] }, text: string, declaration: Declaration, from = declaration.start): void {
  const { start, end } = declaration;
  const written = withInsertions(text, found.open, start, end);
  const documentation = documentationBefore(text, from);
  const keptFrom = from - documentation.length;
  const add = (name: string, kind: DeclarationKind): void => void found.declared.push({ name, kind, imported: null });
  switch (declaration.type) {
    case 'VariableDeclaration': {
      const isResource = declaration.kind === 'using' || declaration.kind === 'await using';
      const kind = declaration.kind === 'let' || declaration.kind === 'var' ? 'let' : 'const';
      for (const { id } of declaration.declarations) for (const name of patternNames(id)) add(name, kind);
      const first = declaration.declarations[0]?.start ?? start;
      found.kept.push({ text: documentation + (isResource ? `export const ${text.slice(first, end)}` : `export ${withOpenTypes(text, declaration, found)}`), start: keptFrom });
      return;
    }
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      if (declaration.id) add(declaration.id.name, 'function');
      break;
    case 'ClassDeclaration':
      if (declaration.id) add(declaration.id.name, 'class');
      break;
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      add(declaration.id.name, 'type');
      break;
    case 'TSEnumDeclaration':
      add(declaration.id.name, 'enum');
      break;
    case 'TSModuleDeclaration': {
      const block = globalBlock(declaration, text);
      if (block !== null) return void found.globals.push(block);
      let { id }: { id: { readonly type: string } } = declaration;
      while (id.type === 'TSQualifiedName') id = (id as unknown as { readonly left: { readonly type: string } }).left;
      add((id as unknown as { readonly name: string }).name, 'namespace');
      break;
    }
    default:
      return;
  }
  found.kept.push({ text: `${documentation}export ${written}`, start: keptFrom });
}

/** The JSDoc comment that ends where a statement begins, with what is between them; empty without one. */
function documentationBefore(text: string, offset: number): string {
  const before = text.slice(0, offset);
  if (!before.trimEnd().endsWith('*/')) return '';
  const comment = before.slice(before.lastIndexOf('/*'));
  return comment.startsWith('/**') ? comment : '';
}

function addImport(found: { modules: ImportedModule[]; declared: DeclaredName[] }, text: string, declaration: ImportDeclaration): void {
  const names = declaration.specifiers.flatMap((one) =>
    one.type === 'ImportSpecifier' ? [{ name: 'value' in one.imported ? one.imported.value : one.imported.name, start: one.imported.start, end: one.imported.end }] : one.type === 'ImportDefaultSpecifier' ? [{ name: 'default', start: one.start, end: one.end }] : [],
  );
  const module = moduleOf(text, declaration, declaration.source, names);
  found.modules.push(module);
  for (const one of declaration.specifiers) {
    const name = one.type === 'ImportNamespaceSpecifier' ? '*' : one.type === 'ImportDefaultSpecifier' ? 'default' : 'value' in one.imported ? one.imported.value : one.imported.name;
    const isTypeOnly = declaration.importKind === 'type' || (one.type === 'ImportSpecifier' && one.importKind === 'type');
    found.declared.push({ name: one.local.name, kind: 'import', imported: { module, name, isTypeOnly } });
  }
}

function moduleOf(text: string, statement: { readonly end: number }, source: { readonly value: string; readonly start: number; readonly end: number }, names: ImportedModule['names']): ImportedModule {
  const attributes = text.slice(source.end, statement.end).replace(/[;)\s]+$/, '');
  return { specifier: installed(source.value), attributes: /^\s*with\b/.test(attributes) ? attributes : '', start: source.start, end: source.end, names };
}

/** What a specifier means for Node and for the compiler. */
function installed(specifier: string): string {
  return npmSpecifier(specifier)?.installed ?? specifier;
}

/** The text with specifiers of `npm:` as the compiler knows them, and spaces behind: every other offset stays. */
function withInstalled(text: string, specifiers: readonly Specifier[], added: number): string {
  let result = text;
  for (const { value, start, end } of specifiers) {
    const meant = npmSpecifier(value)?.installed;
    if (meant !== undefined) result = result.slice(0, start - added) + JSON.stringify(meant).padEnd(end - start) + result.slice(end - added);
  }
  return result;
}

/** A string literal. */
interface Specifier {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** All names, with `React` where there is JSX (the classic runtime calls it), the modules of `import("…")`, and values that are open to more. */
function mentions(program: Program): { readonly names: Set<string>; readonly calledModules: readonly Specifier[]; readonly open: Insertion[] } {
  const names = new Set<string>();
  const calledModules: Specifier[] = [];
  const open: Insertion[] = [];
  walkNodes(program, (node) => {
    collectOpenValues(node, open);
    if (node.type === 'Identifier' || node.type === 'JSXIdentifier') names.add(node.name as string);
    else if (node.type === 'JSXOpeningElement' || node.type === 'JSXOpeningFragment') names.add('React');
    else if (node.type === 'ImportExpression' || node.type === 'TSImportType') {
      const source = node.source as Specifier & { readonly type: string };
      if (source.type === 'Literal' && typeof source.value === 'string') calledModules.push(source);
    }
  });
  return { names, calledModules, open: open.sort((a, b) => a.at - b.at) };
}

function pragmasOf({ comments, program }: ParsedText): string {
  const first = program.body[0]?.start ?? Infinity;
  return comments
    .filter(({ type, value, end }) => type === 'Block' && end <= first && /@jsx/.test(value))
    .map(({ value }) => `/*${value.replace(/\s*\n\s*/g, ' ')}*/`)
    .join('');
}
