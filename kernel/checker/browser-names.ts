/** Names that the compiler takes for granted, because fetch and its kin are declared beside them, but that only a browser page has. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findFreeReferences } from '../language/free-references';
import type { Reference } from '../language/free-references';
import type { CellAnalysis } from './cell-analysis';
import { compilerPath } from './compiler-path';

let declared: ReadonlySet<string> | null = null;

/** All values that TypeScript's `lib.dom.d.ts` declares and this Node has not. */
export function browserNames(): ReadonlySet<string> {
  if (declared !== null) return declared;
  const text = readFileSync(path.join(path.dirname(compilerPath()), 'lib.dom.d.ts'), 'utf8');
  const names = [...text.matchAll(/^declare (?:var|function) (\w+)/gm)].map(([, name]) => name!);
  declared = new Set(names.filter((name) => !Object.hasOwn(globalThis, name)));
  return declared;
}

/** `typeof name` asks whether there is such a name. */
export function isTypeofOperand(text: string, offset: number): boolean {
  return /\btypeof\s*\(?\s*$/.test(text.slice(Math.max(0, offset - 40), offset));
}

/**
 * Uses of such names in a cell, `typeof name` excepted. `isDeclared` tells names of the notebook. A cell that writes to the global object
 * may be about to make them, so nothing is found there.
 */
export function browserReferences(analysis: CellAnalysis, isDeclared: (name: string) => boolean): Reference[] {
  const { mentioned, program, text } = analysis;
  if (mentioned.has('globalThis') || mentioned.has('global')) return [];
  const own = new Set(analysis.declared.map(({ name }) => name));
  const unknown = [...mentioned].filter((name) => !own.has(name) && !isDeclared(name) && !Object.hasOwn(globalThis, name));
  if (unknown.length === 0) return [];
  const suspects = new Set(unknown.filter((name) => browserNames().has(name)));
  if (suspects.size === 0) return [];
  const found: Reference[] = [];
  findFreeReferences(program.body.filter((statement) => statement.type !== 'ImportDeclaration'), suspects, (reference) => {
    if (!isTypeofOperand(text, reference.start)) found.push(reference);
  });
  return found;
}
