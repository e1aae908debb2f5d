/** The extension for JupyterLab (kernel/assets/lab-extension): it lies beside the kernelspec, where JupyterLab finds it by itself. */
import fs from 'node:fs';
import path from 'node:path';
import { makeFolder } from './write-whole';

const NAME = 'awaitbook-lab-extension';
const SOURCE = path.join(__dirname, '..', 'assets', 'lab-extension');
const FILES = ['package.json', path.join('static', 'follow-runs.js')];

/** Where the extension lies below a Jupyter data folder such as `<prefix>/share/jupyter`. */
export function labExtensionFolder(dataFolder: string): string {
  return path.join(dataFolder, 'labextensions', NAME);
}

/** Writes the extension below a Jupyter data folder. Throws the system's error when a file can't be written. */
export function installLabExtension(dataFolder: string): void {
  for (const file of FILES) {
    const target = path.join(labExtensionFolder(dataFolder), file);
    const content = fs.readFileSync(path.join(SOURCE, file));
    if (fs.existsSync(target) && fs.readFileSync(target).equals(content)) continue;
    makeFolder(path.dirname(target));
    fs.writeFileSync(target, content);
  }
}

/** Removes the extension; nothing happens when there is none. */
export function removeLabExtension(dataFolder: string): void {
  fs.rmSync(labExtensionFolder(dataFolder), { recursive: true, force: true });
}
