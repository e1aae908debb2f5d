/** Runs the nbconvert of the project's `.venv`, as a reader of README would. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder, readNotebook } from './notebook-file';
import type { Notebook } from './notebook-file';

/** The folder of the executables in `.venv`. */
const binFolder = join(projectFolder, '.venv', process.platform === 'win32' ? 'Scripts' : 'bin');

/** How a program ended and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How an execution ended: the executed notebook, or null where nbconvert stopped at an error, which `stderr` then shows. */
export interface Execution {
  readonly notebook: Notebook | null;
  readonly stderr: string;
}

/** Runs a program of `.venv` with text on its stdin. Rejects when it can't be started. */
export function runInVenv(program: string, args: readonly string[], input = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(binFolder, program), args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text; });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(input);
  });
}

/**
 * Executes a copy of the notebook in a fresh kernel, in an empty folder that is removed afterwards.
 * `allowErrors`: go on after a cell that failed.
 */
export async function execute(notebook: Notebook, { allowErrors = false } = {}): Promise<Execution> {
  return inEmptyFolder(notebook, async (folder) => {
    const { code, stderr } = await convert(folder, 'notebook', 'executed.ipynb', allowErrors ? ['--allow-errors'] : []);
    return { notebook: code === 0 ? readNotebook(join(folder, 'executed.ipynb')) : null, stderr };
  });
}

/** Executes a copy of the notebook in a fresh kernel and gives the page. Throws with nbconvert's words when it fails. */
export async function executeToHtml(notebook: Notebook): Promise<string> {
  return inEmptyFolder(notebook, async (folder) => {
    const { code, stderr } = await convert(folder, 'html', 'page.html');
    if (code !== 0) throw new Error(`nbconvert ended with ${code}:\n${stderr}`);
    return readFileSync(join(folder, 'page.html'), 'utf8');
  });
}

function convert(folder: string, format: 'notebook' | 'html', output: string, options: readonly string[] = []): Promise<Ended> {
  return runInVenv('jupyter', ['nbconvert', '--to', format, '--execute', ...options, '--output', output, join(folder, 'notebook.ipynb')]);
}

async function inEmptyFolder<T>(notebook: Notebook, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'awaitbook-notebook-'));
  try {
    writeFileSync(join(folder, 'notebook.ipynb'), JSON.stringify(notebook));
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
