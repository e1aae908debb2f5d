/** The compiler's options: ours, then those of the person's `tsconfig.json`, then those that the layout of the documents needs. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { ownTypesFolder } from './compiler-path';
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

/** What decides about the configuration. */
interface ProgramScope {
  /** The person's own configuration, which may choose other libraries. */
  readonly person: PersonConfig | null;
  /** Whether the notebook speaks of the web: see `standard-types.ts`. */
  readonly hasWeb: boolean;
}

/**
 * The configuration document, which has to be opened first. `roots`: the program's files. The configuration is one of them: for a document
 * that no program has, the compiler makes another, with libraries of its own. The person's options are written into it: a file of theirs
 * that it extended would be such a document.
 */
export function configDocument(folder: string, roots: readonly string[], { person, hasWeb }: ProgramScope): NotebookDocument {
  const standard = person?.options.lib === undefined ? standardTypes() : null;
  const libraries = standard === null ? [] : [standard.language, hasWeb ? standard.web : standard.besideWeb];
  const { baseUrl: _mapped, ...own } = person?.options ?? {};
  const compilerOptions = {
    ...DEFAULTS,
    ...own,
    ...FORCED,
    types: [...new Set(['node', ...(person?.types ?? [])])],
    typeRoots: [...(person?.typeRoots ?? []), ...typeRoots(folder, standard?.types)],
    paths: person?.paths ?? {},
    ...(standard === null ? {} : { noLib: true, lib: null }),
  };
  const set = Object.fromEntries(Object.entries(compilerOptions).filter(([, value]) => value !== null));
  const config = { compilerOptions: set, files: [...libraries, ...roots, './tsconfig.json'], include: [], exclude: [], references: [] };
  return { path: path.join(folder, 'tsconfig.json'), language: 'json', text: JSON.stringify(config) };
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
