/** Finds the local module that an import failed in: Node keeps its failure for ever, and tells no file of JavaScript that does not parse. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { framesOf } from '../stack-frames';
import { firstFault } from './lower-module';
import { forgetFailedModule, takenFiles } from './module-graph';

const NOTEBOOK_FOLDER = process.cwd();
const JAVASCRIPT = new Set(['.js', '.mjs', '.cjs', '.jsx']);

/** Lets the next import take the failed module anew, edited or not, as a cell that failed can be run anew; adds its file to the error where no line of the stack tells it. */
export function tellFailedModule(error: unknown): void {
  if (typeof error !== 'object' || error === null) return;
  // A module's own code has no function's name.
  const files = framesOf(error).flatMap(({ cell, functionName, place }) => (cell === null && functionName === '' ? [path.resolve(NOTEBOOK_FOLDER, place)] : []));
  for (const file of new Set(files)) forgetFailedModule(file);
  if (error instanceof SyntaxError && files.length === 0) tellUnparsable(error);
}

function tellUnparsable(error: SyntaxError): void {
  const files = takenFiles();
  // One of a text that this kernel read (TypeScript, JSON) tells its file.
  if (files.some((file) => error.message.includes(file))) return;
  for (const file of files) {
    if (!JAVASCRIPT.has(path.extname(file))) continue;
    const fault = firstFault(file, readFileSync(file, 'utf8'));
    if (fault === null) continue;
    error.message += ` (${file}, line ${fault.line}, column ${fault.column})`;
    return forgetFailedModule(file);
  }
}
