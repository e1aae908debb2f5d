/** Compiles kernel/ into dist/ as CommonJS with the native TypeScript compiler, and copies the assets. Run it with "npm run build". */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { buildIsReady, filesUnder, removeBuildStamp, sourcesHash, writeBuildStamp } from './set-up/build-stamp';
import { pathsOf } from './set-up/paths';

const paths = pathsOf();
if (!buildIsReady(paths)) build();

function build(): void {
  const hash = sourcesHash(paths);
  removeBuildStamp(paths);
  const compiler = path.join(paths.nodeModules, '@typescript', 'native', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '--project', paths.root], { cwd: paths.root, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
  fs.cpSync(path.join(paths.root, 'kernel', 'assets'), path.join(paths.dist, 'assets'), { recursive: true });
  removeLeftovers();
  writeBuildStamp(paths, hash);
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
