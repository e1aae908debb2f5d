/** A notebook as a TypeScript module that runs under Node, or tsx, without Jupyter. */
import fs from 'node:fs';
import path from 'node:path';
import type { Program } from 'oxc-parser';
import { findFreeReferences } from '../../../language/free-references';
import { tagsOf, type CodeCell, type Notebook } from '../../run/notebook';
import type { Made } from '../made';
import type { DocumentSource } from '../make-document';
import { ScriptNames } from './plan-names';
import { readCell, type ReadCell } from './read-cells';
import { commented, writeCell, type Surroundings } from './write-cell';

/** What cells have without an import (kernel/engine-process/main.ts). */
const GLOBALS = ['display', 'html', 'md', 'svg', 'input', 'prompt', 'confirm'];
/** What CommonJS modules have, and cells too (kernel/engine-process/modules.ts). */
const OF_MODULE = { require: 'createRequire(import.meta.url)', __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' };

/** Of a notebook of this kernel. */
export function makeScript({ file, notebook, output }: Pick<DocumentSource, 'file' | 'notebook' | 'output'>): Made {
  const name = path.basename(file);
  const isCode = (cell: Notebook['cells'][number]): cell is CodeCell => cell.cell_type === 'code' && cell.source.trim() !== '' && !tagsOf(cell).includes('skip-execution');
  const cells = new Map(notebook.cells.filter(isCode).map((cell) => [cell as Notebook['cells'][number], readCell(cell)]));
  const read = [...cells.values()];
  const names = new ScriptNames(read, read.map(({ text }) => text).join('\n'));
  const used = usedAsValues(read);
  const values = new Set([...used.values()].flatMap((own) => [...own]));
  let print: string | null = null;
  const around: Surroundings = {
    isType: (name) => !values.has(name),
    isUsedElsewhere: (own, name) => [...used].some(([other, found]) => other !== own && found.has(name)),
    print: () => (print ??= names.own('show')),
  };
  const parts = notebook.cells.flatMap((cell) => {
    const code = cells.get(cell);
    if (code !== undefined) return [writeCell(code, names, around)];
    return cell.cell_type === 'markdown' && cell.source.trim() !== '' ? [commented(cell.source)] : [];
  });
  const needsTsx = read.some(({ program, text }) => holds(program, isMoreThanTypes) || (program !== null && /from\s+['"]\.{1,2}\/(?:[^'"]*\/)?[^'".]+['"]/.test(text)));
  const folder = path.dirname(path.resolve(output));
  const written = new Map(read.flatMap(writtenFiles));
  const kept = [...written].filter(([beside, bytes]) => differs(path.join(folder, beside), bytes)).map(([beside]) => beside);
  const isElsewhere = path.relative(folder, path.dirname(path.resolve(file))) !== '';
  const hints = [
    ...kept.map((beside) => `${beside} is there already, is another than the notebook would write, and was left as it is`),
    ...(isElsewhere && read.some((cell) => importsBeside(cell, written)) ? ['it imports files that lie beside the notebook: write it there, too'] : []),
    ...(read.some(({ program }) => holds(program, isJsx)) ? ['it has JSX, which neither Node nor tsx takes in a file of this kind: take it out of the script, or run the notebook'] : []),
    ...(needsTsx ? ['it has syntax that Node can\'t take out (enums, namespaces, decorators or imports without an extension): run it with tsx'] : []),
  ];
  const runner = needsTsx ? 'npx tsx' : 'node';
  const header = [
    `// Made from ${name} by Awaitbook. Run it: ${runner} ${path.basename(output)}`,
    ...needed(read, values),
    // As in a notebook, undefined is not shown.
    ...(print === null ? [] : [`const ${String(print)} = (value: unknown): void => void (value === undefined || console.log(value));`]),
  ];
  return { content: `${[header.join('\n'), ...parts].join('\n\n')}\n`, beside: new Map([...written].filter(([beside]) => !kept.includes(beside))), hints };
}

/** What `%%writefile` writes, which imports of the script look for before any of its lines has run. Never outside of its folder. */
function writtenFiles({ magics }: ReadCell): [string, Buffer][] {
  return magics.flatMap(({ magic, line, body }): [string, Buffer][] => {
    const isFile = magic.name === 'writefile' && body !== null && /^(?!.*\.\.)[\w][\w.-]*(?:\/[\w][\w.-]*)*$/.test(line);
    return isFile ? [[line, Buffer.from(`${body.replace(/\n$/, '')}\n`)]] : [];
  });
}

/** Whether a file is there that somebody may have changed. */
function differs(file: string, bytes: Buffer): boolean {
  return fs.existsSync(file) && !(fs.statSync(file).isFile() && fs.readFileSync(file).equals(bytes));
}

/** Whether a cell imports a local file that the notebook itself does not write. */
function importsBeside({ program }: ReadCell, written: ReadonlyMap<string, Buffer>): boolean {
  return program?.body.some((statement) => statement.type === 'ImportDeclaration' && /^\.{1,2}\//.test(statement.source.value) && !written.has(statement.source.value.replace(/^\.\//, ''))) === true;
}

/** Imports and declarations of names that the kernel gives to cells. */
function needed(read: readonly ReadCell[], values: ReadonlySet<string>): string[] {
  const declared = new Set(read.flatMap(({ declarations }) => declarations.map(({ name }) => name)));
  const isGiven = (name: string): boolean => values.has(name) && !declared.has(name);
  const library = GLOBALS.filter(isGiven);
  return [
    ...(library.length === 0 ? [] : [`import { ${library.join(', ')} } from 'awaitbook';`]),
    ...(isGiven('require') ? ["import { createRequire } from 'node:module';"] : []),
    ...Object.entries(OF_MODULE).filter(([name]) => isGiven(name)).map(([name, value]) => `const ${name} = ${value};`),
  ];
}

/** For each cell the names of all cells, and of the kernel, that it uses as values. */
function usedAsValues(read: readonly ReadCell[]): Map<ReadCell, Set<string>> {
  const wanted = new Set([...GLOBALS, ...Object.keys(OF_MODULE), ...read.flatMap(({ declarations }) => declarations.map(({ name }) => name))]);
  return new Map(read.map((cell) => {
    const used = new Set<string>();
    if (cell.program !== null) findFreeReferences(cell.program.body, wanted, ({ name }) => used.add(name));
    return [cell, used];
  }));
}

type SyntaxNode = { readonly type?: string; readonly declare?: boolean; readonly decorators?: readonly unknown[] };

/** Makes code, and not only types (TypeScript, "erasableSyntaxOnly"), or is decorated, which Node does not know. */
function isMoreThanTypes({ type = '', decorators = [] }: SyntaxNode): boolean {
  return ['TSEnumDeclaration', 'TSModuleDeclaration', 'TSParameterProperty', 'TSImportEqualsDeclaration', 'TSExportAssignment'].includes(type) || decorators.length > 0;
}

const isJsx = ({ type = '' }: SyntaxNode): boolean => type === 'JSXElement' || type === 'JSXFragment';

/** Whether there is such a piece of syntax, outside of what is only declared. */
function holds(program: Program | null, isIt: (node: SyntaxNode) => boolean): boolean {
  const visit = (value: unknown): boolean => {
    if (value === null || typeof value !== 'object') return false;
    if (Array.isArray(value)) return value.some(visit);
    const node = value as SyntaxNode;
    return node.declare !== true && (isIt(node) || Object.values(node).some(visit));
  };
  return program !== null && visit(program.body);
}
