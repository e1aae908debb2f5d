import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { addressOf } from './support/connection';
import type { Connection } from './support/connection';
import { PROJECT_FOLDER } from './support/kernel-folder';
import { outputsOf } from './support/lines';
import { residentBytes } from './support/memory';
import { withKernel } from './support/session';

const MIB = 1024 * 1024;
/** Far more than the 64 MiB that a subscriber may be behind, and what the system's own socket buffers hold. */
const WRITTEN_MIB = 128;

/** A subscriber in a process of its own, so that it can be stopped: tells its greeting, and at each line "mark N" how many bytes of streams it has read. */
const SUBSCRIBER = `
  const { Subscriber } = require('zeromq');
  (async () => {
    const socket = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
    socket.connect(process.argv[1]);
    socket.subscribe('');
    let bytes = 0;
    for await (const frames of socket) {
      const { msg_type } = JSON.parse(frames[3]);
      if (msg_type === 'iopub_welcome') console.log('subscribed');
      if (msg_type !== 'stream') continue;
      const { text } = JSON.parse(frames[6]);
      if (/^mark \\d+\\n$/.test(text)) console.log(text.trim() + ' after ' + bytes);
      else bytes += text.length;
    }
  })();`;

interface OtherSubscriber {
  readonly child: ChildProcessWithoutNullStreams;
  /** The next line that it writes. */
  line(): Promise<string>;
}

async function startSubscriber(connection: Connection): Promise<OtherSubscriber> {
  const child = spawn(process.execPath, ['-e', SUBSCRIBER, addressOf(connection, 'iopub')], { cwd: PROJECT_FOLDER });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = async () => String((await lines.next()).value);
  expect(await line()).toBe('subscribed');
  return { child, line };
}

test('a subscriber that hangs loses what is more than 64 MiB behind, and one line says so; others lose nothing', async () => {
  await withKernel(async (client, kernel) => {
    const front = kernel.pid;
    const hung = await startSubscriber(kernel.connection);
    try {
      await client.execute('const mib = "x".repeat(2 ** 20 - 1) + "\\n"; const write = (count: number) => { for (let i = 0; i < count; i++) process.stdout.write(mib); };');
      const before = residentBytes(front);
      hung.child.kill('SIGSTOP');
      const flood = await client.execute(`write(${WRITTEN_MIB})`);
      const received = flood.iopub.filter(({ header }) => header.msg_type === 'stream').reduce((sum, { content }) => sum + (content['text'] as string).length, 0);
      expect(received).toBe(WRITTEN_MIB * MIB);
      expect(residentBytes(front) - before).toBeLessThan(300 * MIB);
      // The healthy one is served as ever while the other still hangs.
      expect(outputsOf(await client.execute('"healthy"'))).toEqual(["execute_result 'healthy'"]);

      hung.child.kill('SIGCONT');
      const told = hung.line();
      let isTold = false;
      void told.then(() => (isTold = true));
      // Until it has caught up it still loses messages: so the mark comes again and again.
      for (let mark = 1; !isTold; mark++) await client.execute(`console.log("mark ${mark}"); await new Promise((resolve) => setTimeout(resolve, 50))`);
      const line = await told;
      const read = Number(/ after (\d+)$/.exec(line)![1]);
      expect(read).toBeLessThan(WRITTEN_MIB * MIB);
      expect(read).toBeGreaterThan(60 * MIB);
      expect(kernel.stderr).toBe('awaitbook: iopub: a client is more than 64 MiB behind and loses output until it reads again (time 1)\n');

      // Once it reads again it loses nothing, and is told anew only when it hangs anew.
      await client.execute('write(20)');
      await client.execute('console.log("mark 0")'); // a cell of its own: texts of one cell are joined
      let last = line;
      while (!last.startsWith('mark 0 ')) last = await hung.line();
      expect(last).toBe(`mark 0 after ${read + 20 * MIB}`);
      expect(kernel.stderr.split('\n')).toHaveLength(2);
    } finally {
      hung.child.kill('SIGKILL');
      await once(hung.child, 'close');
    }
  });
});

test('a client that hangs, with output still to be sent to it, does not hold up the end of the kernel', async () => {
  await withKernel(async (client, kernel) => {
    const hung = await startSubscriber(kernel.connection);
    try {
      hung.child.kill('SIGSTOP');
      await client.execute('process.stdout.write("x".repeat(50 * 2 ** 20) + "\\n");');
      const start = performance.now();
      await client.request('shutdown_request', { restart: false }, { channel: 'control' });
      expect(await kernel.untilGone()).toEqual({ code: 0, signal: null });
      expect(performance.now() - start).toBeLessThan(5_000); // jupyter_client kills a kernel then
    } finally {
      hung.child.kill('SIGKILL');
      await once(hung.child, 'close');
    }
  });
});
