/** What `npm pack` makes is a working kernel. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryFolder } from '../unit/support/set-up-folder';

const root = path.resolve(__dirname, '..', '..');

/** Packs the checkout as it is built and unpacks that into a folder, with this checkout's packages beside it as an installation would have them. */
function unpackedPackage(folder: string): string {
  execFileSync('npm', ['pack', '--ignore-scripts', `--pack-destination=${folder}`, `--cache=${path.join(folder, 'cache')}`], { cwd: root, stdio: 'pipe' });
  const archive = fs.readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
  execFileSync('tar', ['-xzf', path.join(folder, archive), '-C', folder]);
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  return path.join(folder, 'package');
}

/** A cell that uses what is loaded later: the library, a magic, kinds of values, the stand-in for Deno. Prints the files that are loaded. */
const USES_MUCH = `import { table } from 'awaitbook';
import { sleep } from 'awaitbook/course';
for (const value of [table([{ a: 1 }]), new Uint8Array(8), Deno.jupyter.md\`x\`]) display(value);
await sleep(1);
%env AWAITBOOK_PACKAGE_TEST=1
console.log('loaded: ' + JSON.stringify(Object.keys(require.cache)));`;

/** Whether a file was made by `scripts/build/bundles.ts`, and not by the compiler. */
function isBundle(file: string): boolean {
  return /^\/\/ (?:kernel\/|\\0rolldown)/m.test(fs.readFileSync(file, 'utf8'));
}

test('the packed kernel can be installed and runs cells', () => {
  using folder = temporaryFolder();
  const packed = unpackedPackage(folder.path);
  const bin = path.join(packed, 'dist', 'cli', 'awaitbook.js');
  expect(execFileSync(process.execPath, [bin, '--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
  execFileSync(process.execPath, [bin, 'install', '--prefix', folder.path]);
  const data = path.join(folder.path, 'share', 'jupyter');
  const kernelspec = JSON.parse(fs.readFileSync(path.join(data, 'kernels', 'awaitbook', 'kernel.json'), 'utf8')) as { argv: string[] };
  expect(kernelspec.argv).toContain(path.join(packed, 'dist', 'kernel-process.js'));
  const notebook = path.join(folder.path, 'one.ipynb');
  fs.writeFileSync(notebook, JSON.stringify({
    nbformat: 4, nbformat_minor: 5,
    metadata: { kernelspec: { name: 'awaitbook', display_name: 'TypeScript (Awaitbook)', language: 'typescript' } },
    cells: [
      { cell_type: 'code', id: 'one', metadata: {}, execution_count: null, outputs: [], source: 'const half: number = await Promise.resolve(21); half * 2' },
      { cell_type: 'code', id: 'two', metadata: {}, execution_count: null, outputs: [], source: USES_MUCH },
    ],
  }));
  const python = path.join(root, '.venv', process.platform === 'win32' ? 'Scripts' : 'bin', 'python');
  const args = ['-m', 'nbconvert', '--to', 'notebook', '--execute', '--stdout', notebook];
  const executed = execFileSync(python, args, { cwd: folder.path, encoding: 'utf8', stdio: 'pipe', env: { ...process.env, JUPYTER_PATH: data, AWAITBOOK_CHECK: 'off' } });
  const [one, two] = (JSON.parse(executed) as { cells: { outputs: { text?: string[] }[] }[] }).cells;
  expect(one?.outputs).toEqual([expect.objectContaining({ output_type: 'execute_result', data: { 'text/plain': [expect.stringContaining('42')] } })]);
  // A module that came from its compiled file as well would be there twice, with two states.
  const printed = two?.outputs.flatMap(({ text = [] }) => text).join('') ?? '';
  const loaded = (JSON.parse(/^loaded: (.*)$/m.exec(printed)?.[1] ?? '[]') as string[]).filter((file) => file.startsWith(packed));
  expect(loaded.length).toBeGreaterThan(5);
  expect(loaded.filter((file) => !isBundle(file))).toEqual([]);
});

test('the package holds what runs and what is read, and nothing else', () => {
  using folder = temporaryFolder();
  const packed = unpackedPackage(folder.path);
  expect(fs.readdirSync(packed).sort()).toEqual(expect.arrayContaining(['dist', 'notebooks', 'package.json']));
  const files = fs.readdirSync(packed, { recursive: true, encoding: 'utf8' });
  expect(files).toEqual(expect.arrayContaining(['dist/cli/awaitbook.js', 'dist/kernel-process.js', 'dist/assets/logo-svg.svg', 'dist/library/awaitbook.d.ts']));
  expect(files.filter((file) => /stamp|\.tsbuildinfo$|\.test\.|^(?:scripts|test|kernel)\b/.test(file))).toEqual([]);
});

test('packages are installed without scripts and from whatever registry the machine has', () => {
  const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  expect(Object.keys(scripts).filter((name) => /^(?:pre|post)?(?:install|prepare|publish)/.test(name))).toEqual([]);
  expect(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved"|https?:\/\/[^"]*\.tgz/);
});
