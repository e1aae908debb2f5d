/** `awaitbook export` as a person at a terminal would run it: what it runs, writes and says. How pages look is told by test/browser/exported-page.test.ts. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { notebookOf, PIXEL, printed, shown, thrown, type ShortCell } from '../browser/support/exported-notebooks';
import { CommandFolder } from './awaitbook-run';

const read = (folder: CommandFolder, name: string): string => readFileSync(join(folder.path, name), 'utf8');
const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

test('a notebook is run, and its own file stays as it is', async () => {
  using folder = new CommandFolder();
  folder.write('one.ipynb', ["console.log('seen')", 'await new Promise((resolve) => setTimeout(resolve, 30))']);
  const before = read(folder, 'one.ipynb');
  const { code, stdout, stderr } = await folder.awaitbook(['export', 'one.ipynb', '--to', 'html']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(lines(stdout)).toEqual(['one.ipynb: 2 cells to run', expect.stringMatching(/^1\/2 +\d/), expect.stringMatching(/^2\/2 +\d/), expect.stringMatching(/^one\.ipynb: done \(\d+\.\d\d s\), written to one\.html$/)]);
  expect(read(folder, 'one.ipynb')).toBe(before);
  expect(read(folder, 'one.html')).toMatch(/seen[^]*ran in \d+ ms/);
});

test('after a cell that failed the page is written, and says so', async () => {
  using folder = new CommandFolder();
  folder.write('bad.ipynb', ["throw new RangeError('mine')", "console.log('not reached')"]);
  const { code, stdout, stderr } = await folder.awaitbook(['export', 'bad.ipynb', '--to', 'md']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/stopped at a cell that failed \(\d+\.\d\d s\), written to bad\.md\n$/);
  expect(stderr).toMatch(/^bad\.ipynb: cell 1 \(id c1\), line 1: RangeError: mine\n(?: {4}.*\n)+$/);
  expect(read(folder, 'bad.md')).toContain('> **Note:** A cell of this notebook failed. The cells behind it were not run.');
});

test('--allow-errors goes on and counts it as well; a meant error is none', async () => {
  using folder = new CommandFolder();
  folder.write('bad.ipynb', ["throw new RangeError('mine')", "console.log('reached')"]);
  folder.write('meant.ipynb', [["throw new RangeError('mine')", 'raises-exception'], "import { check } from 'awaitbook/course';\ncheck('it holds', 1 > 2);"]);
  expect((await folder.awaitbook(['export', 'bad.ipynb', 'meant.ipynb', '--to', 'md', '--allow-errors', '--output', 'there'])).code).toBe(0);
  expect(read(folder, join('there', 'bad.md'))).toContain('reached');
  const meant = await folder.awaitbook(['export', 'meant.ipynb', '--to', 'md']);
  expect({ code: meant.code, stderr: meant.stderr }).toEqual({ code: 1, stderr: 'meant.ipynb: cell 2 (id c2): the check "it holds" failed\n' });
  expect(read(folder, 'meant.md')).toContain('**An error, as it was meant to be: RangeError: mine**');
});

test('--xray shows under a cell what it waited for; --no-code leaves its code out', async () => {
  using folder = new CommandFolder();
  folder.write('waits.ipynb', ['await new Promise((resolve) => setTimeout(resolve, 30))']);
  expect(await folder.awaitbook(['export', 'waits.ipynb', '--to', 'md', '--xray', '--no-code'])).toMatchObject({ code: 0, stderr: '' });
  expect(read(folder, 'waits.md')).toMatch(/^\*Cell 1: ran in \d+ ms\*\n\n!\[Async X-ray of cell [^]*setTimeout 30 ms/);
  expect(readdirSync(join(folder.path, 'waits_files'))).toEqual(['cell-c1-1.svg']);
});

test('tags fold parts of a cell, or leave them out', async () => {
  using folder = new CommandFolder();
  const tagged = (tag: string): ShortCell => ({ code: `code of ${tag}`, tags: [tag], outputs: [printed(`output of ${tag}\n`)] });
  writeFileSync(join(folder.path, 'tags.ipynb'), notebookOf(['hide-input', 'hide-output', 'hide-cell', 'remove-input', 'remove-output', 'remove-cell', 'remove_cell'].map(tagged)));
  expect(await folder.awaitbook(['export', 'tags.ipynb', '--to', 'md', '--no-execute'])).toMatchObject({ code: 0, stderr: '' });
  const code = (tag: string): string => `\`\`\`ts\ncode of ${tag}\n\`\`\``;
  const output = (tag: string): string => `\`\`\`text\noutput of ${tag}\n\`\`\``;
  const folded = (words: string, text: string): string => `<details><summary>${words}</summary>\n\n${text}\n\n</details>`;
  expect(read(folder, 'tags.md').replace(/^\*Cell \d: ran in 402 ms\*\n\n?/gm, '')).toBe(`${[
    folded('Code, 1 line', code('hide-input')), output('hide-input'),
    code('hide-output'), folded('Output', output('hide-output')),
    folded('Code, 1 line', code('hide-cell')), folded('Output', output('hide-cell')),
    output('remove-input'),
    code('remove-output'),
  ].join('\n\n')}\n\n`);
});

test('raw cells in HTML and Markdown, and HTML of outputs without its scripts', async () => {
  using folder = new CommandFolder();
  const { cells, ...rest } = JSON.parse(notebookOf(['A', 'B <i>**b**</i>', '**C**', { code: '1', outputs: [shown({ 'text/html': '<p onclick="x()">D<script>y()</script></p>' })] }])) as { cells: { cell_type: string; metadata: object }[] };
  ['text/latex', 'text/html', 'text/markdown'].forEach((type, at) => Object.assign(cells[at]!, { cell_type: 'raw', metadata: { raw_mimetype: type } }));
  writeFileSync(join(folder.path, 'raw.ipynb'), JSON.stringify({ ...rest, cells }));
  for (const format of ['md', 'html']) expect(await folder.awaitbook(['export', 'raw.ipynb', '--to', format, '--no-execute'])).toMatchObject({ code: 0, stderr: '' });
  expect(read(folder, 'raw.md')).toBe('B <i>**b**</i>\n\n**C**\n\n```ts\n1\n```\n\n*Cell 1: ran in 402 ms*\n\n<p>D</p>\n');
  expect(/<main[^]*<\/main>/.exec(read(folder, 'raw.html'))![0].replace(/<div class="cell code"[^]*/, '').replace(/\s+/g, ' ')).toBe('<main id="content"><div class="cell markup">B <i>**b**</i></div> <div class="cell markdown"><p><strong>C</strong></p> </div>'.replace('</div> <div', '</div><div'));
});

test('a notebook without a cell for a slide is told of', async () => {
  using folder = new CommandFolder();
  folder.write('empty.ipynb', []);
  const { code, stderr } = await folder.awaitbook(['export', 'empty.ipynb', '--to', 'slides', '--no-execute']);
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'empty.ipynb: none of its cells stands on a slide\n' });
});

test('links lead to what is made of other notebooks, and to files from the new place', async () => {
  using folder = new CommandFolder();
  mkdirSync(join(folder.path, 'sub #1'));
  writeFileSync(join(folder.path, 'sub #1', 'ü 100%.ipynb'), notebookOf(['[back](../one.ipynb#Top) [left](../left.ipynb) [data](data.csv)']));
  writeFileSync(join(folder.path, 'one.ipynb'), notebookOf(['[there](sub%20%231/%C3%BC%20100%25.ipynb) [web](https://a.test/x.ipynb) [mail](mailto:a@b.test) [here](#Top) [root](/root.txt)']));
  expect(await folder.awaitbook(['export', 'one.ipynb', 'sub #1/ü 100%.ipynb', '--to', 'html', '--no-execute', '--output', 'out'])).toMatchObject({ code: 0, stderr: '' });
  const hrefs = (name: string): string[] => [...read(folder, name).matchAll(/<a (?:target="_blank" )?href="([^"]*)"/g)].map(([, href]) => href!).filter((href) => !['#content', 'https://a.test/x.ipynb'].includes(href));
  expect(hrefs('out/one.html')).toEqual(['%C3%BC%20100%25.html', 'mailto:a@b.test', '#Top', '/root.txt']);
  expect(hrefs('out/ü 100%.html')).toEqual(['one.html#Top', '../sub%20%231/../left.ipynb', '../sub%20%231/data.csv']);
});

test('a Python notebook is run in its own kernel', async () => {
  using folder = new CommandFolder();
  writeFileSync(join(folder.path, 'python.ipynb'), notebookOf([{ code: "print(6 * 7)", isUntimed: true }, { code: '1 / 0', isUntimed: true }], true));
  const { code, stderr } = await folder.awaitbook(['export', 'python.ipynb', '--to', 'md'], { others: /^tmp/ }); // the Python kernel's first start may leave some
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'python.ipynb: cell 2 (id c2): ZeroDivisionError: division by zero\n' });
  expect(read(folder, 'python.md')).toMatch(/^```python\nprint\(6 \* 7\)\n```\n\n\*Cell 1: ran in (?:under 1|\d+) ms\*\n\n```text\n42\n```\n/m);
});

test('a notebook whose kernel is missing is told of in words', async () => {
  using folder = new CommandFolder();
  writeFileSync(join(folder.path, 'other.ipynb'), notebookOf([{ code: '1' }], true).replaceAll('python3', 'nowhere'));
  const { code, stderr } = await folder.awaitbook(['export', 'other.ipynb', '--to', 'md'], { others: /^tmp/ });
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'other.ipynb: This Jupyter has no kernel "nowhere", for which the notebook is. Install that, or show the outputs that the notebook has: --no-execute.\n' });
  expect((await folder.awaitbook(['export', 'other.ipynb', '--to', 'md', '--no-execute'], { others: /^tmp/ })).code).toBe(0);
});

test('Markdown: a fence in a text does not end its block, pictures and attachments are files, links are found from the new place', async () => {
  using folder = new CommandFolder();
  mkdirSync(join(folder.path, 'pictures'));
  const attached = notebookOf(['# Title\n\n![a](attachment:dot.png) ![b](pictures/b.svg) [next](two.ipynb#There) [c](https://example.org) \\$5', { code: '`` ` ``', outputs: [printed('```\n'), shown({ 'image/png': PIXEL, 'text/plain': 'a [dot]' }), thrown('Error', 'a <b>', ['\u001b[31mError\u001b[0m: a <b>'])] }]);
  writeFileSync(join(folder.path, 'one.ipynb'), attached.replace('"id":"c1","metadata":{}', `"id":"c1","metadata":{},"attachments":{"dot.png":{"image/png":"${PIXEL}"}}`));
  folder.write('two.ipynb', ['1']);
  expect((await folder.awaitbook(['export', 'one.ipynb', 'two.ipynb', '--to', 'md', '--no-execute', '--output', 'out/'])).code).toBe(1);
  expect(read(folder, 'out/one.md')).toBe([
    '# Title\n\n![a](one_files/c1-dot.png) ![b](../pictures/b.svg) [next](two.md#There) [c](https://example.org) \\$5',
    '> **Note:** A cell of this notebook failed.',
    '```ts\n`` ` ``\n```', '*Cell 1: ran in 402 ms*', '````text\n```\n````', '![a \\[dot\\]](one_files/cell-c2-2.png)', '**This cell failed: Error: a \\<b\\>**', '```text\nError: a <b>\n```\n',
  ].join('\n\n'));
  expect(readdirSync(join(folder.path, 'out', 'one_files')).sort()).toEqual(['c1-dot.png', 'cell-c2-2.png']);
});

test.each<[name: string, args: string[], words: RegExp]>([
  ['a script without code', ['one.ipynb', '--to', 'script', '--no-code'], /leave --no-code out/],
  ['no format', ['one.ipynb'], /required option '--to <format>'/],
  ['another format', ['one.ipynb', '--to', 'docx'], /Allowed choices are html/],
  ['no such file', ['two.ipynb', '--to', 'html'], /There is no file two\.ipynb/],
  ['an X-ray of what does not run', ['one.ipynb', '--to', 'html', '--no-execute', '--xray'], /leave --no-execute out/],
  ['the notebook itself as output', ['one.ipynb', '--to', 'md', '--output', './one.ipynb'], /is the notebook itself, which would be lost/],
  ['a script of another kernel', ['one.ipynb', 'python.ipynb', '--to', 'script'], /python\.ipynb is a notebook of another kernel/],
  ['a folder', ['sub', '--to', 'md'], /sub is a folder\. Name the notebooks in it: sub[/\\]\*\.ipynb/],
  ['one file for two', ['one.ipynb', 'sub/one.ipynb', '--to', 'md', '--output', 'there/'], /Two notebooks would be written/],
])('%s: nothing is done, and the code is 2', async (_name, args, words) => {
  using folder = new CommandFolder();
  mkdirSync(join(folder.path, 'sub'));
  for (const name of ['one.ipynb', 'sub/one.ipynb']) folder.write(name, ['1']);
  writeFileSync(join(folder.path, 'python.ipynb'), notebookOf([], true));
  const before = read(folder, 'one.ipynb');
  const { code, stderr } = await folder.awaitbook(['export', ...args]);
  expect(stderr).toMatch(words);
  expect(code).toBe(2);
  expect(existsSync(join(folder.path, 'one.html'))).toBe(false);
  expect(read(folder, 'one.ipynb')).toBe(before);
});

test.each<[name: string, format: string, env: NodeJS.ProcessEnv, words: RegExp]>([
  ['Chromium', 'pdf', { AWAITBOOK_CHROMIUM: '/nowhere/chromium' }, /AWAITBOOK_CHROMIUM names \/nowhere\/chromium, and there is no such file/],
])('a missing program is told before anything runs: %s', async (_name, format, env, words) => {
  using folder = new CommandFolder();
  folder.write('one.ipynb', ['1']);
  const { code, stdout, stderr } = await folder.awaitbook(['export', 'one.ipynb', '--to', format], { env });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(words);
});

test('Ctrl-C interrupts the cell, and nothing is written', async () => {
  using folder = new CommandFolder();
  folder.write('long.ipynb', ["console.log('begun')", 'await new Promise((resolve) => setTimeout(resolve, 1e6))']);
  const { code, stderr } = await folder.awaitbook(['export', 'long.ipynb', '--to', 'md'], { onLine: (line, kill) => /^1\/2/.test(line) && kill('SIGINT') });
  expect(code).toBe(130);
  expect(stderr).toBe('long.ipynb: interrupted: nothing was written\n');
  expect(readdirSync(folder.path)).toEqual(['long.ipynb']);
});
