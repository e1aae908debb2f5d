/** Lets the blocks of one namespace see each other's exports by their bare names, which no lowering does. */
import type { Program, Statement, TSModuleDeclaration } from 'oxc-parser';
import { findFreeReferences } from './free-references';
import { topLevelNames } from './top-level-names';
import type { TextEdits } from './text-edits';

/** A block of a namespace; a dotted one (`namespace A.B {}`) is a block of `A` and one of `A.B`. */
interface NamespaceBlock {
  /** `A.B` */
  readonly path: string;
  readonly body: readonly Statement[];
  readonly exported: readonly string[];
  readonly declared: ReadonlySet<string>;
}

/** `namespace A { export const a = 1 } namespace A { a }` becomes `… namespace A { A.a }`. */
export function prepareNamespaces(edits: TextEdits, program: Program): void {
  const blocks = program.body.flatMap((statement) => blocksOf(statement, ''));
  for (const block of blocks) {
    const siblings = blocks.filter((other) => other !== block && other.path === block.path);
    const names = new Set(siblings.flatMap(({ exported }) => exported).filter((name) => !block.declared.has(name)));
    if (names.size === 0) continue;
    // Inner blocks come later, and their names count before those of the outer ones.
    findFreeReferences(block.body, names, ({ name, start, end }, isShorthand) => {
      edits.update(start, end, `${isShorthand ? `${name}: ` : ''}${block.path}.${name}`);
    });
  }
}

/** The blocks of a namespace and of those in it, the outer ones first. */
function blocksOf(statement: Statement, outer: string): NamespaceBlock[] {
  const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  if (declaration?.type !== 'TSModuleDeclaration' || declaration.declare) return [];
  const parts = nameParts(declaration.id);
  const body = declaration.body && 'body' in declaration.body ? (declaration.body.body as readonly Statement[]) : null;
  if (parts.length === 0 || body === null) return [];
  const blocks = parts.map((_, index): NamespaceBlock => {
    const path = [...(outer === '' ? [] : [outer]), ...parts.slice(0, index + 1)].join('.');
    const next = parts[index + 1];
    if (next !== undefined) return { path, body, exported: [next], declared: new Set([...topLevelNames(body).keys(), ...parts.slice(index + 1)]) };
    return { path, body, exported: [...topLevelNames(body.filter(({ type }) => type === 'ExportNamedDeclaration')).keys()], declared: new Set(topLevelNames(body).keys()) };
  });
  return [...blocks, ...body.flatMap((inner) => blocksOf(inner, blocks.at(-1)?.path ?? ''))];
}

function nameParts(id: TSModuleDeclaration['id']): string[] {
  if (id.type === 'Identifier') return [id.name];
  if (id.type !== 'TSQualifiedName' || id.left.type === 'ThisExpression') return [];
  return [...nameParts(id.left), id.right.name];
}
