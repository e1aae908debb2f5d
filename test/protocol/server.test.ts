/** The kernel behind a real Jupyter Server, with JupyterLab's own client. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { KernelMessage } from '@jupyterlab/services';
import { JupyterServer, LabClient } from './support/jupyter-server';
import { lineOf } from './support/lines';
import { untilGone } from './support/processes';
import type { Message } from './support/wire-format';

let server: JupyterServer;
beforeAll(async () => {
  server = await JupyterServer.start();
});
afterAll(() => server.end());

const linesOf = (messages: readonly KernelMessage.IMessage[]) => messages.map((message) => lineOf(message as unknown as Message));

/** A kernel for one test, with a client. */
async function withLab(use: (client: LabClient) => Promise<void>): Promise<void> {
  const client = await LabClient.connect(server);
  try {
    await use(client);
  } finally {
    await client.kernel.shutdown();
    await client.close();
  }
}

const stateOf = async ({ kernel }: LabClient) => ((await server.api(`kernels/${kernel.id}`)) as { execution_state: string }).execution_state;

/** The server takes the state from messages as the client does, but on its own way: it may be a moment behind. */
async function untilState(client: LabClient, state: string): Promise<void> {
  while ((await stateOf(client)) !== state) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('the server lists the kernel with its logos, and interrupts it by message', async () => {
  const { kernelspecs } = (await server.api('kernelspecs')) as { kernelspecs: Record<string, { spec: object; resources: Record<string, string> }> };
  expect(kernelspecs['awaitbook']).toMatchObject({
    spec: { display_name: 'TypeScript (Awaitbook)', language: 'typescript', interrupt_mode: 'message', argv: expect.arrayContaining(['{connection_file}']) },
    resources: { 'logo-svg': expect.any(String), 'logo-32x32': expect.any(String), 'logo-64x64': expect.any(String) },
  });
});

test('a cell, as JupyterLab sees it', async () => {
  await withLab(async (client) => {
    const messages = await client.execute('console.log("hello"); display({[Symbol.for("Jupyter.display")]: () => ({"text/html": "<b>b</b>", "text/plain": "b"})}); ({answer: 42})');
    expect(linesOf(messages)).toEqual(['busy', 'execute_input', 'stdout "hello\\n"', 'display_data text/html "<b>b</b>" | text/plain b', 'execute_result { answer: 42 }', 'idle', 'execute_reply ok']);
    const failed = await client.execute('throw new TypeError("no")');
    expect(linesOf(failed)).toEqual(['busy', 'execute_input', 'error TypeError: no', 'idle', 'execute_reply error TypeError']);
    await client.untilStatus('idle');
  });
});

test('the kernel counts as busy for client and server as long as a cell runs, also after a completion', async () => {
  await withLab(async (client) => {
    const cell = client.kernel.requestExecute({ code: 'console.log("runs"); await new Promise((resolve) => { globalThis.goOn = resolve; })' });
    await client.until(({ header }) => header.msg_type === 'stream');
    await untilState(client, 'busy');
    for (let turn = 0; turn < 3; turn++) {
      const { content } = await client.kernel.requestComplete({ code: 'goO', cursor_pos: 3 });
      expect(content).toMatchObject({ status: 'ok', matches: ['goOn'] });
      const busyAgain = ({ header, parent_header, content }: KernelMessage.IMessage) =>
        header.msg_type === 'status' && (content as { execution_state: string }).execution_state === 'busy' && (parent_header as { msg_id: string }).msg_id === cell.msg.header.msg_id;
      await client.until((message) => busyAgain(message) && client.seen.filter(busyAgain).length >= turn + 2);
      await client.untilStatus('busy');
      await untilState(client, 'busy');
    }
    await client.kernel.interrupt();
    await cell.done;
    await client.untilStatus('idle');
    await untilState(client, 'idle');
  });
});

test('the interrupt button ends a spinning cell; variables are kept', async () => {
  await withLab(async (client) => {
    await client.execute('const kept = "kept"');
    const cell = client.kernel.requestExecute({ code: 'console.log("runs"); while (true) {}' });
    await client.until(({ header }) => header.msg_type === 'stream');
    await client.kernel.interrupt();
    await cell.done;
    const lines = linesOf(await client.messagesOf(cell.msg.header.msg_id)).filter((line) => line !== 'busy');
    expect(lines).toEqual(['execute_input', 'stdout "runs\\n"', expect.stringMatching(/^error KeyboardInterrupt/), 'idle', 'execute_reply error KeyboardInterrupt']);
    expect(linesOf(await client.execute('kept'))).toContain("execute_result 'kept'");
  });
});

test('the restart button gives a new kernel: counts begin anew, variables are gone, no process is left', async () => {
  await withLab(async (client) => {
    await client.execute('0'); // its types are checked: from here on the kernel has all its processes
    const before = server.processes();
    await client.execute('const lost = 1; import { spawn } from "node:child_process"; spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"]); 0');
    const cell = client.kernel.requestExecute({ code: 'while (true) {}' });
    cell.done.catch(() => undefined); // it is canceled by the restart
    client.checks.allowAnotherSession();
    await client.kernel.restart();
    await client.kernel.info;
    const messages = await client.execute('typeof lost');
    // What the server asks of the new kernel meanwhile is answered, and the cell's busy said again.
    const lines = linesOf(messages).filter((line, at) => line !== 'busy' || at === 0);
    expect(lines).toEqual(['busy', 'execute_input', "execute_result 'undefined'", 'idle', 'execute_reply ok']);
    expect(messages.at(-1)!.content).toMatchObject({ execution_count: 1 });
    await server.untilProcesses(before.length);
  });
});

test('two front ends on one kernel: both see the cell, and each may complete', async () => {
  await withLab(async (one) => {
    const two = await LabClient.connect(server, one.kernel.id);
    try {
      const messages = await one.execute('const both = "seen by both"; both');
      const id = (messages[0]!.parent_header as { msg_id: string }).msg_id;
      await two.until(({ content, parent_header }) => (content as { execution_state?: string }).execution_state === 'idle' && (parent_header as { msg_id: string }).msg_id === id);
      expect(linesOf(await two.messagesOf(id))).toEqual(['busy', 'execute_input', "execute_result 'seen by both'", 'idle']);
      const { content } = await two.kernel.requestComplete({ code: 'bot', cursor_pos: 3 });
      expect(content).toMatchObject({ matches: ['both'] });
    } finally {
      await two.close();
    }
  });
});

test('input: the front end asks the person', async () => {
  await withLab(async (client) => {
    const messages = await client.execute('`hello ${await input("Who? ")}`', (message) => {
      expect(message.content).toEqual({ prompt: 'Who? ', password: false });
      client.kernel.sendInputReply({ status: 'ok', value: 'Ada' }, message.header as KernelMessage.IInputReplyMsg['parent_header']);
    });
    expect(linesOf(messages)).toContain("execute_result 'hello Ada'");
  });
});

test('comms both ways, with buffers', async () => {
  await withLab(async (client) => {
    const opened = new Promise<{ data: unknown; bytes: number[] }>((resolve) => {
      client.kernel.registerCommTarget('widget', (comm, { content, buffers }) => {
        const { buffer, byteOffset, byteLength } = buffers![0] as DataView;
        resolve({ data: content.data, bytes: [...new Uint8Array(buffer, byteOffset, byteLength)] });
        void comm.send({ from: 'the front' }, undefined, [new Uint8Array([7, 8]).buffer]);
      });
    });
    const code = `import { comms } from 'awaitbook';
      const comm = comms.open('widget', {n: 1}, {buffers: [new Uint8Array([1, 2])]});
      const {data, buffers} = await new Promise<any>((resolve) => { comm.onMessage = resolve; });
      [data, ...buffers[0]]`;
    const messages = await client.execute(code);
    expect(await opened).toEqual({ data: { n: 1 }, bytes: [1, 2] });
    expect(linesOf(messages)).toContain("execute_result [ { from: 'the front' }, 7, 8 ]");

    await client.execute('comms.registerTarget("echo", (comm) => { comm.onMessage = ({data}) => comm.send({echo: data}); }); 0');
    const comm = client.kernel.createComm('echo');
    const echo = new Promise((resolve) => (comm.onMsg = ({ content }) => resolve(content.data)));
    void comm.open({});
    void comm.send({ a: [1] });
    expect(await echo).toEqual({ echo: { a: [1] } });
    expect((await client.kernel.requestCommInfo({ target_name: 'echo' })).content).toEqual({ status: 'ok', comms: { [comm.commId]: { target_name: 'echo' } } });
    await comm.close().done;
  });
});

test('the other requests of JupyterLab', async () => {
  await withLab(async (client) => {
    const { kernel } = client;
    await client.execute('function greet(name: string) { return name; }');
    expect((await kernel.requestInspect({ code: 'greet', cursor_pos: 5, detail_level: 0 })).content).toMatchObject({ status: 'ok', found: true });
    expect((await kernel.requestIsComplete({ code: 'if (a) {' })).content).toMatchObject({ status: 'incomplete' });
    expect((await kernel.requestHistory({ hist_access_type: 'tail', n: 1, output: false, raw: true })).content).toMatchObject({ status: 'ok', history: [[1, 1, expect.stringContaining('greet')]] });
    expect((await kernel.info).language_info.name).toBe('typescript');
    expect(kernel.supportsSubshells).toBe(false);
  });
});

test('shutdown ends the kernel and all that it started', async () => {
  const [own] = await server.untilProcesses(1);
  const client = await LabClient.connect(server);
  await client.execute('import { spawn } from "node:child_process"; spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"]); 0');
  // The kernel, its engine, the compiler, and the child of the cell.
  expect(server.processes()).toHaveLength(1 + 4);
  await client.kernel.shutdown();
  await client.close();
  expect(await server.untilProcesses(1)).toEqual([own]);
});

test('a server that is killed takes its kernels along, within 3 s', async () => {
  const other = await JupyterServer.start();
  const client = await LabClient.connect(other);
  client.kernel.requestExecute({ code: 'console.log("runs"); while (true) {}' }).done.catch(() => undefined); // it is canceled by the end of the connection
  await client.until(({ header }) => header.msg_type === 'stream');
  await client.close();
  other.kill('SIGKILL');
  await untilGone(other.mark, 3_000);
  await other.end();
});
