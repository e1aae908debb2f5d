import { expect, test } from '@jest/globals';
import type { CellDiagnostic, Verdict } from '../../kernel/checker/contract';
import { NO_CHECKS, TestKernel } from './support/test-kernel';
import { ok } from './support/fake-engine';

const FAULT: CellDiagnostic = {
  severity: 'error', code: 'TS2322', message: "Type 'string' is not assignable to type 'number'.\n  Deeper.", line: 2, column: 7, endLine: 2, endColumn: 8, file: null, fileLine: null, related: [{ message: 'It was declared here.', line: 1 }],
};

function kernelWith(verdict: (source: string) => Verdict | Promise<Verdict>): TestKernel & { readonly ran: string[] } {
  const ran: string[] = [];
  const checker = { ...NO_CHECKS, check: verdict, ran: (source: string, end: string) => void ran.push(`${source} ${end}`) };
  return Object.assign(new TestKernel({ 'let a\nconst n = "a"': () => ok('1') }, { createChecker: () => checker }), { ran });
}

const CELL = 'let a\nconst n = "a"';

test('errors of type stop a cell: each with its place, its line underlined and what explains it; nothing runs', async () => {
  const kernel = kernelWith(async () => ({ result: { status: 'checked', diagnostics: [FAULT, { ...FAULT, line: 1, column: 1, endLine: 1, endColumn: 4, file: 'part.ts', fileLine: 'bad line', related: [] }] }, stops: true, notes: [] }));
  const id = kernel.execute(CELL);
  await kernel.untilIdle(id);
  expect(kernel.engine!.evaluated).toEqual([]);
  expect(kernel.ran).toEqual([]);
  const { content } = kernel.seen.find(({ type }) => type === 'error')!;
  expect(content).toMatchObject({ ename: 'TypeScriptError', evalue: "Type 'string' is not assignable to type 'number'. (TS2322, line 2, and 1 more)" });
  const lines = (content['traceback'] as unknown as string[]).join('\n').replace(/\x1b\[\d+m/g, '').split('\n');
  expect(lines).toEqual([
    "TypeScriptError: Type 'string' is not assignable to type 'number'. (TS2322)",
    '      Deeper.',
    '    at Cell 1, line 2, column 7',
    '        2 | const n = "a"',
    '          |       ~',
    '    It was declared here. (line 1)',
    "Also: Type 'string' is not assignable to type 'number'. (TS2322)",
    '      Deeper.',
    '    at part.ts, line 1, column 1',
    '        1 | bad line',
    '          | ~~~',
    '',
    expect.stringMatching(/^Nothing of this cell ran\./),
  ]);
  expect(kernel.reply(id).content).toMatchObject({ status: 'error', ename: 'TypeScriptError', execution_count: 1 });
});

test('where they do not stop it, and for warnings: one block on stderr, and the cell runs', async () => {
  const kernel = kernelWith(async () => ({ result: { status: 'checked', diagnostics: [FAULT, { ...FAULT, severity: 'warning' }] }, stops: false, notes: ['Types: warn.'] }));
  const id = kernel.execute(CELL);
  await kernel.untilIdle(id);
  const streams = kernel.seen.filter(({ type }) => type === 'stream').map(({ content }) => `${content['name']}: ${content['text']}`);
  expect(streams).toEqual(['stdout: Types: warn.\n', expect.stringMatching(/^stderr: Type error: Type 'string'[^]*\nWarning: Type 'string'/)]);
  expect(kernel.ran).toEqual([`${CELL} ok`]);
});

test('an interrupt while types are checked: the cell does not run, and what was queued behind it is aborted', async () => {
  const kernel = kernelWith(() => new Promise(() => undefined));
  const first = kernel.execute(CELL);
  const second = kernel.execute('1');
  kernel.send('interrupt_request', {}, { channel: 'control' });
  await kernel.untilIdle(first);
  expect(kernel.reply(first).content).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
  expect(kernel.reply(second).content).toMatchObject({ status: 'aborted' });
  expect(kernel.engine!.evaluated).toEqual([]);
});
