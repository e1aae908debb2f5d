/** JupyterLab as `npm start` starts it, in folders of its own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathsOf } from '../../../scripts/set-up/paths';

/** Ms that set-up and JupyterLab may take until the address is told: a start takes 2 to 4 s, a build before it some more. */
const START_LIMIT_MS = 180_000;
/** Ms from SIGTERM to the end: `npm start` itself ends by force what is left after 15 s. */
const END_LIMIT_MS = 30_000;
/** Ms from there on after which a process counts as left behind. */
const LEFT_LIMIT_MS = 5_000;
const TOKEN = 'browser-tests';

/** What a test needs to know of the running server. */
export interface Lab {
  /** For example `http://localhost:40123`. */
  readonly url: string;
  readonly token: string;
  /** The folder that JupyterLab shows: a copy of the bundled notebooks, to which tests add their own. */
  readonly notebooks: string;
}

/** A running server with its ending. */
export interface RunningLab extends Lab {
  /** Ends it as Ctrl-C does. Throws when it ends badly or leaves a process behind; the temporary folder is removed in any case. */
  end(): Promise<void>;
}

/** Starts `scripts/start.js` on a free port. Throws with its output when it ends or does not get ready. */
export async function startLab(): Promise<RunningLab> {
  const paths = pathsOf();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'awaitbook-browser-'));
  const notebooks = path.join(folder, 'notebooks');
  fs.cpSync(paths.notebooks, notebooks, { recursive: true, filter: (source) => !source.includes('.ipynb_checkpoints') });
  const options = ['--no-browser', `--ServerApp.root_dir=${notebooks}`, '--port=0', `--IdentityProvider.token=${TOKEN}`];
  const child = spawn(process.execPath, [path.join(paths.scripts, 'start.js'), ...options], {
    cwd: paths.root, env: isolated(folder), stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = endOf(child);
  try {
    const url = await addressOf(child);
    return { url, token: TOKEN, notebooks, end: () => endLab(child, ended, folder) };
  } catch (error) {
    child.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true });
    throw error;
  }
}

/** Nothing of the person's own Jupyter is read or written, and two runs at the same time don't meet. */
function isolated(folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    HOME: folder,
    JUPYTER_CONFIG_DIR: path.join(folder, 'config'),
    JUPYTER_DATA_DIR: path.join(folder, 'data'),
    JUPYTER_RUNTIME_DIR: path.join(folder, 'runtime'),
    JUPYTERLAB_WORKSPACES_DIR: path.join(folder, 'workspaces'),
    IPYTHONDIR: path.join(folder, 'ipython'),
  };
}

/** Reads the line that tells the person where JupyterLab is open. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (why: string) => reject(new Error(`npm start ${why}. It wrote:\n${output}`));
    const limit = setTimeout(() => fail(`told no address in ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
    const read = (text: string) => {
      output += text;
      const url = /JupyterLab is open at (http:\/\/[^/\s]+)/.exec(output)?.[1];
      if (url === undefined) return;
      clearTimeout(limit);
      resolve(url);
    };
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', read);
    child.on('error', reject);
    child.on('exit', () => {
      clearTimeout(limit);
      fail('ended before it told an address');
    });
  });
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.on('exit', resolve);
  });
}

async function endLab(child: ChildProcess, ended: Promise<number | null>, folder: string): Promise<void> {
  const limit = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
  child.kill('SIGTERM');
  const code = await ended;
  clearTimeout(limit);
  const left = await leftIn(folder);
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
  fs.rmSync(folder, { recursive: true, force: true });
  const troubles = left.map(({ pid, command }) => `left process ${pid} behind: ${command}`);
  if (code !== 0) troubles.push(`ended with ${code === null ? 'a signal' : `code ${code}`}`);
  if (troubles.length > 0) throw new Error(`npm start ${troubles.join(', ')}`);
}

/** Those that do not go: what was ended by force is there until the system gives it its turn. */
async function leftIn(folder: string): Promise<{ pid: number; command: string }[]> {
  for (const start = performance.now(); ; ) {
    const left = processesStartedIn(folder);
    if (left.length === 0 || performance.now() - start > LEFT_LIMIT_MS) return left;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Linux: the processes whose environment names the folder, that is the server, its kernels and what they started. Elsewhere none are found. */
function processesStartedIn(folder: string): { pid: number; command: string }[] {
  if (!fs.existsSync('/proc/self/environ')) return [];
  return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      if (!fs.readFileSync(`/proc/${name}/environ`, 'utf8').includes(folder)) return [];
      return [{ pid: Number(name), command: fs.readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
    } catch {
      return []; // it has ended meanwhile, or is not ours to look at
    }
  });
}
