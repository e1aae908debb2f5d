/**
 * The magics: every one that there is, as a table. A further magic is a row here and a file in `engine-process/magics/` under the
 * same name. Transform, completion, inspection and is_complete read the table, and so does `%magics`.
 */
import { nearestName } from './nearest-name';

/** One row. */
export interface Magic {
  /** Without its percent signs. */
  readonly name: string;
  /** `line`: `%name` and the rest of its line; `cell`: `%%name` on the first line, and all that follows. */
  readonly kind: 'line' | 'cell';
  /** `code`: what follows is TypeScript of the cell, which the magic surrounds; `text`: it is handed to the magic as it stands. */
  readonly takes: 'code' | 'text';
  readonly usage: string;
  /** Plain sentences. */
  readonly help: string;
}

/** The helpers, beside those of `RunningFormHelpers`, that running forms call for magics. Names are as a person writes them, with their percent signs. */
export interface MagicHelpers {
  /** Runs a magic that takes text: the rest of its line and, of a cell magic, the lines below. Throws what the magic throws. */
  magic(name: string, line: string, body?: string): Promise<void>;
  /** Begins a magic that surrounds code; `place` tells it from others of its cell. */
  enterMagic(name: string, line: string, place: number): void;
  /** Ends what `enterMagic` began and returns `value`. One that is never left, because the code threw, ends with its cell. */
  leaveMagic(place: number, value?: unknown): unknown;
}

/** In the order in which `%magics` shows them. */
export const MAGICS: readonly Magic[] = [
  { name: 'time', kind: 'line', takes: 'code', usage: '%time code', help: 'Runs the statements that begin on this line and tells their wall time, their CPU time, and how long the event loop was idle meanwhile. Names that they declare stay; the value of an expression is the result.' },
  { name: 'time', kind: 'cell', takes: 'code', usage: '%%time', help: 'Runs the cell and tells its wall time, its CPU time, and how long the event loop was idle meanwhile.' },
  { name: 'xray', kind: 'cell', takes: 'code', usage: '%%xray', help: 'Runs the cell and shows what it waited for: which operations, which ran together, and what blocked the event loop on which line.' },
  { name: 'xray', kind: 'line', takes: 'text', usage: '%xray on | off | notice on | notice off', help: 'Shows under every cell from the next one on what it waited for; `off` ends that. `notice off` ends the notes on stderr that the event loop was blocked and a timer came late.' },
  { name: 'who', kind: 'line', takes: 'text', usage: '%who', help: 'Lists the variables of this session with their kinds.' },
  { name: 'reset', kind: 'line', takes: 'text', usage: '%reset', help: 'Drops the values of all variables of this session and says which. The names read as undefined until a cell declares them anew; modules stay loaded, timers and servers go on.' },
  { name: 'cd', kind: 'line', takes: 'text', usage: '%cd [folder]', help: 'Changes the current folder of the process: where relative paths, %sh, %load and %%writefile begin. Without a folder: the home folder; `-`: the one before. Modules are still looked for from the notebook\'s folder.' },
  { name: 'pwd', kind: 'line', takes: 'text', usage: '%pwd', help: 'Shows the current folder of the process.' },
  { name: 'env', kind: 'line', takes: 'text', usage: '%env [NAME | NAME=value]', help: 'Lists the environment variables (values whose name speaks of a secret are hidden), shows one, or sets one.' },
  { name: 'sh', kind: 'line', takes: 'text', usage: '%sh command', help: 'Runs a command in the shell, in the current folder, with its output live under the cell. An exit code other than 0 is an error.' },
  { name: 'sh', kind: 'cell', takes: 'text', usage: '%%sh', help: 'Runs the cell as a shell script, in the current folder, with its output live under the cell. An exit code other than 0 is an error.' },
  { name: 'npm', kind: 'line', takes: 'text', usage: '%npm install package…', help: 'Runs npm in the notebook\'s folder. What it installs can be imported at once.' },
  { name: 'load', kind: 'line', takes: 'text', usage: '%load file', help: 'Puts the text of a file into the next cell.' },
  { name: 'writefile', kind: 'cell', takes: 'text', usage: '%%writefile [-a] file', help: 'Writes the cell into a file; with -a at its end.' },
  { name: 'check', kind: 'line', takes: 'text', usage: '%check [error | warn | off | RULE on | RULE off]', help: 'What a type error does from this cell on: stop its cell, be told while the cell runs, or nothing. A rule about async mistakes is switched by its name, such as floating-promise. Alone it tells how cells are checked.' },
  { name: 'magics', kind: 'line', takes: 'text', usage: '%magics', help: 'Shows this table.' },
];

/** As a person writes it: `%time`, `%%time`. */
export function writtenName({ kind, name }: Pick<Magic, 'kind' | 'name'>): string {
  return `${kind === 'cell' ? '%%' : '%'}${name}`;
}

/** The magic behind `%name` or `%%name`; null when there is none. */
export function findMagic(written: string): Magic | null {
  return MAGICS.find((magic) => writtenName(magic) === written) ?? null;
}

/** Why `%name` or `%%name` is none, and what may have been meant. */
export function unknownMagic(written: string): string {
  const name = written.replace(/^%+/, '');
  const sameName = MAGICS.find((magic) => magic.name === name);
  if (sameName?.kind === 'line') return `\`${writtenName(sameName)}\` works on one line: write it with one \`%\`.`;
  if (sameName?.kind === 'cell') return `\`${writtenName(sameName)}\` takes a whole cell: write it with two \`%\` on the cell's first line.`;
  const near = nearestName(MAGICS.map((magic) => magic.name), name);
  const meant = MAGICS.find((magic) => magic.name === near);
  return `There is no magic \`${written}\`.${meant === undefined ? '' : ` Did you mean \`${writtenName(meant)}\`?`} \`%magics\` shows them all.`;
}
