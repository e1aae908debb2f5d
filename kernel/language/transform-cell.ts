/** Makes a cell's TypeScript ready to run. */
import type { SourceMap } from '../engine/contract';
import { STANDARD_CLASSES } from './class-settings';
import type { ClassSettings } from './class-settings';
import { findMagics } from './find-magics';
import { endsInResult } from './last-expression';
import { LineIndex } from './line-index';
import { lowerDecorators } from './lower-decorators';
import { lowerTypeScript } from './lower-typescript';
import type { Lowered } from './lower-typescript';
import { writtenName } from './magics';
import { parseSource, parseText } from './parse-source';
import type { ParsedSource, ParsedText } from './parse-source';
import { prepareSource } from './prepare-source';
import { refineMap } from './refine-map';
import { refusedSyntax } from './refused-syntax';
import type { RefusedPart } from './refused-syntax';
import { rewriteCell } from './rewrite-cell';
import type { PreparedCell, SyntaxProblem } from './running-form';
import { sourceMap } from './text-edits';
import { findSyntaxFacts } from './syntax-facts';
import type { SyntaxFacts } from './syntax-facts';
import { problemAt, syntaxProblems } from './syntax-problems';
import { topLevelNames } from './top-level-names';
import { writeMagics } from './write-magics';

/** What is known of the names that cells so far declared. */
export interface KnownNames {
  /** Those over globals. */
  readonly hiddenGlobals: Set<string>;
  /** Those declared last by `const` or `using`. */
  readonly constants: Set<string>;
}

/** V8 runs cells as scripts, where these begin a comment; lowering writes such code with spaces. */
const HTML_LIKE_COMMENT = /<!--|-->/;

/**
 * Lowers what V8 does not run as it is, then rewrites declarations and imports. `known` changes when the result is accepted;
 * `classSettings` is asked for cells with decorators only.
 */
export function transformCell(text: string, known: KnownNames, classSettings: () => ClassSettings): PreparedCell {
  const source = text.replace(/\r\n?/g, '\n');
  const cell = readCell(source, classSettings);
  if (!cell.ok) return { status: 'invalid', problems: cell.problems };
  const { read, facts, classes, prelude } = cell;
  const lowered = lowerCell(source, read.parsed, facts, classes);
  if (!lowered.ok) return { status: 'invalid', problems: lowered.problems };
  const hasResult = endsInResult(read.parsed);
  const names = topLevelNames(read.parsed.program.body);
  const newlyHidden = [...names.keys()].filter((name) => Object.hasOwn(globalThis, name));
  const hidden = new Set([...known.hiddenGlobals, ...newlyHidden].filter((name) => lowered.parsed.text.includes(name)));
  const earlierConstants = new Set([...known.constants].filter((name) => !names.has(name)));
  const { edits, declaredNames } = rewriteCell({ parsed: lowered.parsed, names, hasResult, scopeName: lowered.scopeName, hidden, earlierConstants, prelude });
  const maps = [edits.sourceMap(), ...lowered.maps, ...read.maps, ...cell.maps];
  const accept = (): void => {
    for (const name of newlyHidden) known.hiddenGlobals.add(name);
    for (const [name, kind] of names) known.constants[kind === 'const' ? 'add' : 'delete'](name);
  };
  return { status: 'ok', form: { code: edits.toString(), maps, declaredNames, hasResult }, accept };
}

type ReadCell =
  | {
      readonly ok: true;
      readonly read: ParsedSource & { readonly ok: true };
      readonly facts: SyntaxFacts;
      readonly classes: ClassSettings;
      /** See `RewriteRequest`. */
      readonly prelude: string;
      /** From the text that was read back to the author's. */
      readonly maps: readonly SourceMap[];
    }
  | { readonly ok: false; readonly problems: readonly SyntaxProblem[] };

/** Reads a cell, its magics as calls. What is wrong is told at its place in the author's text. */
function readCell(source: string, classSettings: () => ClassSettings): ReadCell {
  const lines = new LineIndex(source);
  const refuse = (parts: readonly RefusedPart[], added = 0): ReadCell => ({
    ok: false,
    problems: parts.map(({ message, start, end }) => problemAt(lines, message, start - added, end - added)),
  });
  const magics = findMagics(source);
  if (magics.problems.length > 0) return refuse(magics.problems);
  const plain = parseSource(magics.text);
  if (!plain.ok) return { ok: false, problems: syntaxProblems(source, plain.errors) };
  const facts = findSyntaxFacts(plain.parsed.program);
  const classes = facts.hasDecorators ? classSettings() : STANDARD_CLASSES;
  const refused = refusedSyntax(plain.parsed, facts, classes.hasLegacyDecorators);
  if (refused.length > 0) return refuse(refused, plain.added);
  const [first] = magics.uses;
  if (first === undefined) return { ok: true, read: plain, facts, classes, prelude: '', maps: [] };
  const { edits, prelude, problems } = writeMagics(magics.text, plain.parsed, plain.added, magics.uses);
  if (problems.length > 0) return refuse(problems);
  const read = parseSource(edits.toString());
  if (!read.ok) return refuse([{ message: `\`${writtenName(first.magic)}\` can't stand here.`, start: first.start, end: first.end }]);
  return { ok: true, read, facts, classes, prelude, maps: edits.hasChanged() ? [edits.sourceMap()] : [] };
}

type LoweredCell =
  | { readonly ok: true; readonly parsed: ParsedText; readonly maps: readonly SourceMap[]; readonly scopeName: string | null }
  | { readonly ok: false; readonly problems: ReturnType<typeof syntaxProblems> };

function lowerCell(source: string, parsed: ParsedText, facts: SyntaxFacts, classes: ClassSettings): LoweredCell {
  const { needsLowering, hasDecorators, hasUsing } = facts;
  if (!needsLowering && !hasDecorators && !hasUsing && !HTML_LIKE_COMMENT.test(parsed.text)) return { ok: true, parsed, maps: [], scopeName: null };
  const maps: SourceMap[] = [];
  const prepared = prepareSource(parsed, hasUsing);
  let current = parsed;
  if (prepared) {
    maps.unshift(prepared.edits.sourceMap());
    current = parseText(prepared.edits.toString(), parsed.language).parsed;
  }
  const apply = (lowered: Lowered): boolean => {
    if (!lowered.ok) return false;
    const next = parseText(lowered.text, 'js').parsed;
    maps.unshift(sourceMap(refineMap(current, next, lowered.mappings)));
    current = next;
    return true;
  };
  const first = hasDecorators ? lowerDecorators(current, classes) : lowerTypeScript(current, hasUsing);
  // What oxc refuses (`export let` in a namespace) swc can do.
  if (!apply(first) && !apply(lowerDecorators(current, classes))) return { ok: false, problems: syntaxProblems(source, first.ok ? [] : first.errors) };
  if (hasUsing && hasDecorators) apply(lowerTypeScript(current, true));
  return { ok: true, parsed: current, maps, scopeName: prepared?.scopeName ?? null };
}
