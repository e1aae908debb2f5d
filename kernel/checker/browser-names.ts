/**
 * Names that the compiler takes for granted and this kernel has not: of the page of a browser, which are declared beside fetch and its kin,
 * and of the language, where this Node is older than the declarations.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findFreeReferences } from '../language/free-references';
import type { Reference } from '../language/free-references';
import { walkNodes } from '../language/syntax-facts';
import type { CellAnalysis } from './cell-analysis';
import { compilerPath } from './compiler-path';
import { standardTypes } from './standard-types';

let ofWeb: { readonly values: ReadonlySet<string>; readonly types: ReadonlySet<string> } | null = null;
let newer: ReadonlySet<string> | null = null;

/** All values that TypeScript's `lib.dom.d.ts` declares and this Node has not. */
export function browserNames(): ReadonlySet<string> {
  return webNames().values;
}

/** All types that it declares, but those of values that this Node has. */
export function browserTypes(): ReadonlySet<string> {
  return webNames().types;
}

/** All values of the language that its declarations have and this Node has not, as `Temporal` in Node 24. */
export function newerNames(): ReadonlySet<string> {
  const file = standardTypes()?.language;
  return (newer ??= file === undefined ? NONE : missingNames(readFileSync(file, 'utf8'), VALUES));
}

const VALUES = /^declare (?:var|const|function|namespace|class) (\w+)/gm;

const TYPES = /^(?:interface|type) (\w+)/gm;

/** Of 2.3 MB, which are read once. */
function webNames(): NonNullable<typeof ofWeb> {
  if (ofWeb !== null) return ofWeb;
  const text = readFileSync(path.join(path.dirname(compilerPath()), 'lib.dom.d.ts'), 'utf8');
  ofWeb = { values: missingNames(text, VALUES), types: missingNames(text, TYPES) };
  return ofWeb;
}

function missingNames(text: string, pattern: RegExp): ReadonlySet<string> {
  return new Set([...text.matchAll(pattern)].map(([, name]) => name!).filter((name) => !Object.hasOwn(globalThis, name)));
}

/** Names that a cell asks for by `typeof name` as it runs, and not for a member or in a type: it minds that they may be missing. */
export function askedNames({ text, program }: Pick<CellAnalysis, 'text' | 'program'>): ReadonlySet<string> {
  if (!text.includes('typeof')) return NONE;
  const names = new Set<string>();
  walkNodes(program, (node) => {
    if (node.type !== 'UnaryExpression' || node.operator !== 'typeof') return;
    let asked = node.argument as { readonly type: string; readonly name?: string; readonly expression?: typeof asked };
    while (asked.type === 'ParenthesizedExpression') asked = asked.expression!;
    if (asked.type === 'Identifier') names.add(asked.name!);
  });
  return names;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Uses of such values in a cell, but of those that it asks for by `typeof`. `isDeclared` tells names of the notebook. A cell that writes to
 * the global object may be about to make them, so nothing is found there.
 */
export function missingReferences(analysis: CellAnalysis, isDeclared: (name: string) => boolean): Reference[] {
  const { mentioned, program } = analysis;
  if (mentioned.has('globalThis') || mentioned.has('global')) return [];
  const own = new Set(analysis.declared.map(({ name }) => name));
  const unknown = [...mentioned].filter((name) => !own.has(name) && !isDeclared(name) && !Object.hasOwn(globalThis, name));
  if (unknown.length === 0) return [];
  const asked = askedNames(analysis);
  const suspects = new Set(unknown.filter((name) => (browserNames().has(name) || newerNames().has(name)) && !asked.has(name)));
  if (suspects.size === 0) return [];
  const found: Reference[] = [];
  findFreeReferences(program.body.filter((statement) => statement.type !== 'ImportDeclaration'), suspects, (reference) => void found.push(reference));
  return found;
}
