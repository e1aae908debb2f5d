/** Finds what the parser lets pass and the kernel cannot run, before anything runs. */
import type { ParsedText } from './parse-source';
import { HELPERS_NAME } from './running-form';
import type { SyntaxFacts } from './syntax-facts';
import { topLevelNames } from './top-level-names';

/** Globals that no declaration can hide. */
const UNDECLARABLE = new Set(['undefined', 'NaN', 'Infinity', HELPERS_NAME]);

const PARAMETER_DECORATOR = 'A parameter cannot have a decorator: standard decorators stand on classes and their members. Decorate the method or the class instead, or set `"experimentalDecorators": true` in a tsconfig.json beside the notebook.';

/** A part of the text (offsets in UTF-16 units) and what is wrong with it. */
export interface RefusedPart {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** Problems in the order of the text. */
export function refusedSyntax(parsed: ParsedText, facts: SyntaxFacts, hasLegacyDecorators: boolean): RefusedPart[] {
  const found: RefusedPart[] = [
    ...facts.brokenRegExps.map(({ start, end, pattern, flags }) => ({ start, end, message: regExpMessage(pattern, flags) })),
    ...facts.nestedModuleSyntax.map(({ type, start }) => nestedProblem(type, start)),
    ...(hasLegacyDecorators ? [] : facts.parameterDecorators).map(({ start, end }) => ({ start, end, message: PARAMETER_DECORATOR })),
    ...undeclarableNames(parsed),
    ...importedTwice(parsed),
    ...importPhases(parsed),
  ];
  return found.sort((a, b) => a.start - b.start);
}

function nestedProblem(type: string, start: number): RefusedPart {
  const word = type.startsWith('Import') ? 'import' : 'export';
  const advice = word === 'import' ? ' Inside a block or function write `await import(…)`.' : '';
  return { start, end: start + word.length, message: `\`${word}\` stands at the top level of a cell only.${advice}` };
}

function undeclarableNames({ program, text }: ParsedText): RefusedPart[] {
  const names = [...topLevelNames(program.body).keys()].filter((name) => UNDECLARABLE.has(name));
  return names.map((name) => {
    const start = wordOffset(text, name, 0);
    const reason = name === HELPERS_NAME ? 'the kernel needs this name.' : 'it is a fixed value of the language.';
    return { start, end: start + name.length, message: `\`${name}\` cannot be declared: ${reason}` };
  });
}

/** Names that the cell both imports and declares. */
function importedTwice({ program, text }: ParsedText): RefusedPart[] {
  const isImport = (statement: { readonly type: string }): boolean => statement.type === 'ImportDeclaration';
  const imported = topLevelNames(program.body.filter(isImport));
  if (imported.size === 0) return [];
  return program.body.flatMap((statement) => {
    if (isImport(statement)) return [];
    const names = [...topLevelNames([statement]).keys()].filter((name) => imported.has(name));
    return names.map((name) => {
      const start = wordOffset(text, name, statement.start);
      return { start, end: start + name.length, message: `\`${name}\` is declared twice in this cell.` };
    });
  });
}

/** `import defer` and `import source`, which Node does not know yet. */
function importPhases({ program, text, module }: ParsedText): RefusedPart[] {
  const calls = module.dynamicImports.filter(({ start }) => /^import\s*\./.test(text.slice(start, start + 20)));
  const declarations = program.body.filter((statement) => statement.type === 'ImportDeclaration' && statement.phase);
  return [...calls, ...declarations].map(({ start }) => ({
    start,
    end: start + 'import'.length,
    message: 'This form of `import` does not work in Node yet: leave out `defer` or `source`.',
  }));
}

function wordOffset(text: string, word: string, from: number): number {
  const pattern = new RegExp(`(?<![\\w$])${word.replaceAll('$', '\\$')}(?![\\w$])`, 'g');
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? from;
}

function regExpMessage(pattern: string, flags: string): string {
  try {
    new RegExp(pattern, flags);
  } catch (error) {
    if (error instanceof Error) return `${error.message}.`;
  }
  return 'This regular expression is not valid.';
}
