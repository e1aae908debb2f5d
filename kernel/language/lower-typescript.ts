/** Lowers TypeScript and JSX to JavaScript with oxc. */
import type * as OxcTransform from 'oxc-transform';
import type { ParsedText } from './parse-source';
import type { SyntaxFault } from './syntax-problems';

/** JavaScript with the mappings back that the library gives (see `refine-map.ts`), or why it could not be made. */
export type Lowered =
  | { readonly ok: true; readonly text: string; readonly mappings: string }
  | { readonly ok: false; readonly errors: readonly SyntaxFault[] };

/** `@jsxImportSource x` and `@jsxRuntime automatic` ask for the automatic runtime, as in TypeScript. */
const AUTOMATIC_JSX = /@jsxImportSource\s+\S|@jsxRuntime\s+automatic/;

/**
 * Lowers to what V8 runs as it is; with `lowersUsing` also nested `using` declarations, which Node 22 does not know.
 * Imports that the text does not use stay: a later cell may use them.
 */
export function lowerTypeScript({ text, language }: ParsedText, lowersUsing: boolean): Lowered {
  // Loaded when a cell needs it: 3 MB that plain JavaScript does without.
  const { transformSync } = require('oxc-transform') as typeof OxcTransform;
  const options: OxcTransform.TransformOptions = {
    lang: language,
    sourceType: 'module',
    sourcemap: true,
    typescript: { onlyRemoveTypeImports: true },
    jsx: { runtime: AUTOMATIC_JSX.test(text) ? 'automatic' : 'classic', pure: false },
    target: lowersUsing ? 'es2025' : 'esnext',
  };
  const result = transformSync(`cell.${language}`, text, options);
  // Warnings tell of syntax that comes out wrong: `export let` in a namespace.
  if (result.errors.length > 0 || !result.map) return { ok: false, errors: result.errors };
  return { ok: true, text: result.code, mappings: result.map.mappings };
}
