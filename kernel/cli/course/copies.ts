/** Copies of a course: made, brought up to date, and made new; what a person changed is always kept. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { formatNotebook, parseNotebook } from '../run/notebook-json';
import { readNotebook } from '../run/notebook-file';
import type { Notebook } from '../run/notebook';
import { inWords, UserError } from '../user-error';
import { makeFolder, writeWhole } from '../write-whole';
import { courseFiles, KEPT } from './bundled';
import { inForm, type CourseForm } from './solutions';

/** The file in a copy that remembers what was copied. */
const MANIFEST = '.awaitbook-course.json';

const FORMS: readonly CourseForm[] = ['solutions', 'student', 'self-study', 'nbgrader'];

interface Manifest {
  readonly form: CourseForm;
  /** File to the hash of its content as it was copied. */
  readonly files: Readonly<Record<string, string>>;
}

/** What happened to one file of a copy. `kept`: the person's own, with the place where it lies now. `left`: it was changed and stays as it is, although there is a newer one. */
export type CopiedFile =
  | { readonly file: string; readonly was: 'same' | 'written' | 'left' }
  | { readonly file: string; readonly was: 'kept'; readonly place: string };

/** What is done with files that a person changed: they stay where they are, or they make room and are put aside. */
export type ChangedFiles = 'stay' | 'go aside';

/** The hash of what a person writes in a file. Of a notebook this is the cells: outputs and what JupyterLab notes beside them are no change. */
function contentHash(file: string, bytes: Buffer): string {
  return createHash('sha256').update(file.endsWith('.ipynb') ? writtenPart(bytes) : bytes).digest('hex');
}

function writtenPart(bytes: Buffer): string | Buffer {
  try {
    const { cells } = parseNotebook(bytes.toString('utf8')) as Notebook;
    return JSON.stringify(cells.map(({ cell_type: type, source }) => [type, source]));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return bytes; // no notebook: the person's, whatever it is
    throw error;
  }
}

function readManifest(folder: string): Manifest | null {
  const file = path.join(folder, MANIFEST);
  if (!fs.existsSync(file)) return null;
  try {
    const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as Partial<Manifest>;
    if (manifest.form !== undefined && FORMS.includes(manifest.form) && typeof manifest.files === 'object') return manifest as Manifest;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  // Without it all files count as the person's own, so nothing gets lost.
  return null;
}

/** The form of the copy in a folder; null where there is none. */
export function formOfCopy(folder: string): CourseForm | null {
  return readManifest(folder)?.form ?? null;
}

/** A free folder for what is put aside now. */
function keepingFolder(folder: string, now: Date): string {
  const day = now.toISOString().slice(0, 19).replaceAll(':', '.').replace('T', ' ');
  for (let number = 1; ; number++) {
    const place = path.join(folder, KEPT, number === 1 ? day : `${day} (${number})`);
    if (!fs.existsSync(place)) return place;
  }
}

function isWithin(source: string, folder: string): boolean {
  const way = path.relative(fs.realpathSync(source), path.resolve(folder));
  return way !== '' && way.split(path.sep)[0] !== '..' && !path.isAbsolute(way);
}

function contentInForm(source: string, file: string, form: CourseForm): Buffer {
  if (!file.endsWith('.ipynb') || form === 'solutions') return fs.readFileSync(path.join(source, file));
  return Buffer.from(formatNotebook(inForm(readNotebook(path.join(source, file)), form, file)));
}

/**
 * Makes a copy of a course, or brings one up to date. Other files in the folder are left alone.
 *
 * @param source folder with the notebooks @param folder of the copy @param changed what is done with files that the person changed
 * @throws UserError when the folder can't be written, or when it is the course itself or within it
 */
export function makeCopy(source: string, folder: string, form: CourseForm, changed: ChangedFiles, now = new Date()): CopiedFile[] {
  const files = courseFiles(source);
  if (fs.existsSync(folder) && fs.realpathSync(folder) === fs.realpathSync(source)) throw new UserError(`${folder} is the course itself. Name another folder for the copy.`);
  if (isWithin(source, folder)) throw new UserError(`${folder} is within the course, which would then have its notebooks twice. Name another folder for the copy.`);
  try {
    makeFolder(folder);
    const before = readManifest(folder);
    const aside = keepingFolder(folder, now);
    const hashes: Record<string, string> = { ...before?.files };
    const copied = files.map((file): CopiedFile => {
      const target = path.join(folder, file);
      const content = contentInForm(source, file, form);
      const hash = contentHash(file, content);
      const there = fs.existsSync(target) ? fs.readFileSync(target) : null;
      const thereHash = there === null ? null : contentHash(file, there);
      const isOwn = thereHash !== null && thereHash !== hash && thereHash !== before?.files[file];
      if (isOwn && changed === 'stay') return { file, was: before?.files[file] === hash ? 'same' : 'left' };
      hashes[file] = hash;
      if (there?.equals(content) === true) return { file, was: 'same' };
      // With outputs, but nothing else: a start leaves them to the person, a reset takes them away.
      if (thereHash === hash && changed === 'stay') return { file, was: 'same' };
      const place = path.join(aside, file);
      if (isOwn) {
        makeFolder(path.dirname(place));
        fs.renameSync(target, place);
      }
      makeFolder(path.dirname(target));
      writeWhole(target, content);
      return isOwn ? { file, was: 'kept', place } : { file, was: 'written' };
    });
    writeWhole(path.join(folder, MANIFEST), `${JSON.stringify({ form, files: hashes } satisfies Manifest, null, 1)}\n`);
    return copied;
  } catch (error) {
    throw inWords(error, 'Name another folder for the copy.');
  }
}
