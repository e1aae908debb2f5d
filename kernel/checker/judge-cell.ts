/** The compiler's findings about a cell's documents as faults in the author's own lines. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic, Range } from 'vscode-languageserver-types';
import { nearestConfig } from '../person-config';
import type { ConfigProblem } from '../person-config';
import type { AsyncRule } from '../language/check-settings';
import { LineIndex } from '../language/line-index';
import { walkNodes } from '../language/syntax-facts';
import { shellAdvice } from '../language/shell-line';
import { awaitsTogether, isDeliberateAwait, mistake, NEEDLESS_AWAIT_SENTENCE, probeMistake, PROMISE_CONDITION_CODE, PROMISE_CONDITION_SENTENCE } from './async-mistakes';
import { askedNames, missingReferences, newerNames } from './browser-names';
import type { CellAnalysis } from './cell-analysis';
import type { CellDiagnostic, RelatedPlace } from './cell-diagnostic';
import { readOnlyWords, twiceDeclaredWords, withoutScaffolding, withShortPaths } from './compiler-words';
import { MISSING_MODULE_CODES, NEEDLESS_AWAIT_CODE, REACT_MISSING_CODE, UNKNOWN_NAME_CODES, weigh } from './diagnostic-rules';
import { functionBodies } from './function-bodies';
import { IgnoringComments } from './ignoring-comments';
import { similarName } from './similar-names';
import { DOCUMENT_PREFIX } from './notebook-documents';
import type { CellDocument, NotebookDocuments } from './notebook-documents';

/** Comments that ask for the automatic runtime, which needs no React in scope; its module may have no types. */
const AUTOMATIC_JSX = /@jsxImportSource\s+\S|@jsxRuntime\s+automatic/;

/** `Unused '@ts-expect-error' directive.` */
const UNUSED_COMMENT_CODE = 'TS2578';

/** `Cannot find name 'x'.` */
const UNKNOWN_NAME_CODE = 2304;

/** A value that only a type is known of, by `export type` and by `import type`. */
const EXPORTED_TYPE_CODE = 1362;
const IMPORTED_TYPE_CODE = 1361;

/** `Object is possibly 'undefined'.` */
const POSSIBLY_UNDEFINED_CODE = 2532;

/** Arguments that don't fit. */
const ARGUMENT_CODES: ReadonlySet<number> = new Set([2345, 2769]);

const NO_MEMBER_CODES: ReadonlySet<number> = new Set([2339, 2551]);

type Place = Pick<CellDiagnostic, 'line' | 'column' | 'endLine' | 'endColumn'>;

/** What was found in the documents that a check asks for. */
export interface Findings {
  readonly cell: readonly Diagnostic[];
  readonly modules: readonly Diagnostic[];
  /** By the path of the local module. */
  readonly files: readonly { readonly path: string; readonly diagnostics: readonly Diagnostic[] }[];
}

export interface Judged {
  readonly analysis: CellAnalysis;
  readonly document: CellDocument;
  /** Rules about async mistakes that are on. */
  readonly rules: ReadonlySet<AsyncRule>;
  readonly findings: Findings;
  readonly documents: NotebookDocuments;
  readonly folder: string;
  /** Whether a name exists at run time, as after `globalThis.zed = 1`. */
  exists(name: string): Promise<boolean>;
}

/** All faults, in the order of the text; those of modules first, since others follow from them. */
export async function judgeCell(judged: Judged): Promise<CellDiagnostic[]> {
  const comments = new IgnoringComments(judged.analysis.text);
  const ofModules = moduleFaults(judged).filter(({ line }) => !comments.lets(line));
  const ofCell = await cellFaults(judged, comments);
  const found = [...fileFaults(judged), ...ofModules, ...ofCell.filter(({ code, line }) => code !== UNUSED_COMMENT_CODE || !comments.isUsed(line))];
  const seen = new Set<string>();
  return found.filter((one) => {
    const key = `${one.file}:${one.line}:${one.column}:${one.code}:${one.message}`;
    return !seen.has(key) && seen.add(key);
  });
}

async function cellFaults({ analysis, document, rules, findings, documents, folder, exists }: Judged, comments: IgnoringComments): Promise<CellDiagnostic[]> {
  const { text } = analysis;
  const lines = new LineIndex(text);
  const isInFunction = functionBodies(analysis.program);
  const asked = askedNames(analysis);
  const missing = missingReferences(analysis, (one) => documents.live.has(one));
  const faults: CellDiagnostic[] = [];
  const placesOfErrors = new Set<number>();
  const located = findings.cell.map((one) => ({ one, at: document.locate(one.range.start.line, one.range.start.character) }));
  const unheard = located.flatMap(({ one, at }) => (at !== null && 'probe' in at && at.probe.callbackEnd !== undefined && probeMistake(at.probe, rawWordsOf(one)) !== null ? [at.probe] : []));
  for (const { one, at } of located) {
    const { range } = one;
    if (at === null) continue;
    if ('probe' in at) {
      const sentence = probeMistake(at.probe, rawWordsOf(one));
      if (sentence !== null) faults.push(...mistake(at.probe.rule, sentence, text, at.probe.start, at.probe.end));
      continue;
    }
    if ((one.severity ?? 1) > 2 && codeOf(one) !== NEEDLESS_AWAIT_CODE) continue;
    const start = at.offset;
    // Said in a plain sentence already.
    if (ARGUMENT_CODES.has(codeOf(one)) && /\bPromise</.test(rawWordsOf(one)) && unheard.some((probe) => probe.start <= start && start < probe.callbackEnd!)) continue;
    // Behind the last character there may be a probe.
    const last = range.end.character > 0 ? document.locate(range.end.line, range.end.character - 1) : null;
    const to = last !== null && 'offset' in last ? { offset: last.offset + 1 } : document.locate(range.end.line, range.end.character);
    const end = to !== null && 'offset' in to ? Math.max(start, to.offset) : start;
    placesOfErrors.add(start);
    const written = text.slice(start, end);
    const { code, message } = inOwnWords(one, written, () => isTypeName(analysis.program, start), documents, folder);
    if (code === NEEDLESS_AWAIT_CODE || code === PROMISE_CONDITION_CODE) {
      const rule = code === NEEDLESS_AWAIT_CODE ? 'needless-await' : 'promise-condition';
      const isMeant = rule === 'needless-await' && isDeliberateAwait(text.slice(start, start + 40));
      if (rules.has(rule) && !isMeant) faults.push(...mistake(rule, rule === 'needless-await' ? NEEDLESS_AWAIT_SENTENCE : PROMISE_CONDITION_SENTENCE, text, start, end));
      continue;
    }
    let weight = weigh(code, isInFunction(start));
    if (UNKNOWN_NAME_CODES.has(code) && (asked.has(written) || makesGlobal(analysis, written))) continue;
    // The compiler takes a cell for a module, where it would be undefined.
    if (code === POSSIBLY_UNDEFINED_CODE && written === 'this') continue;
    // What the page's types have no member for follows from the page's not being there; and a stand-in may have it.
    if (NO_MEMBER_CODES.has(code) && missing.some((name) => name.end < start && /^\s*\??\.\s*$/.test(text.slice(name.end, start)))) continue;
    if (code === REACT_MISSING_CODE && AUTOMATIC_JSX.test(analysis.pragmas)) continue;
    if (weight === 'unknown-name') weight = (await exists(code === REACT_MISSING_CODE ? 'React' : written)) ? 'silent' : 'error';
    if (weight === 'silent') continue;
    const twice = twiceDeclaredWords(rawWordsOf(one));
    // Were the notebook run from top to bottom, both would mean the newer one.
    if (twice !== null) weight = 'warning';
    const advice = UNKNOWN_NAME_CODES.has(code) && text[start - 1] === '!' ? shellAdvice(text, start) : null;
    const related = [...relatedOf(one, documents, folder), ...(advice === null ? [] : [{ message: advice, line: null }]), ...(twice === null ? [] : [{ message: twice, line: null }])];
    faults.push({ ...between(lines, start, end), severity: weight, code: `TS${code}`, message, file: null, fileLine: null, related });
  }
  for (const { name, start, end } of missing) {
    if (placesOfErrors.has(start) || (await exists(name)) || comments.lets(lines.place(start).line + 1)) continue;
    const why = newerNames().has(name) ? `Node ${process.versions.node}, which runs this notebook, does not have it yet` : 'it belongs to the page of a browser, and there is none in this kernel';
    const message = `Cannot find name '${name}': ${why}.`;
    faults.push({ ...between(lines, start, end), severity: isInFunction(start) ? 'warning' : 'error', code: 'TS2304', message, file: null, fileLine: null, related: [] });
  }
  if (rules.has('awaits-together')) faults.push(...awaitsTogether(analysis));
  return faults.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Whether a cell writes to the global object what may be this name: `globalThis.zed = 1; zed`. */
function makesGlobal({ text, mentioned }: CellAnalysis, name: string): boolean {
  if (!mentioned.has('globalThis') && !mentioned.has('global')) return false;
  return new RegExp(`\\bglobal(?:This)?\\b[^;\\n]*[.{,"'\\s]${name.replaceAll('$', '\\$')}\\b`).test(text);
}

/** What is wrong with a cell's imports: modules that are missing, and names that they do not export. */
function moduleFaults({ analysis, findings, documents, folder }: Judged): CellDiagnostic[] {
  if (analysis.modules.length === 0) return [];
  const lines = new LineIndex(analysis.text);
  const faults: CellDiagnostic[] = [];
  const add = (start: number, end: number, code: number, message: string): void => {
    const severity = MISSING_MODULE_CODES.has(code) ? 'warning' : 'error';
    faults.push({ ...between(lines, start, end), severity, code: `TS${code}`, message, file: null, fileLine: null, related: [] });
  };
  for (const module of analysis.modules) {
    const ofModule = findings.modules.filter(({ range }) => range.start.line === documents.moduleLine(module));
    const missing = ofModule.find((one) => MISSING_MODULE_CODES.has(codeOf(one)));
    if (missing !== undefined) {
      add(module.start, module.end, codeOf(missing), wordsOf(missing, folder));
      continue;
    }
    for (const { name, start, end } of module.names) {
      const fault = ofModule.find((one) => (one.severity ?? 1) === 1 && (name === 'default' ? NO_DEFAULT : namedIn(name)).test(rawWordsOf(one)));
      if (fault === undefined) continue;
      if (name === 'default') add(start, end, 1192, `Module '"${module.specifier}"' has no default export.`);
      else add(start, end, codeOf(fault), wordsOf(fault, folder));
    }
  }
  return faults;
}

const NO_DEFAULT = /'default'|no default export/;

/** Messages such as `Module '"x"' has no exported member 'name'.` */
function namedIn(name: string): RegExp {
  return new RegExp(`(?:member|declares) (?:named )?'${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}'`);
}

function fileFaults({ findings, folder }: Judged): CellDiagnostic[] {
  return findings.files.flatMap(({ path: file, diagnostics }) => {
    const errors = diagnostics.filter((one) => (one.severity ?? 1) <= 2 && ['error', 'unknown-name'].includes(weigh(codeOf(one), false)));
    if (errors.length === 0) return [];
    const lines = readFileSync(file, 'utf8').split(/\r\n|\r|\n/);
    const own = nearestConfig(path.dirname(file));
    // By the settings of its own project it may be right.
    const severity = own === null || own === nearestConfig(folder) ? 'error' : 'warning';
    return errors.map((one): CellDiagnostic => {
      return { ...placed(one.range), severity, code: `TS${codeOf(one)}`, message: wordsOf(one, folder), file: shownPath(file, folder), fileLine: lines[one.range.start.line] ?? '', related: [] };
    });
  });
}

/** A fault of the person's configuration, at its place there. */
export function configFault({ file, text, offset, message }: ConfigProblem, folder: string): CellDiagnostic {
  const lines = new LineIndex(text);
  const place = between(lines, offset, Math.min(offset + 1, text.length));
  return { ...place, severity: 'warning', code: 'tsconfig', message, file: shownPath(file, folder), fileLine: text.split(/\r\n|\r|\n/)[place.line - 1] ?? '', related: [] };
}

function shownPath(file: string, folder: string): string {
  const name = path.relative(folder, file);
  return name.startsWith('..') ? file : name.replaceAll(path.sep, '/');
}

function inOwnWords(one: Diagnostic, written: string, isType: () => boolean, documents: NotebookDocuments, folder: string): { code: number; message: string } {
  const code = codeOf(one);
  const { live } = documents;
  const kinds = live.value(written)?.kinds;
  const readOnly = (code === 2632 || code === 2588) && kinds !== undefined ? readOnlyWords(written, kinds) : null;
  if (readOnly !== null) return readOnly;
  // The list of modules exports by `export type` what a cell imported by `import type`.
  if (code === EXPORTED_TYPE_CODE && placesOf(one).includes(documents.path('mods.tsx'))) return { code: IMPORTED_TYPE_CODE, message: `'${written}' cannot be used as a value because it was imported using 'import type'.` };
  const message = wordsOf(one, folder);
  if (!UNKNOWN_NAME_CODES.has(code)) return { code, message };
  const meant = code === UNKNOWN_NAME_CODE ? similarName(written, isType() ? live.typeNames() : live.valueNames()) : null;
  if (meant !== null) return { code, message: `Cannot find name '${written}'. Did you mean '${meant}'?` };
  // Advice about installing types or changing the library is for projects.
  return { code, message: message.replace(/ (?:Do you need to (?:install type definitions|change your target library)|Try `npm i)[^]*$/, '') };
}

/** Whether a type stands at an offset, by its own name. */
function isTypeName(program: CellAnalysis['program'], offset: number): boolean {
  let isFound = false;
  walkNodes(program, (node) => {
    const { typeName, expression } = node as { typeName?: { start: number }; expression?: { start: number } };
    const named = node.type === 'TSTypeReference' ? typeName : node.type === 'TSInterfaceHeritage' || node.type === 'TSClassImplements' ? expression : undefined;
    if (named?.start === offset) isFound = true;
  });
  return isFound;
}

/** The files of other places that a finding speaks of. */
function placesOf({ relatedInformation = [] }: Diagnostic): string[] {
  return relatedInformation.map(({ location: { uri } }) => (uri.startsWith('file:') ? fileURLToPath(uri) : ''));
}

function relatedOf({ relatedInformation = [] }: Diagnostic, documents: NotebookDocuments, folder: string): CellDiagnostic['related'] {
  return relatedInformation.flatMap(({ location, message }): RelatedPlace[] => {
    const file = location.uri.startsWith('file:') ? fileURLToPath(location.uri) : '';
    const { line } = location.range.start;
    const words = withoutScaffolding(message);
    const isHere = [documents.path('cur.tsx'), documents.path('cast.ts')].includes(file);
    if (isHere && line > 0) return [{ message: words, line }];
    const earlier = documents.placeOf(file, line);
    if (earlier !== null) return [{ message: words, line: earlier.line, place: earlier.label }];
    if (isPersonsFile(file, folder)) return [{ message: words, line: line + 1, place: shownPath(file, folder) }];
    // "'name' is declared here." says nothing where `here` can't be told.
    return /^'[^']*' (?:is|was)(?: also)? (?:declared|exported) here\.?$/.test(words) ? [] : [{ message: words, line: null }];
  });
}

/** Whether a file lies among the person's own: no document of ours, and no package. */
function isPersonsFile(file: string, folder: string): boolean {
  const name = path.relative(folder, file);
  return file !== '' && !name.startsWith('..') && !path.isAbsolute(name) && !name.startsWith(DOCUMENT_PREFIX) && !name.split(path.sep).includes('node_modules');
}

function placed({ start, end }: Range): Place {
  return { line: start.line + 1, column: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 };
}

function between(lines: LineIndex, start: number, end: number): Place {
  const from = lines.place(start);
  const to = lines.place(end);
  return { line: from.line + 1, column: from.column + 1, endLine: to.line + 1, endColumn: to.column + 1 };
}

function codeOf({ code }: Diagnostic): number {
  return Number(code);
}

function rawWordsOf({ message }: Diagnostic): string {
  return typeof message === 'string' ? message : message.value;
}

function wordsOf(one: Diagnostic, folder: string): string {
  return withShortPaths(withoutScaffolding(rawWordsOf(one)), folder);
}
