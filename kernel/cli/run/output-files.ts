/** Where each notebook of a run is written to. */
import fs from 'node:fs';
import path from 'node:path';
import { inWords, UsageError, UserError } from '../user-error';

const wishFor = (command: string): string => `Write to another place: awaitbook ${command} --output FILE.`;

/**
 * The files for the notebooks, in their order: the notebooks themselves without `output`; a file for one notebook; a folder for
 * several, or where there is one already or the name ends in a slash. The folder is made. Throws UserError or UsageError.
 *
 * @param command for errors
 */
export function outputFiles(notebooks: readonly string[], output: string | undefined, command = 'run'): string[] {
  const files = output === undefined ? [...notebooks] : named(notebooks, output);
  const places = files.map((file) => (fs.existsSync(file) ? fs.realpathSync(file) : path.resolve(file)));
  const twice = places.findIndex((place, index) => places.indexOf(place) !== index);
  if (twice >= 0) throw new UsageError(`Two notebooks would be written to ${files[twice]}. Run them one after the other, each with its own --output.`);
  for (const file of files) {
    makeFolder(path.dirname(path.resolve(file)), wishFor(command));
    refuseReadOnly(file, wishFor(command));
  }
  return files;
}

function named(notebooks: readonly string[], output: string): string[] {
  const isFolder = fs.statSync(output, { throwIfNoEntry: false })?.isDirectory() === true || /[\\/]$/.test(output);
  if (isFolder) return notebooks.map((notebook) => path.join(output, path.basename(notebook)));
  if (notebooks.length === 1) return [output];
  if (fs.existsSync(output)) throw new UsageError(`${output} is a file: for several notebooks --output names a folder.`);
  return notebooks.map((notebook) => path.join(output, path.basename(notebook)));
}

/** A notebook is written beside and put in its place, which would take no heed of the file's own permission. */
function refuseReadOnly(file: string, wish: string): void {
  const mode = fs.statSync(file, { throwIfNoEntry: false })?.mode ?? 0o200;
  if ((mode & 0o222) === 0) throw new UserError(`${file} is read-only.\n${wish}`);
}

/** Now, and not after an hour of running cells. */
function makeFolder(folder: string, wish: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (error) {
    throw inWords(error, wish);
  }
}
