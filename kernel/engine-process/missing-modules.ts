/** Says in words which module is missing, who asked for it, and what to do about it. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { npmSpecifier } from '../language/npm-specifier';
import { packageName } from './absent-packages';
import { installAdvice } from './foreign-specifiers';
import { isLocalFile } from './local-modules/module-graph';
import { EXTENSIONS, findWritten } from './local-modules/written-file';

/** Codes of Node's errors about a module that is not there: of `import`, of `require`, and of a folder that is imported. */
const MISSING = new Set<unknown>(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT']);

/** Of the extensions, those that a person is told. */
const TOLD_EXTENSIONS = `${EXTENSIONS.slice(0, 4).join(', ')} or .js`;

/** An import that led nowhere. */
export interface FailedImport {
  /** As it was written. */
  readonly specifier: string;
  /** The file that imports; null for a cell. */
  readonly importer: string | null;
  readonly notebookFolder: string;
}

/** Puts words into Node's error where a cell, or a file of the person's own, asked for what is not there. All else stays as it is: packages look for others, too. */
export function explainMissing(error: unknown, failed: FailedImport): void {
  if (!(error instanceof Error) || !MISSING.has(Reflect.get(error, 'code'))) return;
  if (failed.importer !== null && !isLocalFile(failed.importer)) return;
  error.message = /^(?:\.{0,2}\/|[A-Za-z]:[\\/]|file:|\.{1,2}$)/.test(failed.specifier) ? missingFile(failed) : missingPackage(failed);
}

function shown(file: string, { notebookFolder }: FailedImport): string {
  const relative = path.relative(notebookFolder, file);
  return path.isAbsolute(relative) ? file : relative;
}

function missingFile(failed: FailedImport): string {
  const { specifier, importer, notebookFolder } = failed;
  const isRelative = specifier.startsWith('.');
  const folder = importer === null ? notebookFolder : path.dirname(importer);
  const isFolder = isRelative && existsSync(path.resolve(folder, specifier));
  const who = importer === null ? '' : `, which ${shown(importer, failed)} imports`;
  if (isFolder) return `'${specifier}'${who}${who === '' ? '' : ','} is a folder without an index (index.ts, for example): name the file in it.`;
  const where = !isRelative ? '' : importer === null ? ' in the notebook\'s folder' : ' beside it';
  return `There is no file '${specifier}'${who} (nor one with ${TOLD_EXTENSIONS} added, nor a folder with an index)${where}.`;
}

function missingPackage(failed: FailedImport): string {
  const { specifier: written, importer, notebookFolder } = failed;
  const npm = npmSpecifier(written);
  const name = packageName(npm?.installed ?? written);
  if (name === undefined) return `'${written}' can't be imported: it is neither the name of a package nor a path, which begins with './'.`;
  const folder = importer === null ? notebookFolder : path.dirname(importer);
  const meant = path.resolve(folder, written);
  if (npm === null && (path.extname(written) !== '' || !written.includes('/')) && (existsSync(meant) || findWritten(meant) !== null)) {
    return `There is no package '${written}', but there is a file of that name: import it as './${written}'.`;
  }
  const who = importer === null ? '' : `, which ${shown(importer, failed)} imports,`;
  return `The package '${name}'${who} is not installed where ${importer === null ? 'this notebook' : 'that file'} can see it. ${installAdvice(npm?.installAs ?? name)}`;
}
