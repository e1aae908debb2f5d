/** Where each notebook of a run is written to. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { inWords, UsageError, UserError } from '../user-error';
import { makeFolder } from '../write-whole';

const wishFor = (command: string): string => `Write to another place: awaitbook ${command}.`;

/**
 * The files for the notebooks, in their order: the notebooks themselves without `output`; a file for one notebook; a folder for
 * several, or where there is one already or the name ends in a slash. The folder is made. Throws UsageError.
 *
 * @param command how another place is named, for errors
 */
export function outputFiles(notebooks: readonly string[], output: string | undefined, command = 'run --output FILE'): string[] {
  const files = output === undefined ? [...notebooks] : named(notebooks, output);
  const places = files.map((file) => (fs.existsSync(file) ? fs.realpathSync(file) : path.resolve(file)));
  const twice = places.findIndex((place, index) => places.indexOf(place) !== index);
  if (twice >= 0) throw new UsageError(`Two notebooks would be written to ${files[twice]}. Run them one after the other, each with its own --output.`);
  for (const file of files) {
    makePlace(path.dirname(path.resolve(file)), wishFor(command));
    refuseReadOnly(file, wishFor(command));
  }
  return files;
}

function named(notebooks: readonly string[], output: string): string[] {
  if (output === '' || output === '-') throw new UsageError(`--output takes the name of a file or a folder, not "${output}".`);
  const isFolder = fs.statSync(output, { throwIfNoEntry: false })?.isDirectory() === true || /[\\/]$/.test(output);
  if (isFolder) return notebooks.map((notebook) => path.join(output, path.basename(notebook)));
  if (notebooks.length === 1) return [output];
  if (fs.existsSync(output)) throw new UsageError(`${output} is a file: for several notebooks --output names a folder.`);
  return notebooks.map((notebook) => path.join(output, path.basename(notebook)));
}

/** A notebook is written beside and put in its place, which would take no heed of the file's own permission. */
function refuseReadOnly(file: string, wish: string): void {
  const mode = fs.statSync(file, { throwIfNoEntry: false })?.mode ?? 0o200;
  if ((mode & 0o222) === 0) throw new UsageError(`${file} is read-only.\n${wish}`);
}

/** Now, and not after an hour of running cells. Whether a file can be made is tried, since root is told that it may write anywhere. */
function makePlace(folder: string, wish: string): void {
  try {
    makeFolder(folder);
    const tried = path.join(folder, `.awaitbook-${randomUUID()}.new`);
    fs.writeFileSync(tried, '');
    fs.rmSync(tried);
  } catch (error) {
    const told = inWords(error, wish);
    throw told instanceof UserError ? new UsageError(told.message, { cause: error }) : told;
  }
}
