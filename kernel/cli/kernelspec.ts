/** The kernelspec: what Jupyter reads to list the kernel and to start it (Jupyter Client documentation, "Kernel specs"). */
import fs from 'node:fs';
import path from 'node:path';
import { frontFlags } from '../node-version';
import { makeFolder, writeWhole } from './write-whole';

/** Name of the kernelspec's folder, which is the kernel's name to Jupyter. */
export const KERNEL_NAME = 'awaitbook';

/** Content of `kernel.json`. */
export interface Kernelspec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  /** `message`: an interrupt comes as interrupt_request on control, not as a signal. */
  readonly interrupt_mode: 'message';
  readonly kernel_protocol_version: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The compiled package's folder (`dist`), which holds the kernel's entry and its logos. */
const DIST = path.resolve(__dirname, '..');
const ASSETS = path.join(DIST, 'assets');

/** The spec with absolute paths. `node`: the Node that runs the kernel. The entry is a file of its own, because the argument parser costs start-up time. */
export function kernelspec(node: string): Kernelspec {
  return {
    argv: [node, ...frontFlags(), path.join(DIST, 'kernel-process.js'), '{connection_file}'],
    display_name: 'TypeScript (Awaitbook)',
    language: 'typescript',
    interrupt_mode: 'message',
    kernel_protocol_version: '5.5',
    metadata: { debugger: false },
  };
}

/** Where the kernelspec lies below a Jupyter data folder such as `<prefix>/share/jupyter`. */
export function kernelspecFolder(dataFolder: string): string {
  return path.join(dataFolder, 'kernels', KERNEL_NAME);
}

/**
 * Writes the kernelspec and the logos below a Jupyter data folder; what is there already is left untouched.
 * Returns the kernelspec's folder. Throws the system's error when a file can't be written.
 */
export function installKernelspec(dataFolder: string, { node = process.execPath }: { node?: string } = {}): string {
  const folder = kernelspecFolder(dataFolder);
  makeFolder(folder);
  for (const logo of fs.readdirSync(ASSETS).filter((name) => name.startsWith('logo-'))) {
    writeWhole(path.join(folder, logo), fs.readFileSync(path.join(ASSETS, logo)));
  }
  writeWhole(path.join(folder, 'kernel.json'), `${JSON.stringify(kernelspec(node), null, 2)}\n`);
  return folder;
}

/** Removes the kernelspec; false when there was none. */
export function removeKernelspec(dataFolder: string): boolean {
  const folder = kernelspecFolder(dataFolder);
  if (!fs.existsSync(folder)) return false;
  fs.rmSync(folder, { recursive: true });
  return true;
}
