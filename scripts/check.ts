/** Type checks everything: the kernel, the scripts (JavaScript too) and the tests. Run it with "npm run check". */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathsOf } from './set-up/paths';

/** Folders with a tsconfig.json. */
const PARTS = ['.', 'scripts', 'scripts/browser', 'test'];

/** Checks all parts; `output` is the compiler's. */
export function typeCheck(): { ok: boolean; output: string } {
  const paths = pathsOf();
  const compiler = path.join(paths.nodeModules, '@typescript', 'native', 'bin', 'tsc');
  const runs = PARTS.map((part) => spawnSync(process.execPath, [compiler, '--noEmit', '--project', part], { cwd: paths.root, encoding: 'utf8' }));
  return { ok: runs.every((run) => run.status === 0), output: runs.map((run) => run.stdout + run.stderr).join('') };
}

if (require.main === module) {
  const { ok, output } = typeCheck();
  process.stdout.write(output);
  process.exitCode = ok ? 0 : 1;
}
