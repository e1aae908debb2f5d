/** Jupyter's nbconvert: finds it, runs it on a notebook in a folder of its own, and tells its troubles in words. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { KERNEL_FOLDER } from '../../kernel-folder';
import { findJupyter } from '../find-jupyter';
import { formatNotebook } from '../run/notebook-json';
import type { Notebook } from '../run/notebook';
import { jupyterFolders } from '../run-jupyter';
import { UserError } from '../user-error';

/** The templates are asked for by these names. */
export type Template = 'awaitbook' | 'awaitbook-slides' | 'awaitbook-markdown';

/** Where the templates lie, in folders of their names. */
const TEMPLATES = path.join(KERNEL_FOLDER, 'assets', 'export-template');

/** What nbconvert is to make. */
export interface Conversion {
  readonly to: 'html' | 'slides' | 'markdown';
  readonly template: Template;
  /** Further options. */
  readonly options: readonly string[];
}

/** Which program does it. Found once a command: Jupyter takes a third of a second to answer. */
export interface Nbconvert {
  readonly command: string;
}

/** @throws UserError where there is no Jupyter, or one without nbconvert */
export function findNbconvert(): Nbconvert {
  const jupyter = findJupyter(jupyterFolders());
  if (jupyter === null) throw new UserError('No Jupyter was found: there is no jupyter on the PATH. Pages are made by its nbconvert.\nInstall it (pip install nbconvert), or activate the Python environment that has it.');
  return { command: jupyter.command };
}

/** The text that nbconvert makes of a notebook. @throws UserError with nbconvert's last lines when it fails */
export async function convert({ command }: Nbconvert, notebook: Notebook, { to, template, options }: Conversion, signal: AbortSignal): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'awaitbook-export-'));
  try {
    const source = path.join(folder, 'notebook.ipynb');
    fs.writeFileSync(source, formatNotebook(notebook));
    await runNbconvert(command, ['--to', to, '--template', template, `--TemplateExporter.extra_template_basedirs=${TEMPLATES}`, '--output-dir', folder, '--output', 'result', ...options, source], signal, withoutConfiguration(folder));
    const result = fs.readdirSync(folder).find((name) => name.startsWith('result.'));
    if (result === undefined) throw new UserError('nbconvert ended well, but wrote nothing.');
    return fs.readFileSync(path.join(folder, result), 'utf8');
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs `jupyter nbconvert` to its end.
 *
 * @param variables beside those of this process
 * @throws UserError with its last lines when it fails, or when `signal` ended it
 */
export function runNbconvert(command: string, args: readonly string[], signal: AbortSignal, variables: NodeJS.ProcessEnv = {}): Promise<void> {
  const child = spawn(command, ['nbconvert', '--log-level', 'WARN', ...args], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...variables }, signal, killSignal: 'SIGTERM' });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  return new Promise((resolve, reject) => {
    child.on('error', (error) => (error.name === 'AbortError' ? reject(new UserError('Interrupted: nothing was written.')) : reject(error)));
    child.on('close', (code) => (code === 0 ? resolve() : reject(new UserError(failureWords(code, words)))));
  });
}

/** A person's own configuration could name other templates and preprocessors: it is not read. (With JUPYTER_NO_CONFIG Jupyter leaves a folder behind.) */
function withoutConfiguration(emptyFolder: string): NodeJS.ProcessEnv {
  return { JUPYTER_CONFIG_DIR: emptyFolder };
}

function failureWords(code: number | null, words: string): string {
  if (/No module named|jupyter-nbconvert. not found|Jupyter command .* not found/.test(words)) return `The Jupyter that was found has no nbconvert. Install it (pip install nbconvert) beside it.\n${lastLines(words)}`;
  const [, kernel] = /NoSuchKernel: No such kernel named (\S+)/.exec(words) ?? [];
  if (kernel !== undefined) return `This Jupyter has no kernel "${kernel}", for which the notebook is. Install that, or show the outputs that the notebook has: --no-execute.`;
  return `nbconvert ended with ${code === null ? 'a signal' : code}:\n${lastLines(words)}`;
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-8).map((line) => `    ${line}`).join('\n');
}
