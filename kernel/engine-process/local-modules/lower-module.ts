/** TypeScript and JSX of local modules, lowered to JavaScript with oxc, or with swc where oxc can't; the maps serve stack traces (`stack-frames.ts`). */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { SourceMap } from '../../engine/contract';
import { decoratorOptions } from '../../language/class-settings';

const TYPESCRIPT = new Set(['.ts', '.tsx', '.mts', '.cts', '.jsx']);
const ESM_SYNTAX = /^\s*(?:import|export)\b(?!\s*\()|\bimport\.meta\b/m;
const AUTOMATIC_JSX = /@jsxImportSource\s+\S|@jsxRuntime\s+automatic/;
/** What oxc leaves as it is, on a line that is no comment (one taken for it costs time only), and what it would take from a package of helpers. */
const DECORATOR = /^(?![ \t]*(?:\*|\/[/*]))(?:.*[\s;{}()=,])?@[\w$(]/m;
/**
 * Names that CommonJS gives each file, with how an ES module can have them: `import x = require('x')`, `require` itself, and where it lies.
 * Without its own they would be those of the cells, which are global.
 */
const OF_FILE = [
  { used: /(?<![.\w$])require\s*[(.]/, declared: /\b(?:const|let|var|function)\s+require\b/, text: 'import { createRequire as $createRequire } from "node:module"; const require = $createRequire(import.meta.url);' },
  { used: /(?<![.\w$])__filename\b/, declared: /\b(?:const|let|var|import)\b[^;=()]*\b__filename\b/, text: 'const __filename = import.meta.filename;' },
  { used: /(?<![.\w$])__dirname\b/, declared: /\b(?:const|let|var|import)\b[^;=()]*\b__dirname\b/, text: 'const __dirname = import.meta.dirname;' },
];
const HELPER_PACKAGE = '"@oxc-project/runtime/';

const loadLibrary = (): typeof import('oxc-transform') => createRequire(__filename)('oxc-transform') as typeof import('oxc-transform');

/** JavaScript of a module, and how Node is to read it. */
export interface LoweredModule {
  readonly source: string;
  readonly format: 'module' | 'commonjs';
  readonly map: SourceMap;
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

/**
 * As Node decides for JavaScript: by extension, then by package.json, then by the syntax. But `import` and `export` make a module also below
 * a `"type": "commonjs"`, which `npm init` writes unasked: TypeScript's authors write them there all the same.
 */
function formatOf(file: string, source: string): 'module' | 'commonjs' {
  if (file.endsWith('.mts')) return 'module';
  if (file.endsWith('.cts')) return 'commonjs';
  return ESM_SYNTAX.test(source) || packageType(file) === 'module' ? 'module' : 'commonjs';
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
  const format = formatOf(file, code);
  const becomesCommonJs = format === 'commonjs' && ESM_SYNTAX.test(code);
  const needsMore = becomesCommonJs || code.includes(HELPER_PACKAGE) || DECORATOR.test(code);
  const { source, mappings, names } = needsMore ? lowerFully(file, text, becomesCommonJs) : { source: code, mappings: map?.mappings ?? '', names: map?.names ?? [] };
  const own = format === 'module' ? OF_FILE.filter(({ used, declared }) => used.test(source) && !declared.test(source)).map(({ text: line }) => line) : [];
  // A line in front moves all others down by one.
  const front = own.length === 0 ? { source: '', mappings: '' } : { source: `${own.join(' ')}\n`, mappings: ';' };
  return { source: front.source + source, format, map: { version: 3, mappings: front.mappings + mappings, names, sources: [file] } };
}

/** Decorators, `using` and, for a `.cts`, `import` and `export` as well, with swc: loading it takes 90 ms. */
function lowerFully(file: string, text: string, becomesCommonJs: boolean): { source: string; mappings: string; names: string[] } {
  const { transformSync } = require('@swc/core') as typeof import('@swc/core');
  const { classSettingsFor } = require('../../person-config') as typeof import('../../person-config');
  const classes = classSettingsFor(path.dirname(file));
  const { code, map = '{"mappings":"","names":[]}' } = transformSync(text, {
    filename: file,
    configFile: false,
    swcrc: false,
    sourceMaps: true,
    isModule: true,
    // The annotation tells Node the names of the exports.
    ...(becomesCommonJs ? { module: { type: 'commonjs', exportInteropAnnotation: true } as const } : {}),
    jsc: {
      target: 'es2022',
      keepClassNames: true,
      parser: { syntax: 'typescript', tsx: /\.[jt]sx$/.test(file), decorators: true },
      transform: { ...decoratorOptions(classes), react: { runtime: AUTOMATIC_JSX.test(text) ? 'automatic' : 'classic' } },
    },
  });
  const { mappings, names } = JSON.parse(map) as { mappings: string; names: string[] };
  return { source: code, mappings, names };
}

/** Where JavaScript does not parse, from 1; null where it does. */
export function firstFault(file: string, text: string): { readonly line: number; readonly column: number } | null {
  const [first] = loadLibrary().transformSync(file, text, { lang: 'jsx', sourceType: 'unambiguous' }).errors;
  return first === undefined ? null : placeOf(text, first.labels[0]?.start ?? 0);
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

function syntaxError(file: string, text: string, message: string, offset: number): SyntaxError {
  const { line, column } = placeOf(text, offset);
  return new SyntaxError(`${message} (${file}, line ${line}, column ${column})`);
}
