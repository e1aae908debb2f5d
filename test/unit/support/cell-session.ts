/** A session for tests: transforms cells and runs them one after the other in a process of their own. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { SourceMap } from 'node:module';
import path from 'node:path';
import type { SourceMap as StepMap } from '../../../kernel/engine/contract';
import type { Language } from '../../../kernel/language/language';
import { createParserLanguage } from '../../../kernel/language/parser-language';
import type { RunningForm } from '../../../kernel/language/running-form';

/** What the process is asked to run. */
export interface CellOrder {
  readonly code: string;
  readonly label: string;
}

/** What the process says of a cell: its value as `util.inspect` shows it, or what it threw. */
export interface CellAnswer {
  readonly result?: string;
  readonly thrown?: { readonly name: string; readonly message: string; readonly stack: string; readonly inner?: readonly string[] };
}

/** A place in the author's text; both count from 1. */
export interface Place {
  readonly cell: number;
  readonly line: number;
  readonly column: number;
}

/** How a cell ended. `result` is undefined where the cell shows none. */
export interface CellEnding {
  readonly result: string | undefined;
  /** `Name: message`, or null. */
  readonly error: string | null;
  /** Messages of the two errors of a SuppressedError. */
  readonly inner: readonly string[];
  /** Where the error passed through cells, innermost first. */
  readonly places: readonly Place[];
}

/** The text's running form; throws the first syntax problem as `line:column message`. */
export function runningForm(source: string, language: Language = createParserLanguage()): RunningForm {
  const result = language.prepare(source);
  if (result.status === 'ok') {
    result.accept();
    return result.form;
  }
  const [problem] = result.problems;
  throw new SyntaxError(problem ? `${problem.line}:${problem.column} ${problem.message}` : 'no problem was told');
}

/** Leads a position of the running form back as the engine does: through each map, with Node's own reader. */
export function sourcePlace(maps: readonly StepMap[], line: number, column: number): { line: number; column: number } {
  let place = { line: line - 1, column: column - 1 };
  for (const map of maps) {
    const entry = new SourceMap({ ...map, file: '', sourceRoot: '', sourcesContent: [] } as never).findEntry(place.line, place.column);
    if (!('originalLine' in entry)) return { line: 0, column: 0 };
    place = { line: entry.originalLine, column: entry.originalColumn };
  }
  return { line: place.line + 1, column: place.column + 1 };
}

/** Cells run in one process, so each sees what the ones before it declared. */
export class CellSession {
  readonly #language = createParserLanguage();
  readonly #forms: RunningForm[] = [];

  private constructor(private readonly child: ChildProcess) {}

  /** Starts a process in `folder`, from which cells import. */
  static async start(folder: string = __dirname): Promise<CellSession> {
    const child = fork(path.join(__dirname, 'session-process.ts'), {
      cwd: folder,
      execArgv: ['--require', path.join(__dirname, 'register-typescript.js'), '--no-warnings'],
    });
    await once(child, 'message');
    return new CellSession(child);
  }

  /** Runs one cell to its end. Syntax problems become an `error` without places. */
  async run(source: string): Promise<CellEnding> {
    let form: RunningForm;
    try {
      form = runningForm(source, this.#language);
    } catch (error) {
      return { result: undefined, error: String(error), inner: [], places: [] };
    }
    const { result, thrown } = await this.#order(form);
    if (thrown) return { result: undefined, error: `${thrown.name}: ${thrown.message}`, inner: thrown.inner ?? [], places: this.#places(thrown.stack) };
    return { result: form.hasResult ? result : undefined, error: null, inner: [], places: [] };
  }

  /** The value that V8 gives for a cell, also where the cell has no result. */
  async completionValue(source: string): Promise<string | undefined> {
    return (await this.#order(runningForm(source, this.#language))).result;
  }

  /** Runs cells in turn and gives the last one's result; any error is thrown. */
  async results(...cells: readonly string[]): Promise<string | undefined> {
    let result: string | undefined;
    for (const cell of cells) {
      const ending = await this.run(cell);
      if (ending.error !== null) throw new Error(`${ending.error}\nin the cell:\n${cell}`);
      result = ending.result;
    }
    return result;
  }

  /** The language that made the cells ready. */
  get language(): Language {
    return this.#language;
  }

  async end(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill();
    await ended;
  }

  async #order(form: RunningForm): Promise<CellAnswer> {
    const cell = this.#forms.push(form);
    this.child.send({ code: form.code, label: `cell-${cell}.js` } satisfies CellOrder);
    const [answer] = (await once(this.child, 'message')) as [CellAnswer];
    return answer;
  }

  #places(stack: string): Place[] {
    return [...stack.matchAll(/cell-(\d+)\.js:(\d+):(\d+)/g)].map(([, cell, line, column]) => {
      const maps = this.#forms[Number(cell) - 1]?.maps ?? [];
      return { cell: Number(cell), ...sourcePlace(maps, Number(line), Number(column)) };
    });
  }
}

/** Runs cells in a fresh session and gives the last one's result. */
export async function runCells(...cells: readonly string[]): Promise<string | undefined> {
  const session = await CellSession.start();
  try {
    return await session.results(...cells);
  } finally {
    await session.end();
  }
}
