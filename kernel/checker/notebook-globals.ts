/** The names that every cell has beside those of Node and of the web, as declarations for the compiler. */
import path from 'node:path';
import { KERNEL_FOLDER } from '../kernel-folder';

const LIBRARY = path.join(KERNEL_FOLDER, 'library');

/** Modules of ours that a cell can import wherever its notebook lies. */
const OWN_MODULES: readonly (readonly [specifier: string, file: string])[] = [
  ['awaitbook', 'awaitbook'],
  ['awaitbook/course', 'course'],
];

/** Exports of `awaitbook` that are globals too; `engine-process/` puts them there. */
const GLOBAL_NAMES = ['display', 'html', 'md', 'svg', 'input'];

/** Refuses a promise, by a type whose name is told nowhere: see `async-mistakes.ts`. */
const PROBES = 'declare function $np<T>(x: T & (T extends { then(...a: any): any } ? "$promise" : unknown)): void;';

/** The text of the document of globals: a script, so that it declares for all. */
export function globalsText(): string {
  const at = (file: string): string => JSON.stringify(path.join(LIBRARY, file).replaceAll('\\', '/'));
  const modules = OWN_MODULES.map(([specifier, file]) => `declare module ${JSON.stringify(specifier)} { export * from ${at(file)}; }`);
  const names = GLOBAL_NAMES.map((name) => `declare var ${name}: typeof import(${at('awaitbook')}).${name};`);
  // The web's declarations have these two; ours takes options too.
  const prompt = `declare function prompt(message?: string, options?: string | import(${at('awaitbook')}).InputOptions): string | null;`;
  // Cells write `Deno.jupyter`, which the transform leads to a stand-in.
  const deno = `declare namespace Deno { const jupyter: typeof import(${at('deno-jupyter')}).denoJupyter; }`;
  return [...modules, ...names, prompt, deno, PROBES].join('\n');
}
