/** How an X-ray is asked for, what it draws however its cell ends, and the library's `xray` and `compare`. */
import { describe, expect, test } from '@jest/globals';
import { interrupt, prepare, startCell } from './support/cells';
import { outputsOf } from './support/lines';
import { sharedKernel, withKernel } from './support/session';
import { isXray, operationsOf, reportOf, reportsIn } from './support/xray';

const shared = sharedKernel();

const SLEEP = 'const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));';
const RUNS = "console.log('runs');";

describe('asked for', () => {
  test('%%xray: the report comes behind the output and before the result', async () => {
    await prepare(shared.client, SLEEP);
    const exchange = await shared.client.execute("%%xray\nconsole.log('a');\nawait sleep(5);\n6 * 7");
    expect(exchange.iopub.map((message) => (isXray(message) ? 'X-ray' : message.header.msg_type))).toEqual(['status', 'execute_input', 'stream', 'X-ray', 'execute_result', 'status']);
    expect(reportOf(exchange)).toMatchObject({ version: 1, ended: 'ok', ops: 1, label: expect.stringMatching(/^cell \[\d+\]$/) });
  });

  test('%xray on and off', async () => {
    const { client } = shared;
    expect(outputsOf(await client.execute('%xray on'))).toEqual(['stdout "Every cell from the next one on shows what it waited for.\\n"']);
    expect(reportOf(await client.execute('await sleep(1)')).ops).toBe(1);
    expect(reportOf(await client.execute('%%xray\nawait sleep(1)')).ops).toBe(1);
    // No picture of a cell that has nothing to show: one of its own, after all.
    for (const code of ['1 + 1', 'console.log(1);', 'throw new Error("no");', '%xray off']) expect([code, reportsIn(await client.execute(code))]).toEqual([code, []]);
    expect(reportsIn(await client.execute('await sleep(1)'))).toEqual([]);
  });

  test('%%xray of a cell that waits for nothing says so in one line', async () => {
    const exchange = await shared.client.execute('%%xray\n1 + 1');
    const { data } = exchange.iopub.find(isXray)!.content as { data: Record<string, unknown> };
    expect(Object.keys(data).sort()).toEqual(['application/vnd.awaitbook.xray+json', 'text/plain']);
    expect(data['text/plain']).toMatch(/^Async X-ray of cell \[\d+\]: it waited for nothing, and nothing blocked the event loop \([\d.]+ ms\)\.$/);
  });

  test.each(['%xray', '%xray maybe', '%xray notice'])('%s tells how it is meant', async (code) => {
    const { reply } = await shared.client.execute(code);
    expect(reply.content['evalue']).toMatch(/`%xray on`, `%xray off`/);
  });

  test('AWAITBOOK_XRAY=1 for every cell', async () => {
    await withKernel(async (client) => expect(reportOf(await client.execute('await new Promise((resolve) => setTimeout(resolve, 1))')).ops).toBe(1), { env: { AWAITBOOK_XRAY: '1' } });
  });

  test('a silent cell shows nothing', async () => {
    const { iopub } = await shared.client.execute('%%xray\n1', { content: { silent: true } });
    expect(iopub.filter(isXray)).toEqual([]);
  });
});

describe('however the cell ends', () => {
  test('with an error', async () => {
    const exchange = await shared.client.execute("%%xray\nawait sleep(5);\nthrow new TypeError('no');");
    expect(reportOf(exchange)).toMatchObject({ ended: 'error', error: 'TypeError: no', ops: 1 });
    expect(exchange.iopub.map((message) => (isXray(message) ? 'X-ray' : message.header.msg_type)).slice(-3)).toEqual(['X-ray', 'error', 'status']);
  });

  test('with a syntax error it never began', async () => {
    expect(reportsIn(await shared.client.execute('%%xray\nlet let = 1;'))).toEqual([]);
  });

  test.each([
    ['awaiting', `%%xray\nawait sleep(5);\nconst waits = sleep(1e8);\n${RUNS}\nawait waits;`, { ops: 2, cleared: 1 }],
    ['computing', `%%xray\nawait sleep(5);\n${RUNS}\nfor (;;);`, { ops: 1 }],
  ])('interrupted while %s', async (_how, code, fields) => {
    const id = await startCell(shared.client, code);
    await interrupt(shared.client);
    const report = reportOf(await shared.client.exchange(id));
    expect(report).toMatchObject({ ended: 'interrupted', ...fields });
  });

  test('by the death of its engine: what was seen until then', async () => {
    const exchange = await shared.client.execute('%%xray\nconst ms = 1;\nawait new Promise((resolve) => setTimeout(resolve, ms));\nsetTimeout(() => {}, 1e8);\nawait new Promise((resolve) => setTimeout(resolve, 900));\nprocess.abort();');
    const report = reportOf(exchange);
    expect(report).toMatchObject({ ended: 'engine-died', cpuMs: null });
    expect(operationsOf(report)).toEqual(expect.arrayContaining(['timer setTimeout 1 ms < 3 < 3', 'timer setTimeout 100000000 ms < 4']));
    expect(exchange.reply.content['ename']).toBe('EngineDied');
    await prepare(shared.client, SLEEP);
  });
});

describe('xray()', () => {
  test('gives the value, and the report of what it started and nothing else', async () => {
    const { client } = shared;
    await prepare(client, SLEEP, "import { xray, compare } from 'awaitbook';\nsetTimeout(() => {}, 20);\nconst a = await xray(async () => { await sleep(2); await sleep(3); return 7; }); const b = await xray(() => Promise.all([sleep(2), sleep(3)]), { name: 'together' });");
    expect(outputsOf(await client.execute('[a.value, b.value.length, a.report.ops, b.report.label, Object.keys(a.report).includes("timeline")].join()'))).toEqual(["execute_result '7,2,2,together,true'"]);
    const report = reportOf(await client.execute('a.report'));
    expect(operationsOf(report)).toHaveLength(2);
    expect(report.label).toMatch(/^part of cell \[\d+\]$/);
  });

  test('of two that run at once, each has its own', async () => {
    const [line] = outputsOf(await shared.client.execute('const both = await Promise.all([xray(() => sleep(20)), xray(async () => { await sleep(1); await sleep(1); })]); both.map(({ report }) => report.ops).join()'));
    expect(line).toBe("execute_result '1,2'");
  });

  test('is told by its own lines, wherever it is called, and so is a part within a part', async () => {
    await prepare(shared.client, `
      let within;
      async function measured(ms: number) {
        return xray(async () => {
          within = await xray(async () => {
            await sleep(ms);
          });
          await sleep(ms + 1);
        });
      }`);
    const places = (name: string) => `JSON.stringify(${name}.report.timeline.map(({ label, stack }) => label + stack.map(({ fn, line }) => ' ' + fn + ':' + line).join('')))`;
    const [line] = outputsOf(await shared.client.execute(`const whole = await measured(5); [${places('whole')}, ${places('within')}].join()`));
    expect(line).toBe("execute_result '[\"setTimeout 5 ms :1 sleep:1 :6 :5\",\"setTimeout 6 ms :1 sleep:1 :8\"],[\"setTimeout 5 ms :1 sleep:1 :6\"]'");
  });

  test('within %%xray it lies in both', async () => {
    const exchange = await shared.client.execute('%%xray\nconst inner = await xray(() => sleep(1));\nawait sleep(2);');
    expect(reportOf(exchange).ops).toBe(2);
  });

  test('that fails shows what was seen and throws on', async () => {
    const exchange = await shared.client.execute("await xray(async () => { await sleep(1); throw new RangeError('far') });");
    expect(reportOf(exchange)).toMatchObject({ ended: 'error', error: 'RangeError: far', ops: 1 });
    expect(exchange.reply.content['ename']).toBe('RangeError');
  });

  test('that is interrupted shows what was seen', async () => {
    const id = await startCell(shared.client, `await xray(async () => { await sleep(1); const waits = sleep(1e8); ${RUNS} await waits; });`);
    await interrupt(shared.client);
    expect(reportOf(await shared.client.exchange(id))).toMatchObject({ ended: 'interrupted', ops: 2 });
  });

  test('that nobody awaits ends with its cell', async () => {
    const exchange = await shared.client.execute('const later = xray(() => sleep(50)); 0');
    expect(reportsIn(exchange)).toEqual([]);
    const [line] = outputsOf(await shared.client.execute('(await later).report.open'));
    expect(line).toBe('execute_result 1');
  });

  test.each([['xray(5 as never)', 'xray() takes a function'], ['compare({})', 'compare() was given no X-ray'], ['compare({ a: 1 as never })', "compare() was given no X-ray as 'a'"]])('%s tells what it takes', async (code, words) => {
    const { reply } = await shared.client.execute(`await ${code}`);
    expect(reply.content['evalue']).toContain(words);
  });

  test('compare draws several', async () => {
    const { iopub } = await shared.client.execute('compare({ sequential: a, concurrent: b.report })');
    const { data } = iopub.find(isXray)!.content as { data: Record<string, unknown> };
    expect(data['text/plain']).toMatch(/sequential[^]*concurrent/);
    expect(data['image/svg+xml']).toMatch(/^<svg /);
  });
});

test('the reply tells times as they are, also under the X-ray', async () => {
  for (const code of ['await sleep(200)', '%%xray\nawait sleep(200)']) {
    const { reply } = await shared.client.execute(code);
    const { timing } = reply.metadata['awaitbook'] as { timing: Record<'wallMs' | 'cpuMs' | 'idleMs', number> };
    expect(timing.wallMs).toBeGreaterThanOrEqual(199);
    expect(timing.idleMs).toBeGreaterThan(100);
    expect(timing.idleMs).toBeLessThan(timing.wallMs + 5);
  }
});

test('questions to the person are waits', async () => {
  const id = shared.client.sendCell("%%xray\nawait input('name? ');", { content: { allow_stdin: true } });
  const question = await shared.client.until(({ header, parent_header }) => header.msg_type === 'input_request' && parent_header.msg_id === id, 'the question');
  shared.client.send('input_reply', { value: 'Ada' }, { channel: 'stdin', parent: question.header });
  const exchange = await shared.client.exchange(id);
  expect(operationsOf(reportOf(exchange))).toEqual(['input input < 2']);
});
