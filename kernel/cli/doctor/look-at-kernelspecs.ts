/** The kernelspecs that Jupyter lists, and whether what they start still exists. */
import fs from 'node:fs';
import path from 'node:path';
import { readCommandLineEnvironment } from '../../environment';
import { userDataFolder } from '../data-folder';
import type { Jupyter } from '../find-jupyter';
import { KERNEL_NAME, kernelspecFolder } from '../kernelspec';
import type { Finding } from './finding';

/** One finding a kernelspec; of several of one name Jupyter takes the first. */
export function lookAtKernelspecs(jupyter: Jupyter | null): Finding[] {
  const env = readCommandLineEnvironment(process.env);
  const folders = jupyter?.dataFolders ?? [userDataFolder(env)];
  const specs = folders.flatMap((folder) => {
    const kernels = path.join(folder, 'kernels');
    const names = fs.existsSync(kernels) ? fs.readdirSync(kernels).sort() : [];
    return names.map((name) => path.join(kernels, name)).filter((spec) => fs.existsSync(path.join(spec, 'kernel.json')));
  });
  const seen = new Set<string>();
  const findings = specs.map((spec) => {
    const name = path.basename(spec);
    const isHidden = seen.has(name);
    seen.add(name);
    return isHidden ? hidden(name, spec) : looked(name, spec, env.searchPath);
  });
  return seen.has(KERNEL_NAME) ? findings : [...findings, notInstalled(jupyter)];
}

function looked(name: string, spec: string, searchPath: readonly string[]): Finding {
  const subject = `kernelspec ${name}`;
  const argv = argvOf(path.join(spec, 'kernel.json'));
  const isOurs = name === KERNEL_NAME;
  const health = isOurs ? 'bad' : 'note';
  const advice = isOurs ? 'Write it anew: awaitbook install (the same place as before: --user, --sys-prefix or --prefix).' : 'Install that kernel again, or remove the folder.';
  if (argv === null) return { health, subject, words: `${spec}: its kernel.json can't be read`, advice };
  const missing = missingIn(argv, searchPath);
  return missing === null ? { health: 'good', subject, words: spec } : { health, subject, words: `${spec} starts ${missing}, which does not exist`, advice };
}

function hidden(name: string, spec: string): Finding {
  return { health: 'note', subject: `kernelspec ${name}`, words: `${spec} is never taken: another of the same name comes first`, advice: 'Remove the one that is not wanted.' };
}

function notInstalled(jupyter: Jupyter | null): Finding {
  const words = jupyter === null ? `none in ${kernelspecFolder(userDataFolder(readCommandLineEnvironment(process.env)))}` : `${jupyter.command} has none`;
  return { health: 'note', subject: `kernelspec ${KERNEL_NAME}`, words, advice: 'To see the kernel in every JupyterLab: awaitbook install. For once, without installing: awaitbook lab.' };
}

/** The first of the program and the absolute paths among its arguments that does not exist; null when all do. */
function missingIn([program, ...args]: readonly string[], searchPath: readonly string[]): string | null {
  if (program === undefined) return 'nothing';
  if (/^python(?:\d(?:\.\d+)?)?$/.test(program)) return null; // jupyter_client puts its own Python there
  const programs = path.isAbsolute(program) ? [program] : searchPath.map((folder) => path.join(folder, program));
  if (!programs.some((file) => fs.existsSync(file))) return program;
  return args.find((arg) => path.isAbsolute(arg) && !fs.existsSync(arg)) ?? null;
}

function argvOf(file: string): readonly string[] | null {
  try {
    const { argv } = JSON.parse(fs.readFileSync(file, 'utf8')) as { argv?: unknown };
    return Array.isArray(argv) && argv.every((arg) => typeof arg === 'string') ? argv : null;
  } catch {
    return null; // told as such
  }
}
