/** The course that comes with the package. */
import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../user-error';

/** The package's folder, beside `dist`. */
const PACKAGE = path.resolve(__dirname, '..', '..', '..');

/** Where the notebooks of the package lie. */
export const BUNDLED_NOTEBOOKS = path.join(PACKAGE, 'notebooks');

/** The copy of them that `npm start` opens; git ignores it. */
export const WORKING_COPY = path.join(PACKAGE, 'my-course');

/** Folder in a copy for what a person changed and `reset` put aside. */
export const KEPT = 'kept';

/** What never belongs to a course: Jupyter's own, installed packages, hidden files, what was put aside. */
function isPart(name: string): boolean {
  return !name.startsWith('.') && name !== 'node_modules' && name !== '__pycache__' && name !== KEPT;
}

/** The files of a course below its folder, as relative paths, sorted. @throws UserError where there is no such folder. */
export function courseFiles(folder: string): string[] {
  if (!fs.existsSync(folder)) throw new UserError(`There is no folder ${folder} with the notebooks of a course.`);
  const below = (relative: string): string[] =>
    fs.readdirSync(path.join(folder, relative), { withFileTypes: true }).flatMap((entry) => {
      if (!isPart(entry.name)) return [];
      const name = path.join(relative, entry.name);
      return entry.isDirectory() ? below(name) : [name];
    });
  return below('').sort();
}

/** The notebooks of a course, sorted by their names, with the folder. @throws UserError where there is none. */
export function courseNotebooks(folder: string): string[] {
  const notebooks = courseFiles(folder).filter((name) => name.endsWith('.ipynb')).map((name) => path.join(folder, name));
  if (notebooks.length === 0) throw new UserError(`There are no notebooks in ${folder}.`);
  return notebooks;
}
