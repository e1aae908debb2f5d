/** The names that every cell has beside those of Node and of the web, as declarations for the compiler. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileText } from '../file-text';
import { KERNEL_FOLDER } from '../kernel-folder';

const LIBRARY = path.join(KERNEL_FOLDER, 'library');

/** Modules of ours that a cell can import wherever its notebook lies. */
const OWN_MODULES: readonly (readonly [specifier: string, file: string])[] = [
  ['awaitbook', 'awaitbook'],
  ['awaitbook/course', 'course'],
];

/** Packages of ours that stand in where the notebook's folder has none: `engine-process/modules.ts` runs the same. */
const STAND_INS = ['piscina'];

/** Exports of `awaitbook` that are globals too; `engine-process/` puts them there. */
const GLOBAL_NAMES = ['display', 'html', 'md', 'svg', 'input'];

/** Refuse the 0 behind a promise, or a list of promises, behind a list, and behind a list and a function that returns a promise, by types whose names are told nowhere: see `async-probes.ts`. `any` is let pass. */
const PROBES = [
  'declare function $np<T>(x: T, y: 0 extends 1 & T ? unknown : T extends { then(...a: any): any } ? "$promise" : T extends readonly { then(...a: any): any }[] ? "$promises" : unknown): void;',
  'declare function $na<T>(x: T, y: 0 extends 1 & T ? unknown : T extends readonly any[] | ReadonlyMap<any, any> | ReadonlySet<any> ? "$array" : unknown): void;',
  'declare function $nc<T, F>(x: T, f: F, y: 0 extends 1 & T ? unknown : T extends readonly any[] | ReadonlyMap<any, any> | ReadonlySet<any> ? F extends (...a: any) => infer R ? 0 extends 1 & R ? unknown : R extends { then(...a: any): any } ? "$promise" : unknown : unknown : unknown): void;',
  // Its parameter is one of the list's elements.
  'declare function $nr<T, R>(x: T, f: (one: T extends readonly (infer E)[] ? E : any, ...more: any) => R, y: 0 extends 1 & T ? unknown : T extends readonly any[] ? 0 extends 1 & R ? unknown : R extends { then(...a: any): any } ? "$promise" : unknown : unknown): void;',
].join('\n');

/**
 * What the compiler finds out by itself, by comparing whole declarations: anew for each check, since each has a checker of its own. Said
 * here, a cell that assigns a Map takes 2 ms less. A unit test holds them against what the compiler finds.
 */
const VARIANCES = ['Map<out K, out V>', 'ReadonlyMap<out K, out V>', 'Set<out T>', 'ReadonlySet<out T>'].map((head) => `interface ${head} {}`).join('\n');

function isSeenFrom(folder: string, name: string): boolean {
  try {
    createRequire(path.join(folder, '[cell].js')).resolve(name);
    return true;
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    return false;
  }
}

/** The declarations of a stand-in, without extension. */
function typesOf(name: string): string {
  return createRequire(__filename).resolve(name).replace(/main\.js$/, 'index');
}

/** The JSDoc comment of an export of the library: a variable does not get it by its type. Empty without one. */
export function libraryDocumentation(file: string, name: string): string {
  const text = fileText(path.join(LIBRARY, `${file}.d.ts`)) ?? '';
  return new RegExp(`(/\\*\\*(?:(?!\\*/)[^])*\\*/\\s*)export declare (?:function|const) ${name}\\b`).exec(text)?.[1] ?? '';
}

/** The text of the document of globals: a script, so that it declares for all. @param folder the notebook's */
export function globalsText(folder: string): string {
  const written = (file: string): string => JSON.stringify(file.replaceAll('\\', '/'));
  const at = (file: string): string => written(path.join(LIBRARY, file));
  const own = OWN_MODULES.map(([specifier, file]) => [specifier, at(file)] as const);
  const standIns = STAND_INS.filter((name) => !isSeenFrom(folder, name)).map((name) => [name, written(typesOf(name))] as const);
  const modules = [
    ...own.map(([specifier, file]) => `declare module ${JSON.stringify(specifier)} { export * from ${file}; }`),
    ...standIns.map(([name, file]) => `declare module ${JSON.stringify(name)} { export * from ${file}; export { default } from ${file}; }`),
    // The compiler reads no file for an absolute path in such a declaration, but for one in a type.
    `type $own = [${[...own, ...standIns].map(([, file]) => `typeof import(${file})`).join(', ')}];`,
  ];
  const names = GLOBAL_NAMES.map((name) => `${libraryDocumentation(name, name)}declare var ${name}: typeof import(${at('awaitbook')}).${name};`);
  // The web's declarations have it too; ours takes options.
  const prompt = `${libraryDocumentation('input', 'prompt')}declare function prompt(message?: string, options?: string | import(${at('awaitbook')}).InputOptions): string | null;`;
  // Cells write `Deno.jupyter`, which the transform leads to a stand-in.
  const deno = `declare namespace Deno {\n${libraryDocumentation('deno-jupyter', 'denoJupyter')}const jupyter: typeof import(${at('deno-jupyter')}).denoJupyter; }`;
  return [...modules, ...names, prompt, deno, PROBES, VARIANCES].join('\n');
}
