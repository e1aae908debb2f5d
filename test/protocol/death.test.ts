/** The engine's death (issue 5): the cell tells the cause, what is lost and what to do; the kernel lives on with a new engine. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { enginePid, errorOf, interrupt, lateLines, prepare, startCell, TELL_RUNS, valueOf } from './support/cells';
import type { KernelClient } from './support/kernel-client';
import { lineOf, linesOf, outputsOf } from './support/lines';
import { isAlive, untilEnded, untilHalted } from './support/processes';
import { sharedKernel, withKernel } from './support/session';
import type { Message } from './support/wire-format';

const SMALL_HEAP = { env: { AWAITBOOK_NODE_OPTIONS: '--max-old-space-size=64' } };
const LOST = 'Variables, imports and comms of this notebook are gone; the cells, the history and their numbers are not. Run the cells that you need again: a new engine is ready.';
/** Ms until a process that was sent a signal has to be halted or gone. */
const STATE_LIMIT_MS = 15_000;
const PIPE = "The engine's pipe to the kernel was closed. Code of a cell must not close the file descriptors 3 and 4.";
const HOARD = 'const hoard: unknown[] = []; for (;;) hoard.push(new Array(10_000).fill(0).map((_, i) => ({ i })));';

/** What ends an engine, from within. */
const CAUSES: readonly [name: string, code: string, words: string][] = [
  ['out of memory', HOARD, 'The engine ran out of memory (V8: JavaScript heap out of memory).'],
  ['abort', 'process.abort()', 'The engine aborted (SIGABRT): process.abort(), or an assertion in native code.'],
  ['a crash in native code', "process.kill(process.pid, 'SIGSEGV'); for (;;);", 'The engine crashed in native code (SIGSEGV).'],
  ['a value beyond the limits of V8', "'a'.repeat(2 ** 28).split('')", 'V8 ended the engine (SIGTRAP), as it does for a value beyond its limits. Its last words: Fatal JavaScript invalid size error 268435456 (see crbug.com/1201626)'],
  ['SIGKILL', "process.kill(process.pid, 'SIGKILL'); for (;;);", 'The engine was killed (SIGKILL): by hand, or by the system for want of memory.'],
  ['SIGTERM', "process.kill(process.pid, 'SIGTERM'); for (;;);", 'The engine was ended by the signal SIGTERM.'],
  ['process.reallyExit', 'Reflect.get(process, "reallyExit")(0)', 'The engine ended by itself (code 0): process.reallyExit(), or a closed pipe to the kernel.'],
  ['process.reallyExit with a code', 'Reflect.get(process, "reallyExit")(5)', 'The engine ended with code 5.'],
  ['fd 3 closed, then an await', 'require("fs").closeSync(3); await new Promise(() => {})', PIPE],
  ['fd 3 closed, then a loop', 'require("fs").closeSync(3); for (;;);', PIPE],
  ['fd 3 closed, then output', 'require("fs").closeSync(3); console.log("unheard"); await new Promise(() => {})', PIPE],
  ['fd 4 closed, then an await', 'require("fs").closeSync(4); await new Promise(() => {})', PIPE],
  ['fd 4 closed, then a loop', 'require("fs").closeSync(4); for (;;);', PIPE],
];

/** A cell with state and a comm, and the words of a kernel that has them no more but goes on counting. */
async function withState(client: KernelClient): Promise<number> {
  await prepare(client, TELL_RUNS, 'import { comms } from "awaitbook"; import os from "node:os"; const kept = 1; comms.open("widget"); 0');
  return countOf(client);
}

async function countOf(client: KernelClient): Promise<number> {
  return (await client.execute('', { content: { store_history: false } })).reply.content['execution_count'] as number;
}

/** Nothing is left of the old engine but the history; the next cell runs with the next number. */
async function expectNewEngine(client: KernelClient, countBefore: number, lastInput: string): Promise<void> {
  const next = await client.execute('[typeof kept, typeof os, typeof comms]');
  expect(outputsOf(next)).toEqual(["execute_result [ 'undefined', 'undefined', 'undefined' ]"]);
  expect(next.reply.content['execution_count']).toBe(countBefore + 1);
  expect((await client.request('comm_info_request')).reply.content['comms']).toEqual({});
  const { reply } = await client.request('history_request', { hist_access_type: 'tail', n: 2, output: false, raw: true });
  expect((reply.content['history'] as unknown[][]).map(([, , input]) => input)).toEqual([lastInput, '[typeof kept, typeof os, typeof comms]']);
}

/** Until so many deaths by SIGKILL are told, each in the words of a cell's error or, between cells, on stderr. */
async function untilToldKilled(client: KernelClient, times: number): Promise<void> {
  const tells = ({ channel, content }: Message) => channel === 'iopub' && /was killed/.test(String(content['text']) + String(content['evalue']));
  await client.until(() => client.seen.filter(tells).length === times, `death ${times}`);
}

describe('during a cell', () => {
  const shared = sharedKernel(SMALL_HEAP);

  test.each(CAUSES)('%s', async (_name, code, words) => {
    const { client, kernel } = shared;
    const count = await withState(client);
    // What was printed before is not lost.
    const isLostWithPipe = code.includes('closeSync');
    const input = `console.log("first"); ${isLostWithPipe ? 'await input();' : ''}\n${code}`;
    const cell = client.sendCell(input, { content: { allow_stdin: true } });
    const after = client.sendCell('"never"');
    if (isLostWithPipe) {
      // It comes behind what was printed.
      const { header } = await client.until(({ header, parent_header }) => header.msg_type === 'input_request' && parent_header.msg_id === cell, 'input_request');
      client.send('input_reply', { value: '' }, { channel: 'stdin', parent: header });
    }
    const exchange = await client.exchange(cell);
    expect(linesOf(exchange)).toEqual(['busy', 'execute_input', 'stdout "first\\n"', `error EngineDied: ${words} ${LOST}`, 'comm_close {}', 'idle', 'execute_reply error EngineDied']);
    expect(linesOf(await client.exchange(after))).toEqual(['busy', 'idle', 'execute_reply aborted']);
    await expectNewEngine(client, count + 1, input);
    expect(isAlive(kernel.pid)).toBe(true);
    expect(lateLines(client, exchange)).toEqual([]);
  });

  test('ten times in a row', async () => {
    const { client, kernel } = shared;
    const count = await countOf(client);
    for (let turn = 0; turn < 10; turn++) {
      const [, code, words] = CAUSES.filter(([name]) => name !== 'out of memory')[turn]!;
      expect(outputsOf(await client.execute(code))).toEqual([`error EngineDied: ${words} ${LOST}`, 'execute_reply error EngineDied']);
    }
    expect(await countOf(client)).toBe(count + 10);
    expect(await valueOf(client, '6 * 7')).toBe('42');
    expect(kernel.processes()).toHaveLength(2); // front and engine
    expect(kernel.leftovers()).toEqual([]);
  });
});

test('fd 3 closed while questions of the kernel lie in it unread: told, too', async () => {
  await withKernel(async (client, kernel) => {
    await prepare(client, TELL_RUNS, 'import fs from "node:fs"');
    const engine = await enginePid(client);
    const cell = await startCell(client, 'runs(); while (!fs.existsSync("go")); fs.closeSync(3); await new Promise(() => {})');
    process.kill(engine, 'SIGSTOP');
    await untilHalted(engine, STATE_LIMIT_MS);
    const asked = Array.from({ length: 1_000 }, () => client.send('complete_request', { code: 'fs.rea', cursor_pos: 6 }));
    // The kernel has got all of them by the time that it answers the first without the engine.
    await client.exchange(asked[0]!);
    writeFileSync(path.join(kernel.folder, 'go'), '');
    process.kill(engine, 'SIGCONT');
    expect(lineOf(errorOf(await client.exchange(cell)))).toBe(`error EngineDied: ${PIPE} ${LOST}`);
    await client.exchange(asked.at(-1)!);
  });
});

test.each([
  ['out of memory', HOARD, 'The engine ran out of memory'],
  ['abort', 'process.abort()', 'The engine aborted (SIGABRT)'],
  ['SIGKILL', "process.kill(process.pid, 'SIGKILL')", 'The engine was killed (SIGKILL)'],
  ['process.reallyExit', 'Reflect.get(process, "reallyExit")(0)', 'The engine ended by itself (code 0)'],
  ['fd 3 closed', 'require("fs").closeSync(3)', PIPE],
  ['fd 4 closed', 'require("fs").closeSync(4)', PIPE],
])('between cells, by %s: told under the last cell, comms closed, a new engine', async (_name, code, words) => {
  await withKernel(async (client) => {
    const count = await withState(client);
    const input = `setTimeout(() => { ${code} }, 50); 0`;
    const exchange = await client.execute(input);
    expect(outputsOf(exchange)).toEqual(['execute_result 0']);
    const id = exchange.reply.parent_header.msg_id;
    await client.until(({ header, parent_header }) => header.msg_type === 'comm_close' && parent_header.msg_id === id, 'comm_close');
    expect(lateLines(client, exchange)).toEqual([expect.stringContaining(`stderr "${words}`), 'comm_close {}']);
    expect(client.text(id!)).toContain(LOST);
    await expectNewEngine(client, count + 1, input);
  }, SMALL_HEAP);
});

test('a cell that has ended before its engine did is not lost, also when the kernel hears of both at once', async () => {
  await withKernel(async (client, kernel) => {
    await prepare(client, TELL_RUNS, 'import fs from "node:fs"');
    const engine = await enginePid(client);
    const cell = await startCell(client, 'runs(); while (!fs.existsSync("go")); setTimeout(() => process.kill(process.pid, "SIGKILL")); "ended"');
    kernel.kill('SIGSTOP');
    await untilHalted(kernel.pid, STATE_LIMIT_MS);
    writeFileSync(path.join(kernel.folder, 'go'), '');
    await untilEnded(engine, STATE_LIMIT_MS);
    kernel.kill('SIGCONT');
    expect(outputsOf(await client.exchange(cell))).toEqual(['stdout "runs\\n"', "execute_result 'ended'"]);
    await untilToldKilled(client, 1);
    expect(await valueOf(client, 'typeof runs')).toBe("'undefined'");
  });
});

test('ten times in a row between cells, by SIGKILL', async () => {
  await withKernel(async (client, kernel) => {
    for (let turn = 1; turn <= 10; turn++) {
      const { reply } = await client.execute('process.pid');
      process.kill(await enginePid(client), 'SIGKILL');
      await untilToldKilled(client, turn);
      expect(lineOf(reply)).toBe('execute_reply ok');
    }
    expect(await valueOf(client, '"alive"')).toBe("'alive'");
    expect(kernel.processes()).toHaveLength(2);
  });
});

test('during completion and inspection: they are answered, the cell tells the death', async () => {
  await withKernel(async (client) => {
    const engine = await enginePid(client);
    await prepare(client, TELL_RUNS, 'const planets = { mars: 4 }');
    const cell = await startCell(client, 'runs(); for (;;);');
    const asked = Array.from({ length: 20 }, () => [
      client.send('complete_request', { code: 'planets.m', cursor_pos: 9 }),
      client.send('inspect_request', { code: 'planets', cursor_pos: 7, detail_level: 0 }),
    ]).flat();
    process.kill(engine, 'SIGKILL');
    for (const id of asked) expect(lineOf((await client.exchange(id)).reply)).toMatch(/^(?:complete|inspect)_reply ok$/);
    expect(lineOf(errorOf(await client.exchange(cell)))).toMatch(/^error EngineDied: The engine was killed \(SIGKILL\)/);
    expect((await client.request('complete_request', { code: 'planets.m', cursor_pos: 9 })).reply.content['matches']).toEqual([]);
    expect(await valueOf(client, 'typeof planets')).toBe("'undefined'");
  });
});

test.each([
  ['a loop', 'for (;;);'],
  ['an await', 'await new Promise(() => {})'],
  ['a wait for a child', 'require("child_process").spawnSync("sleep", ["100"])'],
])('during an interrupt of %s: one end of the cell, by either, and a new engine', async (_name, code) => {
  await withKernel(async (client) => {
    await prepare(client, TELL_RUNS);
    const engine = await enginePid(client);
    const cell = await startCell(client, `runs(); ${code}`);
    const asked = client.send('interrupt_request', {}, { channel: 'control' });
    process.kill(engine, 'SIGKILL');
    await client.exchange(asked);
    expect(linesOf(await client.exchange(cell)).slice(-3)).toEqual([expect.stringMatching(/^error (?:KeyboardInterrupt|EngineDied): /), 'idle', expect.stringMatching(/^execute_reply error/)]);
    // Where the interrupt came first, the death comes between cells.
    await untilToldKilled(client, 1);
    expect(await valueOf(client, 'typeof runs')).toBe("'undefined'");
  });
});

test('ten times in a row during interrupts', async () => {
  await withKernel(async (client, kernel) => {
    for (let turn = 0; turn < 10; turn++) {
      const engine = await enginePid(client);
      const cell = await startCell(client, 'console.log("runs"); for (;;);');
      const asked = client.send('interrupt_request', {}, { channel: 'control' });
      process.kill(engine, 'SIGKILL');
      await client.exchange(asked);
      expect(linesOf(await client.exchange(cell)).at(-1)).toMatch(/^execute_reply error (?:KeyboardInterrupt|EngineDied)$/);
      // Where the interrupt came first, the next cell could still be sent to the engine that dies.
      await untilToldKilled(client, turn + 1);
    }
    expect(await valueOf(client, '"alive"')).toBe("'alive'");
    expect(kernel.processes()).toHaveLength(2);
  });
});

test('an engine that is killed before it is ready is replaced too', async () => {
  await withKernel(async (client, kernel) => {
    let engine = await enginePid(client);
    for (let turn = 0; turn < 2; turn++) {
      const killed = engine;
      process.kill(engine, 'SIGKILL');
      // Nothing tells when the next one is there, so this has to look.
      while (engine === killed) {
        engine = kernel.processes().find((pid) => pid !== kernel.pid && pid !== killed) ?? killed;
        await wait(1);
      }
    }
    expect(await enginePid(client)).toBe(engine);
  });
});

test.each(['SIGWINCH', 'SIGCONT', 'SIGCHLD', 'SIGURG', 'SIGPIPE'])('%s, which a cell sends to its own process, ends nothing: the next cell runs', async (signal) => {
  await withKernel(async (client) => {
    const engine = await enginePid(client);
    expect(await valueOf(client, `process.kill(process.pid, '${signal}')`)).toBe('true');
    expect(await enginePid(client)).toBe(engine);
    const halted = client.sendCell("process.kill(process.pid, 'SIGWINCH'); console.log('runs'); await new Promise((resolve) => setTimeout(resolve, 50)); 42");
    expect(outputsOf(await client.exchange(halted))).toEqual(['stdout "runs\\n"', 'execute_result 42']);
  });
});

test('SIGSTOP that a cell sends to its own process: SIGCONT lets it go on, and nothing is lost', async () => {
  await withKernel(async (client) => {
    await prepare(client, TELL_RUNS, 'const kept = 1');
    const engine = await enginePid(client);
    const cell = await startCell(client, "runs(); process.kill(process.pid, 'SIGSTOP'); kept");
    await untilHalted(engine, STATE_LIMIT_MS);
    process.kill(engine, 'SIGCONT');
    expect(outputsOf(await client.exchange(cell)).at(-1)).toBe('execute_result 1');
    expect(await enginePid(client)).toBe(engine);
  });
});

test('SIGSTOP: an interrupt tells that the engine was halted, and replaces it', async () => {
  await withKernel(async (client) => {
    await prepare(client, TELL_RUNS);
    const engine = await enginePid(client);
    const cell = await startCell(client, 'runs(); for (;;);');
    process.kill(engine, 'SIGSTOP');
    await interrupt(client);
    expect(linesOf(await client.exchange(cell)).at(-3)).toBe(`error KeyboardInterrupt: The engine was halted by the system (SIGSTOP) and could not answer, so it was ended. ${LOST}`);
    expect(isAlive(engine)).toBe(false);
    expect(await valueOf(client, 'typeof runs')).toBe("'undefined'");
  });
});

test('SIGSTOP between cells: the next cell waits, an interrupt tells why', async () => {
  await withKernel(async (client) => {
    process.kill(await enginePid(client), 'SIGSTOP');
    const cell = client.sendCell('"never"');
    await client.until(({ header, parent_header }) => header.msg_type === 'execute_input' && parent_header.msg_id === cell, 'execute_input');
    await interrupt(client);
    expect(linesOf(await client.exchange(cell)).at(-3)).toMatch(/^error KeyboardInterrupt: The engine was halted by the system \(SIGSTOP\)/);
    expect(await valueOf(client, '"alive"')).toBe("'alive'");
  });
});

test('an engine that is halted and goes on (SIGCONT) loses nothing', async () => {
  await withKernel(async (client) => {
    await prepare(client, TELL_RUNS, 'const kept = 1');
    const engine = await enginePid(client);
    const cell = await startCell(client, 'runs(); await new Promise((resolve) => setTimeout(resolve, 50)); kept');
    process.kill(engine, 'SIGSTOP');
    await untilHalted(engine, STATE_LIMIT_MS);
    process.kill(engine, 'SIGCONT');
    expect(outputsOf(await client.exchange(cell))).toEqual(['stdout "runs\\n"', 'execute_result 1']);
  });
});
