/** TypeScript and JSX of local modules, lowered to JavaScript with oxc; the maps serve stack traces (`stack-frames.ts`). */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { SourceMap } from '../../engine/contract';

const TYPESCRIPT = new Set(['.ts', '.tsx', '.mts', '.cts', '.jsx']);
const ESM_SYNTAX = /^\s*(?:import|export)\b(?!\s*\()|\bimport\.meta\b/m;
const AUTOMATIC_JSX = /@jsxImportSource\s+\S|@jsxRuntime\s+automatic/;

const loadLibrary = (): typeof import('oxc-transform') => createRequire(__filename)('oxc-transform') as typeof import('oxc-transform');

/** JavaScript of a module, and how Node is to read it. */
export interface LoweredModule {
  readonly source: string;
  readonly format: 'module' | 'commonjs';
  readonly map: SourceMap | null;
}

/** Whether a file has to be lowered. */
export function isTypeScriptFile(file: string): boolean {
  return TYPESCRIPT.has(path.extname(file));
}

/** `type` of the nearest package.json; null where there is none or it says nothing. */
function packageType(file: string): string | null {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    try {
      const type: unknown = (JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { type?: unknown }).type;
      return typeof type === 'string' ? type : null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return null;
    }
    if (folder === path.dirname(folder)) return null;
  }
}

/** As Node decides for JavaScript: by extension, then by package.json, then by the syntax. */
function formatOf(file: string, source: string): 'module' | 'commonjs' {
  if (file.endsWith('.mts')) return 'module';
  if (file.endsWith('.cts')) return 'commonjs';
  const type = packageType(file);
  if (type === 'module') return 'module';
  return type !== 'commonjs' && ESM_SYNTAX.test(source) ? 'module' : 'commonjs';
}

/**
 * Lowers one file.
 * @throws SyntaxError with file, line and column for text that does not parse; the system's error for a file that can't be read.
 */
export function lowerModule(file: string): LoweredModule {
  const text = readFileSync(file, 'utf8');
  const lang = /\.[jt]sx$/.test(file) ? 'tsx' : 'ts';
  const { code, map, errors } = loadLibrary().transformSync(file, text, {
    lang,
    sourceType: 'unambiguous',
    sourcemap: true,
    jsx: { runtime: AUTOMATIC_JSX.test(text) ? 'automatic' : 'classic' },
    target: 'es2025',
  });
  const [first] = errors;
  if (first !== undefined) throw syntaxError(file, text, first.message, first.labels[0]?.start ?? 0);
  const mapped = map ? { version: 3 as const, mappings: map.mappings, names: map.names, sources: [file] } : null;
  return { source: code, format: formatOf(file, code), map: mapped };
}

function syntaxError(file: string, text: string, message: string, offset: number): SyntaxError {
  const before = text.slice(0, offset).split('\n');
  return new SyntaxError(`${message} (${file}, line ${before.length}, column ${(before.at(-1) ?? '').length + 1})`);
}
