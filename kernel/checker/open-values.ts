/**
 * Empty lists, null and undefined as what a field of a class or a property of an object begins with. TypeScript takes them for all that ever
 * will be there (`never[]`), which it does not do for a variable; JavaScript that it reads has `any` in these places, and so have cells.
 */
import type { VariableDeclaration } from 'oxc-parser';
import { LARGE_VALUE_CHARACTERS } from '../limits';

/** Text that is put into the author's, behind an offset of it (UTF-16 units). */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

type Node = { readonly [key: string]: unknown; readonly type?: string; readonly end?: number };

/** Collects what is to be put behind such values of a node; to be called for each of a tree, in its order. */
export function collectOpenValues(node: Node, found: Insertion[]): void {
  if (node.type === 'PropertyDefinition' || node.type === 'AccessorProperty') {
    if (node.typeAnnotation == null) addValue(node.value as Node | null, found);
  } else if (node.type === 'VariableDeclarator' && (node.id as Node).type === 'Identifier' && (node.id as Node).typeAnnotation == null) {
    const init = node.init as Node | null;
    if (init?.type === 'ObjectExpression') addProperties(init, found);
  }
}

function addProperties(object: Node, found: Insertion[]): void {
  for (const property of object.properties as readonly Node[]) if (property.type === 'Property') addValue(property.value as Node, found);
}

function addValue(value: Node | null, found: Insertion[]): void {
  if (value === null) return;
  if (value.type === 'ObjectExpression') return addProperties(value, found);
  const isList = value.type === 'ArrayExpression' && (value.elements as readonly unknown[]).length === 0;
  const isNothing = (value.type === 'Literal' && value.raw === 'null') || (value.type === 'Identifier' && value.name === 'undefined');
  if (isList || isNothing) found.push({ at: value.end!, text: isList ? ' as any[]' : ' as any' });
}

/** A part of a text with what is put into it. */
export function withInsertions(text: string, insertions: readonly Insertion[], start = 0, end = text.length): string {
  let result = '';
  let from = start;
  for (const { at, text: added } of insertions) {
    if (at <= start || at > end) continue;
    result += text.slice(from, at) + added;
    from = at;
  }
  return result + text.slice(from, end);
}

/** Stands in the history for the type of a large value until that is known; `any` if it never is. */
export function largeType(name: string): string {
  return `any/*${name}*/`;
}

/**
 * The text of a declaration with `any` where TypeScript would let the type grow with what a variable is given, which it does within one
 * file only: `const list = []` would be for ever empty in later cells, and `let found = null` always null.
 */
export function withOpenTypes(text: string, { start, end, kind, declare, declarations }: VariableDeclaration, { large, open }: { readonly large: { name: string; start: number }[]; readonly open: readonly Insertion[] }): string {
  let result = '';
  let from = start;
  const take = (to: number): void => {
    result += withInsertions(text, open, from, to);
    from = to;
  };
  for (const { id, init } of declare === true ? [] : declarations) {
    if (id.type !== 'Identifier' || id.typeAnnotation) continue;
    take(id.end);
    if (init && init.end - init.start > LARGE_VALUE_CHARACTERS) {
      large.push({ name: id.name, start: id.start });
      result += `: ${largeType(id.name)} = null!`;
      from = init.end;
      continue;
    }
    const isNothing = (init?.type === 'Literal' && init.value === null && 'raw' in init && init.raw === 'null') || (init?.type === 'Identifier' && init.name === 'undefined');
    result += init?.type === 'ArrayExpression' && init.elements.length === 0 ? ': any[]' : isNothing && kind !== 'const' ? ': any' : '';
  }
  take(end);
  return result;
}
