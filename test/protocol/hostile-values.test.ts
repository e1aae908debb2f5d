/** What a cell may throw, show or change without taking the kernel with it. */
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { joinedOutputsOf, linesOf } from './support/lines';
import { withKernel } from './support/session';

test.each([
  ['a revoked proxy', 'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy', 'Revoked Proxy'],
  ['an error whose constructor is a getter that throws', "class Odd extends Error {} Object.defineProperty(Odd.prototype, 'constructor', { get() { throw 1; } }); throw new Odd('odd')", 'odd'],
  ['a proxy of an error whose traps throw', "throw new Proxy(new Error('behind'), { getPrototypeOf() { throw 2; } })", 'behind'],
  ['an error that causes itself', "const circle: Error & { cause?: unknown } = new Error('circle'); circle.cause = circle; throw circle", '[Circular]'],
])('thrown: %s', async (_name, code, words) => {
  await withKernel(async (client) => {
    const { reply } = await client.execute(code);
    const traceback = stripVTControlCharacters((reply.content['traceback'] as string[]).join('\n'));
    expect(traceback).toContain(words);
    expect(traceback.length).toBeLessThan(1_500);
    expect(joinedOutputsOf(await client.execute('1 + 1'))).toEqual(['execute_result 2']);
  });
});

test('thrown from a timer and rejected: a revoked proxy is shown, and variables stay', async () => {
  await withKernel(async (client) => {
    const lines = linesOf(await client.execute('const kept = 3; const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); setTimeout(() => { throw proxy; }, 1); void Promise.reject(proxy); await new Promise((resolve) => setTimeout(resolve, 50))'));
    expect(lines.filter((line) => line.startsWith('error'))).toHaveLength(2);
    expect(joinedOutputsOf(await client.execute('kept'))).toEqual(['execute_result 3']);
  });
});

test('stdout stays open, whatever ends it', async () => {
  await withKernel(async (client) => {
    const code = "import { pipeline } from 'node:stream/promises'; import { Readable } from 'node:stream'; await pipeline(Readable.from(['piped\\n']), process.stdout); process.stdout.end('ended\\n'); process.stdout.destroy();";
    expect(joinedOutputsOf(await client.execute(code))).toEqual(['stdout "piped\\nended\\n"']);
    expect(joinedOutputsOf(await client.execute("console.log('after')"))).toEqual(['stdout "after\\n"']);
  });
});

test.each([
  ['Date', 'globalThis.Date = class {} as never'],
  ['Promise.prototype.then', 'Promise.prototype.then = 5 as never'],
  ['Array.prototype.map', 'Array.prototype.map = () => { throw 1; }'],
])('a cell that breaks %s breaks no later cell', async (_name, code) => {
  await withKernel(async (client) => {
    await client.execute(`const kept = 4; ${code}; 0`);
    expect(joinedOutputsOf(await client.execute('kept'))).toEqual(['execute_result 4']);
  });
});

test('a cell that breaks what the engine cannot do without is told so, and every later cell ends', async () => {
  await withKernel(async (client) => {
    await client.execute('Map.prototype.get = () => { throw 1; }; 0');
    const { reply } = await client.execute('2');
    expect(reply.content).toMatchObject({ status: 'error', ename: 'EngineError' });
    expect(String(reply.content['evalue'])).toContain('restart the kernel');
  });
});

test('the listeners that keep the engine alive outlive process.removeAllListeners', async () => {
  await withKernel(async (client) => {
    const lines = linesOf(await client.execute("const kept = 5; process.removeAllListeners(); void Promise.reject(new Error('lost')); await new Promise((resolve) => setTimeout(resolve, 20))"));
    expect(lines.filter((line) => line.startsWith('error'))).toHaveLength(1);
    expect(joinedOutputsOf(await client.execute('kept'))).toEqual(['execute_result 5']);
  });
});
