/** Which build of the kernel the tests run. */
import path from 'node:path';

/** The checkout. */
export const PROJECT_FOLDER = path.resolve(__dirname, '..', '..', '..');

/**
 * The folder of the compiled kernel: `dist`, or what `AWAITBOOK_TEST_KERNEL` names (relative to the checkout), so that a build can be
 * tested while another one is being made in `dist`.
 */
export const KERNEL_FOLDER = path.resolve(PROJECT_FOLDER, process.env['AWAITBOOK_TEST_KERNEL'] ?? 'dist');

/** What Jupyter starts with the connection file as its argument. */
export const KERNEL_ENTRY = path.join(KERNEL_FOLDER, 'kernel-process.js');

const VENV_BIN = path.join(PROJECT_FOLDER, '.venv', process.platform === 'win32' ? 'Scripts' : 'bin');

/** A program of `.venv`, for example `python`. */
export function venvProgram(name: string): string {
  return path.join(VENV_BIN, process.platform === 'win32' ? `${name}.exe` : name);
}
