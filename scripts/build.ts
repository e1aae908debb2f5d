/**
 * Compiles kernel/ into dist/ as CommonJS with the native TypeScript compiler, copies the assets, joins the declarations
 * that the type checker reads, and what each process of the kernel loads.
 * Run it with "npm run build".
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { writeBundles } from './build/bundles';
import { standardTypeFolders, writeStandardTypes } from './build/standard-types';
import { buildIsReady, filesUnder, removeBuildStamp, sourcesHash, writeBuildStamp } from './set-up/build-stamp';
import { pathsOf } from './set-up/paths';
import { runMain } from './set-up/run-main';

const paths = pathsOf();
if (!buildIsReady(paths)) void runMain(build);

/** Resolves to the exit code. */
async function build(): Promise<number> {
  const hash = sourcesHash(paths);
  removeBuildStamp(paths);
  const compiler = path.join(paths.nodeModules, '@typescript', 'native', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '--project', paths.root], { cwd: paths.root, stdio: 'inherit' });
  if (status !== 0) return 1;
  fs.cpSync(path.join(paths.root, 'kernel', 'assets'), path.join(paths.dist, 'assets'), { recursive: true });
  removeLeftovers();
  writeStandardTypes(standardTypeFolders(paths.root, path.join(paths.dist, 'assets', 'standard-types')));
  await writeBundles({ sources: path.join(paths.root, 'kernel'), compiled: paths.dist, packageFile: path.join(paths.root, 'package.json') });
  writeBuildStamp(paths, hash);
  return 0;
}

/** Removes what an earlier build made from sources that are gone: a stale module would still be found by `require`. */
function removeLeftovers(): void {
  const sources = new Set(filesUnder(paths.root, 'kernel').map((file) => withoutEnding(path.relative('kernel', file))));
  for (const file of filesUnder(paths.root, 'dist')) {
    if (!sources.has(withoutEnding(path.relative('dist', file)))) fs.rmSync(path.join(paths.root, file));
  }
}

/** `cli/awaitbook.d.ts`, `cli/awaitbook.js` and `cli/awaitbook.ts` become `cli/awaitbook`. */
function withoutEnding(file: string): string {
  return file.replace(/(?:\.d)?\.[^.]+$/, '');
}
