/** Which build of the kernel the tests run. */
import path from 'node:path';
import { TEST_KERNEL } from './test-variables';

/** The checkout. */
export const PROJECT_FOLDER = path.resolve(__dirname, '..', '..', '..');

/** The folder of the compiled kernel. */
export const KERNEL_FOLDER = path.resolve(PROJECT_FOLDER, TEST_KERNEL);

/** The installer of the kernelspec, as it was built. */
export const KERNELSPEC_MODULE = require(path.join(KERNEL_FOLDER, 'cli', 'kernelspec.js')) as typeof import('../../../kernel/cli/kernelspec');

/** What Jupyter starts a kernel with, after the kernelspec: the program and its arguments, the connection file last. */
export function kernelCommand(connectionFile: string, nodePath = process.execPath): string[] {
  return KERNELSPEC_MODULE.kernelspec(nodePath).argv.map((argument) => (argument === '{connection_file}' ? connectionFile : argument));
}

const VENV_BIN = path.join(PROJECT_FOLDER, '.venv', process.platform === 'win32' ? 'Scripts' : 'bin');

/** A program of `.venv`, for example `python`. */
export function venvProgram(name: string): string {
  return path.join(VENV_BIN, process.platform === 'win32' ? `${name}.exe` : name);
}
