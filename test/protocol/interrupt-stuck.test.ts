/** What can't be stopped ends the engine, told in words (issue 5): one long call into native code, a read that blocks. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { interrupt, prepare, startCell, TELL_RUNS, valueOf } from './support/cells';
import { linesOf } from './support/lines';
import type { KernelClient } from './support/kernel-client';
import { isAlive } from './support/processes';
import { withKernel } from './support/session';

const WORDS =
  'error KeyboardInterrupt: What ran could not be stopped (one long call into native code), so the engine was ended. Variables, imports and comms of this notebook are gone; ' +
  'the cells, the history and their numbers are not. Run the cells that you need again: a new engine is ready.';

/** Ms that the interrupt may take on a slow machine; the kernel gives up after 2 s. */
const LIMIT_MS = 10_000;

const IN_JAVASCRIPT = 'a getter that V8 calls to tell of an error';

/** Each holds up its thread for minutes, or for ever; all but the last in native code. */
const CALLS: readonly [name: string, code: string][] = [
  ['a sort of many numbers as texts', 'const many = Array.from({ length: 1e7 }, Math.random); runs(); many.sort();'],
  ['a digest of a password', 'const { pbkdf2Sync } = require("node:crypto"); runs(); pbkdf2Sync("a", "b", 2 ** 31 - 1, 64, "sha512");'],
  ['a read of a pipe that nobody writes', 'runs(); require("node:fs").readFileSync("never");'],
  ['a query of a database without end', 'const database = new (require("node:sqlite").DatabaseSync)(":memory:"); runs(); database.prepare("with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n").all();'],
  [IN_JAVASCRIPT, 'class Broken extends Error { get message() { runs(); for (;;); } } throw new Broken();'],
];

/** Until no look at a live value is answered: before the call itself is reached the cell could still be stopped as any other. */
async function untilInNativeCode(client: KernelClient): Promise<void> {
  const isAnswered = async (): Promise<boolean> => (await client.request('inspect_request', { code: 'kept', cursor_pos: 4, detail_level: 0 })).reply.content['found'] === true;
  while (await isAnswered());
}

test.each(CALLS)('%s', async (name, code) => {
  await withKernel(
    async (client, kernel) => {
      await prepare(client, TELL_RUNS, 'import { comms } from "awaitbook"; import os from "node:os"; const kept = 1; comms.open("widget"); process.pid');
      const engine = Number(await valueOf(client, 'process.pid'));
      const cell = await startCell(client, code);
      if (name !== IN_JAVASCRIPT) await untilInNativeCode(client);
      const queued = client.sendCell('"never"');
      expect(await interrupt(client)).toBeLessThan(LIMIT_MS);
      const exchange = await client.exchange(cell);
      // Each request that is answered meanwhile is followed by the cell's busy.
      expect(linesOf(exchange).filter((line, at) => !line.startsWith('stdout') && (line !== 'busy' || at === 0))).toEqual(['busy', 'execute_input', WORDS, 'comm_close {}', 'idle', 'execute_reply error KeyboardInterrupt']);
      expect(linesOf(await client.exchange(queued))).toEqual(['busy', 'idle', 'execute_reply aborted']);
      expect(await valueOf(client, '[typeof kept, typeof os, typeof comms]')).toBe("[ 'undefined', 'undefined', 'undefined' ]");
      expect((await client.execute('1')).reply.content['execution_count']).toBe((exchange.reply.content['execution_count'] as number) + 2);
      expect((await client.request('comm_info_request')).reply.content['comms']).toEqual({});
      expect([isAlive(engine), isAlive(kernel.pid)]).toEqual([false, true]);
      expect(kernel.processes()).toHaveLength(2); // front and engine
    },
    { prepare: (folder) => void execFileSync('mkfifo', [path.join(folder, 'never')]) },
  );
});
