/** Lowers TypeScript and JSX to JavaScript with oxc. */
import { transformSync } from 'oxc-transform';
import type { TransformOptions } from 'oxc-transform';
import type { SourceMap } from '../engine/contract';
import { sourceMap } from './step-map';
import type { TextLanguage } from './parse-source';
import type { SyntaxFault } from './syntax-problems';

/** One step of the transform: the new text and the way back. */
export interface Step {
  readonly text: string;
  readonly map: SourceMap;
}

/** JavaScript, or why oxc could not make it. */
export type Lowered = { readonly ok: true; readonly step: Step } | { readonly ok: false; readonly errors: readonly SyntaxFault[] };

/** `@jsxImportSource x` and `@jsxRuntime automatic` ask for the automatic runtime, as in TypeScript. */
const AUTOMATIC_JSX = /@jsxImportSource\s+\S|@jsxRuntime\s+automatic/;

/**
 * Lowers to what V8 runs as it is; with `lowersUsing` also nested `using` declarations, which Node 22 does not know.
 * Imports that the text does not use stay: a later cell may use them.
 */
export function lowerTypeScript(text: string, language: TextLanguage, lowersUsing: boolean): Lowered {
  const options: TransformOptions = {
    lang: language,
    sourceType: 'module',
    sourcemap: true,
    typescript: { onlyRemoveTypeImports: true },
    jsx: { runtime: AUTOMATIC_JSX.test(text) ? 'automatic' : 'classic', pure: false },
    target: lowersUsing ? 'es2025' : 'esnext',
  };
  const result = transformSync(`cell.${language}`, text, options);
  const errors = result.errors.filter((error) => error.severity === 'Error');
  if (errors.length > 0 || !result.map) return { ok: false, errors };
  return { ok: true, step: { text: result.code, map: sourceMap(result.map.mappings) } };
}
