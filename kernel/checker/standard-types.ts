/**
 * Declarations of the language, of Node and of the web, joined into few files by the build (`scripts/build/standard-types.ts`): the compiler
 * goes through them anew for each check. Those of the web are a third of all; a notebook gets them when it speaks of them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { KERNEL_FOLDER } from '../kernel-folder';
import { findFreeReferences } from '../language/free-references';
import type { CellAnalysis } from './cell-analysis';

/** Absolute paths. */
export interface StandardTypes {
  /** What every notebook has, in place of TypeScript's own library. */
  readonly language: string;
  readonly web: string;
  /** What the web's declarations tell of and Node has as well: stands in for them. */
  readonly besideWeb: string;
  /** A folder of types in which `@types/node` lies. */
  readonly types: string;
  /** What only the web's declarations declare: values and types. */
  readonly webNames: ReadonlySet<string>;
}

let found: StandardTypes | null | undefined;

/** Null in a kernel that was compiled without the build: TypeScript's own files serve as well, each by itself. */
export function standardTypes(): StandardTypes | null {
  if (found !== undefined) return found;
  // The second is for sources that run as they are.
  const folder = [KERNEL_FOLDER, path.join(path.dirname(KERNEL_FOLDER), 'dist')].map((one) => path.join(one, 'assets', 'standard-types')).find((one) => existsSync(one));
  if (folder === undefined) return (found = null);
  const at = (name: string): string => path.join(folder, name);
  found = { language: at('language.d.ts'), web: at('web.d.ts'), besideWeb: at('beside-web.d.ts'), types: at('types'), webNames: new Set(JSON.parse(readFileSync(at('web-names.json'), 'utf8')) as string[]) };
  return found;
}

/** Modules whose declarations ask for nothing of the web. */
const OWN_MODULES = /^(?:awaitbook(?:\/.*)?|piscina)$/;

/**
 * Whether a cell speaks of the web's names, or imports what may: packages and the person's modules have declarations of their own.
 * `isDeclared` tells names of the notebook.
 */
export function speaksOfWeb({ mentioned, declared, modules, calledModules, program }: CellAnalysis, isDeclared: (name: string) => boolean): boolean {
  const specifiers = [...modules.map(({ specifier }) => specifier), ...calledModules];
  if (specifiers.some((one) => !isBuiltin(one) && !OWN_MODULES.test(one) && !one.endsWith('.json'))) return true;
  const webNames = standardTypes()?.webNames;
  if (webNames === undefined) return false;
  const suspects = new Set<string>();
  for (const name of mentioned) if (webNames.has(name) && !isDeclared(name) && !declared.some((one) => one.name === name)) suspects.add(name);
  if (suspects.size === 0) return false;
  if ([...suspects].some(isTypeLike)) return true;
  let isFree = false;
  // `status` and `length` are members of much else.
  findFreeReferences(program.body, suspects, () => (isFree = true));
  return isFree;
}

/** The same of a text that need not parse, by the names of types in it. */
export function textSpeaksOfWeb(text: string, isDeclared: (name: string) => boolean): boolean {
  const webNames = standardTypes()?.webNames;
  return webNames !== undefined && [...text.matchAll(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu)].some(([name]) => isTypeLike(name) && webNames.has(name) && !isDeclared(name));
}

function isTypeLike(name: string): boolean {
  return /^[A-Z]/.test(name);
}
