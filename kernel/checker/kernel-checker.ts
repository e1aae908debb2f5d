/** The checker as the kernel uses it: modes, magics, cells that failed half-way, and an engine that is gone. */
import { setImmediate as turn } from 'node:timers/promises';
import { readCheckSetting, settingsLine } from '../language/check-settings';
import type { CheckMode } from '../language/check-settings';
import { findMagics } from '../language/find-magics';
import { CHECKED_CHARACTERS, CHECKED_FIRST_CHARACTERS, TYPED_HELP_LIMIT_MS } from '../limits';
import { analyseCell } from './cell-analysis';
import type { CellAnalysis, DeclaredName } from './cell-analysis';
import { Checker } from './checker';
import { CellCompletion } from './complete-cell';
import { CompilerGoneError } from './compiler-server';
import { admitsMore } from './admits-more';
import type { CheckResult, RunEnd, RunningNotebook, TypeChecker, Verdict } from './contract';
import type { HelpDesk } from './help-text';
import { inspectCell } from './inspect-cell';
import { RefusedNames } from './refused-names';

const UNCHECKED: Verdict = { result: { status: 'unchecked', words: null }, stops: false, notes: [] };

/** @param folder the notebook's. */
export function createKernelChecker(folder: string, mode: CheckMode, notebook: RunningNotebook): TypeChecker {
  let current = mode;
  /** What earlier cells leave to be done before the next check; null when that is nothing. */
  let pending: Promise<void> | null = null;
  let isStarted = false;
  const completion = new CellCompletion();
  const refused = new RefusedNames();
  const checker = new Checker(folder, {
    // What can't be told in time is not held against the person.
    exists: async (name) => (await notebook.inspect(`typeof ${name} !== "undefined" || ${JSON.stringify(name)} in globalThis`))?.preview !== 'false',
    log: notebook.log,
  });
  const start = (): void => {
    if (!isStarted) checker.start();
    isStarted = true;
  };
  if (mode !== 'off') start();

  /** `%check` counts for the cell that it stands in and for all that follow. */
  const follow = (source: string): string[] => {
    if (!source.includes('%check')) return [];
    const uses = findMagics(source).uses.filter(({ magic }) => magic.name === 'check');
    return uses.map(({ line }) => {
      const setting = readCheckSetting(line);
      if (setting?.kind === 'mode') current = setting.mode;
      if (setting?.kind === 'rule') checker.rules[setting.isOn ? 'add' : 'delete'](setting.rule);
      if (current !== 'off') start();
      return settingsLine(current, checker.rules);
    });
  };

  const commit = async (source: string, end: RunEnd, label: string): Promise<void> => {
    refused.drop(source);
    if (end === 'engine-gone') return checker.forget('values');
    if (source.includes('%reset') && findMagics(source).uses.some(({ magic }) => magic.name === 'reset')) checker.forget('all');
    const absent = end === 'failed' ? await absentNames(source, notebook) : [];
    const missing = end === 'ok' && source.includes('import') ? await missingImports(source, notebook) : [];
    checker.commit(source, absent, missing, label);
  };

  /** Lets checks and help wait for some work. */
  const before = (work: () => Promise<void>): void => {
    const own = Promise.resolve(pending)
      .then(work)
      .catch((error: unknown) => notebook.log(`the checker failed: ${(error as Error).stack}`))
      .then(() => {
        if (pending === own) pending = null;
      });
    pending = own;
  };

  const check = async (source: string, notes: readonly string[]): Promise<Verdict> => {
    // Without a wait the question is on its way before the cell is transformed.
    if (pending !== null) await pending;
    if (source.length <= CHECKED_FIRST_CHARACTERS) return { result: refused.told(await checker.check(source)), stops: current === 'error', notes };
    if (source.length > CHECKED_CHARACTERS) return { ...UNCHECKED, result: { status: 'unchecked', words: 'This cell is too large for its types to be checked.' }, notes };
    const later = checker.check(source, 'start').catch((error: unknown): CheckResult => {
      notebook.log(`the checker failed: ${(error as Error).stack}`);
      return { status: 'unchecked', words: null };
    });
    // What the cell declares is known to later cells when its own check is done.
    before(async () => void (await later));
    return { ...UNCHECKED, result: { status: 'unchecked', words: 'This cell is so large that it runs first and is checked beside.' }, later, notes };
  };

  /** An answer by types; null without the compiler, or when it is late. */
  const helped = async <Answer>(source: string, ask: (desk: HelpDesk) => Promise<Answer>): Promise<Answer | null> => {
    if (current === 'off') return null;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), TYPED_HELP_LIMIT_MS)));
    const answer = Promise.resolve(pending).then(() => checker.help(source, ask)).catch((error: unknown) => {
      if (!(error instanceof CompilerGoneError)) notebook.log(`the compiler could not tell: ${(error as Error).message}`);
      return null;
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    complete: (source, offset) => helped(source, (desk) => completion.complete(source, offset, desk, checker.revision)),
    admitsMore: async (source, start, end) => (await helped(source, (desk) => admitsMore(source, start, end, desk))) ?? true,
    inspect: (source, offset, detail) => helped(source, (desk) => inspectCell(source, offset, detail, desk)),
    check(source) {
      const notes = follow(source);
      return current === 'off' ? { ...UNCHECKED, notes } : check(source, notes);
    },
    refused: (source, label) => refused.add(source, label),
    ran(source, end, label) {
      before(async () => {
        // The reply goes first: what is published in this turn is sent at its end.
        await turn();
        await turn();
        await commit(source, end, label);
      });
    },
    engineGone: () => checker.forget('values'),
    end: () => checker.end(),
  };
}

/** Names that a cell which failed did not come to: they read as undefined, though the cell has a value for them. */
async function absentNames(source: string, notebook: RunningNotebook): Promise<string[]> {
  const analysis = analyseCell(source);
  if (analysis === null) return [];
  const empty = emptyNames(analysis);
  const declared = analysis.declared.filter(({ name, kind }) => kind !== 'type' && !empty.has(name));
  return undefinedNames(declared, notebook);
}

/** Names that a cell imports and that have no value: a type, or what a module does not export after all. The run only minds those that the cell uses. */
async function missingImports(source: string, notebook: RunningNotebook): Promise<string[]> {
  const imports = analyseCell(source)?.declared.filter(({ imported }) => imported !== null && !imported.isTypeOnly && imported.name !== '*') ?? [];
  return undefinedNames(imports, notebook);
}

async function undefinedNames(declared: readonly DeclaredName[], notebook: RunningNotebook): Promise<string[]> {
  const values = await Promise.all(declared.map(async ({ name }) => ({ name, value: await notebook.inspect(name) })));
  return values.filter(({ value }) => value?.type === 'undefined').map(({ name }) => name);
}

/** Names of `let x` and `var x`, which can be given a value wherever their cell ended. */
function emptyNames({ program }: CellAnalysis): ReadonlySet<string> {
  const statements = program.body.map((statement) => (statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement));
  const variables = statements.flatMap((statement) => (statement?.type === 'VariableDeclaration' ? statement.declarations : []));
  return new Set(variables.flatMap(({ id, init }) => (init === null && id.type === 'Identifier' ? [id.name] : [])));
}
