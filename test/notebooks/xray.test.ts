/** X-rays in saved notebooks: `awaitbook run --xray`, and what nbconvert makes of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CommandFolder } from './awaitbook-run';
import { runInVenv } from './nbconvert';
import { cellOf, joinLines } from './notebook-file';
import { XRAY_TYPE } from '../protocol/support/xray';

const CELLS = ['const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));', 'await Promise.all([sleep(20), sleep(30)]);', "await sleep(5);\nthrow new Error('no')"];

test('awaitbook run --xray: data, drawing and table of every cell that waits are in the notebook, and in its HTML', async () => {
  using folder = new CommandFolder();
  folder.write('waits.ipynb', CELLS);
  const { code } = await folder.awaitbook(['run', '--xray', 'waits.ipynb']);
  expect(code).toBe(1); // the last cell throws
  const notebook = folder.read('waits.ipynb');
  const xrayOf = (id: string) => (cellOf(notebook, id).outputs ?? []).flatMap((output) => (output.output_type === 'display_data' ? [output.data] : []));
  expect(xrayOf('c1')).toEqual([]);
  const [waits] = xrayOf('c2');
  expect(waits?.[XRAY_TYPE]).toMatchObject({ version: 1, ops: 2, peak: 2 });
  expect(joinLines(waits!['image/svg+xml']!)).toMatch(/^<svg /);
  expect(joinLines(waits!['text/plain']!)).toMatch(/^Async X-ray of cell \[2\]/);
  expect(xrayOf('c3')[0]?.[XRAY_TYPE]).toMatchObject({ ended: 'error', error: 'Error: no' });

  const converted = await runInVenv('jupyter', ['nbconvert', '--to', 'html', '--output', 'page.html', join(folder.path, 'waits.ipynb')]);
  expect(converted).toMatchObject({ code: 0 });
  // As the picture's own markup, or as an image with that as its address.
  const page = readFileSync(join(folder.path, 'page.html'), 'utf8');
  const pictures = [page, ...[...page.matchAll(/data:image\/svg\+xml;base64,([\w+/=]+)/g)].map(([, base64]) => Buffer.from(base64!, 'base64').toString())];
  expect(pictures.filter((text) => /<svg [^]*async X-ray/.test(text))).not.toEqual([]);
});

test('without --xray there is none', async () => {
  using folder = new CommandFolder();
  folder.write('waits.ipynb', CELLS.slice(0, 2));
  expect((await folder.awaitbook(['run', 'waits.ipynb'])).code).toBe(0);
  expect(cellOf(folder.read('waits.ipynb'), 'c2').outputs).toEqual([]);
});
