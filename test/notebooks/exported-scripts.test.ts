/** Scripts that `awaitbook export --to script` makes, run by plain Node beside an installed package. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { XrayReport } from '../../kernel/xray/report';
import { KERNEL_FOLDER } from '../protocol/support/kernel-folder';
import { CommandFolder } from './awaitbook-run';
import { notebooksFolder, projectFolder } from './notebook-file';

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** Runs a script of the folder, in which the package is installed. */
function runScript(folder: CommandFolder, script: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const ours = join(folder.path, 'node_modules', 'awaitbook');
  mkdirSync(ours, { recursive: true });
  cpSync(join(projectFolder, 'package.json'), join(ours, 'package.json'));
  symlinkSync(KERNEL_FOLDER, join(ours, 'dist'));
  return spawnSync(process.execPath, ['--no-warnings', script], { cwd: folder.path, encoding: 'utf8' });
}

test('a script runs under plain Node, with names that were declared anew', async () => {
  using folder = new CommandFolder();
  folder.write('lesson.ipynb', [
    "import { check, sleep } from 'awaitbook/course';\nlet count: number = 1;\nconst show = () => console.log(`count is ${count}`);\nshow();",
    "import { check, sleep } from 'awaitbook/course';\nconst count: string = 'two';\nawait sleep(5);\nshow();",
    "function show() { return 'another'; }\nshow()",
    '%sh ls',
    "check('it holds', count === 'two');\nhtml`<b>${1}</b>`",
    ["throw new Error('meant')", 'raises-exception'],
    '%%writefile helper.mjs\nexport const help = () => 7;',
    "import { help } from './helper.mjs';\nhelp()",
  ]);
  const { code, stdout } = await folder.awaitbook(['export', 'lesson.ipynb', '--to', 'script']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'lesson.ipynb: written to lesson.mts\n' });
  const ran = runScript(folder, 'lesson.mts');
  expect({ status: ran.status, lines: lines(ran.stdout) }).toEqual({ status: 0, lines: ['count is 1', 'count is two', 'another', '✓ Passed: it holds', '<b>1</b>', '7'] });
  expect(ran.stderr).toMatch(/^Error: meant/);
});

test('a script of what only tsx runs says so', async () => {
  using folder = new CommandFolder();
  folder.write('kinds.ipynb', ['enum Kind { a, b }\nKind.b']);
  const { code, stdout } = await folder.awaitbook(['export', 'kinds.ipynb', '--to', 'script']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/run it with tsx\n$/);
  folder.write('jsx.ipynb', ['const h = (...all: unknown[]) => all;', '/** @jsx h */\n<b>hi</b>']);
  expect((await folder.awaitbook(['export', 'jsx.ipynb', '--to', 'script'])).stdout).toMatch(/^jsx\.ipynb: it has JSX, which neither Node nor tsx takes/m);
  expect(readFileSync(join(folder.path, 'kinds.mts'), 'utf8')).toMatch(/^\/\/ Made from kinds\.ipynb by Awaitbook\. Run it: npx tsx kinds\.mts\n/);
});

test('what lies beside a script is told of: files of its own that are changed, files of the notebook that are missing there', async () => {
  using folder = new CommandFolder();
  folder.write('lesson.ipynb', ['%%writefile own.mjs\nexport const own = 1;', "import { own } from './own.mjs';\nown"]);
  folder.write('other.ipynb', ["import { other } from './other.mjs';\nother"]);
  writeFileSync(join(folder.path, 'own.mjs'), 'export const own = 2;\n');
  const { code, stdout } = await folder.awaitbook(['export', 'lesson.ipynb', '--to', 'script']);
  expect({ code, lines: lines(stdout) }).toEqual({ code: 0, lines: ['lesson.ipynb: written to lesson.mts', 'lesson.ipynb: own.mjs is there already, is another than the notebook would write, and was left as it is'] });
  expect(readFileSync(join(folder.path, 'own.mjs'), 'utf8')).toBe('export const own = 2;\n');
  const away = await folder.awaitbook(['export', 'lesson.ipynb', 'other.ipynb', '--to', 'script', '--output', 'away']);
  expect(lines(away.stdout)).toEqual(['lesson.ipynb: written to away/lesson.mts', 'other.ipynb: written to away/other.mts', 'other.ipynb: it imports files that lie beside the notebook: write it there, too']);
  expect(readFileSync(join(folder.path, 'away', 'own.mjs'), 'utf8')).toBe('export const own = 1;\n');
});

test('the X-ray sees in a script what it sees in a notebook, and shows it as text', () => {
  using folder = new CommandFolder();
  writeFileSync(join(folder.path, 'looks.mts'), [
    "import { compare, display, xray } from 'awaitbook';",
    "import { exercise, slowServer } from 'awaitbook/course';",
    "import { execFile } from 'node:child_process';",
    "import { readFile } from 'node:fs/promises';",
    "import { setTimeout as later } from 'node:timers/promises';",
    "const server = await slowServer({ delay: 20 });",
    'const spin = (ms: number): void => { for (const end = performance.now() + ms; performance.now() < end;) for (let at = 0; at < 1e6; at += 1); };',
    'const { value, report } = await xray(async () => {',
    '  await later(2);',
    '  spin(100);',
    '  await later(2);',
    '  await Promise.all([',
    '    later(30),',
    '    readFile(import.meta.filename),',
    "    fetch(`${server.url}/item/1`).then((answer) => answer.json()),",
    "    new Promise((resolve) => execFile(process.execPath, ['--version'], resolve)),",
    '  ]);',
    '  return 7;',
    '});',
    'console.log(JSON.stringify({ value, report }));',
    "console.log(compare({ one: report, other: await xray(() => later(5), { name: 'the other' }) }));",
    'display(report, { [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "by its text" }) }, Promise.resolve("settled"));',
    "console.log(exercise({ title: 'A task', checks: [{ name: 'it holds', test: () => true }] }));",
    "await xray(async () => { await later(5); throw new RangeError('mine'); }).catch((error) => console.log(`thrown: ${error}`));",
    'setTimeout(() => console.log("the end"), 1);',
  ].join('\n'));
  const { status, stdout, stderr } = runScript(folder, 'looks.mts');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const [json, ...shown] = lines(stdout);
  const { value, report } = JSON.parse(json!) as { value: number; report: XrayReport };
  expect(value).toBe(7);
  const seen = report.timeline.map(({ kind, stack }) => [kind, stack[0]?.line, stack[0]?.file]);
  expect(seen).toEqual(expect.arrayContaining([['timer', 13, undefined], ['file', 14, undefined], ['http', 15, undefined], ['process', 16, undefined]]));
  // V8 takes a function for its caller at times; where the line is not known for certain, none is told.
  expect(['7 spin', '10 ', '0 spin', '0 ']).toContain(report.blocks.map(({ line, fn }) => `${line} ${fn}`)[0]);
  expect(shown.join('\n')).toMatch(/^Async X-ray: several runs over one time axis\n[^]*Async X-ray of part of a script\n[^]*L13 [^]*\nby its text\nA task: your turn[^]*\nsettled\n[^]*RangeError: mine[^]*thrown: RangeError: mine\nthe end$/);
});

test.each(['00-map', '05-golden-rule', '08-order', '12-shared-state'])('%s of the course runs to its end, and its checks hold', async (name) => {
  using folder = new CommandFolder();
  const made = await folder.awaitbook(['export', join(notebooksFolder, `${name}.ipynb`), '--to', 'script', '--output', 'lesson.mts']);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  const { status, stdout, stderr } = runScript(folder, 'lesson.mts');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/✓ Passed: /);
  expect(stdout).not.toMatch(/✗|Jupyter\.display/);
});
