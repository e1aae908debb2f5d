/** The compiler's options: ours, then those of the person's `tsconfig.json`, then those that the layout of the documents needs. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { ownTypesFolder } from './compiler-path';
import { DOCUMENT_PREFIX } from './notebook-documents';
import type { NotebookDocument } from './notebook-documents';
import type { PersonConfig } from '../person-config';
import { standardTypes } from './standard-types';

/** What holds where the person says nothing. */
const DEFAULTS = {
  strict: true,
  // Without it `const a = []` is a `never[]`; its own messages are dropped (`diagnostic-rules.ts`).
  noImplicitAny: true,
  useUnknownInCatchVariables: false,
  lib: ['esnext', 'dom', 'dom.iterable', 'dom.asynciterable'],
  esModuleInterop: true,
  allowUnreachableCode: true,
  allowUnusedLabels: true,
};

/** What the layout of the documents, and the way cells run, need. */
const FORCED = {
  noEmit: true,
  target: 'esnext',
  module: 'esnext',
  moduleResolution: 'bundler',
  moduleDetection: 'force',
  allowImportingTsExtensions: true,
  allowJs: true,
  resolveJsonModule: true,
  skipLibCheck: true,
  // As the run has it: by React in scope, or by a comment in the cell or module.
  jsx: 'react',
  jsxImportSource: null,
  jsxFactory: null,
  jsxFragmentFactory: null,
  // They forbid what a cell may do (imports of types without `type`, values whose types have no name) or speak of files that are written.
  composite: false,
  incremental: false,
  declaration: false,
  declarationMap: false,
  isolatedDeclarations: false,
  verbatimModuleSyntax: false,
  isolatedModules: false,
  rewriteRelativeImportExtensions: false,
  rootDir: null,
  outDir: null,
  tsBuildInfoFile: null,
  // Absolute among `paths`: the compiler knows no `baseUrl` any more.
  baseUrl: null,
  // Without them nothing means anything.
  noLib: false,
  noResolve: false,
};

/** What is in a program beside the notebook's documents. */
export interface Surroundings {
  /** The person's own configuration, which may choose other libraries. */
  readonly person: PersonConfig | null;
  /** Whether the notebook speaks of the web: see `standard-types.ts`. */
  readonly hasWeb: boolean;
}

/**
 * The configuration documents, in the order in which they have to be opened. `roots`: the program's files. The configuration is one of them:
 * for a document that no program has, the compiler makes another, with libraries of its own.
 */
export function configDocuments(folder: string, roots: readonly string[], { person, hasWeb }: Surroundings): NotebookDocument[] {
  const overlay = (name: string, config: unknown): NotebookDocument => ({ path: path.join(folder, name), language: 'json', text: typeof config === 'string' ? config : JSON.stringify(config) });
  const standard = standardTypes();
  const scope = { include: [], exclude: [], references: [] };
  if (person === null && standard !== null) {
    const { lib: _library, ...defaults } = DEFAULTS;
    const forced = Object.fromEntries(Object.entries(FORCED).filter(([, value]) => value !== null));
    const libraries = [standard.language, hasWeb ? standard.web : standard.besideWeb];
    const compilerOptions = { ...defaults, ...forced, noLib: true, types: ['node'], typeRoots: typeRoots(folder, standard.types) };
    return [overlay('tsconfig.json', { compilerOptions, files: [...libraries, ...roots, './tsconfig.json'], ...scope })];
  }
  const base = `${DOCUMENT_PREFIX}base.tsconfig.json`;
  const documents = [overlay(base, { compilerOptions: { ...DEFAULTS, typeRoots: typeRoots(folder) } })];
  const bases = [`./${base}`];
  if (person !== null) {
    if (path.dirname(person.file) === folder) {
      // Ours has the name of theirs.
      const name = `${DOCUMENT_PREFIX}user.tsconfig.json`;
      documents.push(overlay(name, person.text));
      bases.push(`./${name}`);
    } else bases.push(person.file);
  }
  const types = [...new Set(['node', ...(person?.types ?? [])])];
  const roots_ = person?.typeRoots == null ? {} : { typeRoots: [...person.typeRoots, ...typeRoots(folder)] };
  documents.push(overlay('tsconfig.json', { extends: bases, compilerOptions: { ...FORCED, types, paths: person?.paths ?? {}, ...roots_ }, files: roots, ...scope }));
  return documents;
}

/** The folders of types from the notebook's upwards, then ours: theirs come first, but where `@types/node` there is the very one that ours is made of. */
function typeRoots(folder: string, own = ownTypesFolder()): string[] {
  const found: string[] = [];
  for (let current = folder; ; current = path.dirname(current)) {
    const types = path.join(current, 'node_modules', '@types');
    if (statSync(types, { throwIfNoEntry: false })?.isDirectory() === true) found.push(types);
    if (path.dirname(current) === current) break;
  }
  const nearest = found.map((types) => path.join(types, 'node')).find((one) => existsSync(one));
  const isOurs = nearest !== undefined && realpathSync(nearest) === realpathSync(path.join(ownTypesFolder(), 'node'));
  return [...new Set(isOurs ? [own, ...found] : [...found, own])];
}
