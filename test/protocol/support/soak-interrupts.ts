/** Cells without end for the soak: each says `runs`, and the next cell finds all that the notebook holds. */

/** One kind of running cell. */
export interface EndlessCell {
  readonly name: string;
  /** Whether it holds up the event loop, or lets it turn. */
  readonly computes: boolean;
  readonly code: string;
}

/** What the cells use, and every sort of variable that has to be there after each interrupt. */
export const ENDLESS_WORLD: readonly string[] = [
  `import fs from 'node:fs'; import net from 'node:net'; import http from 'node:http'; import childProcess from 'node:child_process'; import { EventEmitter, once, on } from 'node:events'; import timers from 'node:timers/promises';
  import readline from 'node:readline'; import { pipeline } from 'node:stream/promises'; import { Readable, PassThrough } from 'node:stream'; import { Worker, MessageChannel } from 'node:worker_threads';`,
  `const runs = () => console.log('runs'); var turn = 0; let text = 'text'; const list = [1, [2]]; class Point { #x = 3; get x() { return this.#x } } const point = new Point(); function twice(x) { return 2 * x }
  enum Colour { Red = 4 } const map = new Map([['key', 5]]); const later = new Promise((resolve) => setTimeout(resolve, 50, 6)); var ticks = 0; const ticking = setInterval(() => ticks++, 20);
  const inner = (() => { let hidden = 0; return () => ++hidden })(); const emitter = new EventEmitter(); fs.writeFileSync('file.txt', 'x'.repeat(1000));`,
  `const quick = http.createServer((request, response) => response.writeHead(200, { connection: 'close' }).end('ok')).listen(0, '127.0.0.1'); const silent = net.createServer((socket) => socket.resume().on('error', () => {})).listen(0, '127.0.0.1');
  await Promise.all([once(quick, 'listening'), once(silent, 'listening')]); const quickUrl = 'http://127.0.0.1:' + quick.address().port; const silentPort = silent.address().port;
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms)); const isOpen = (server) => server.listening;
  var left: http.Server | null = null; var leftWorker: Worker | null = null; var leftPort = null; // what stays after an interrupt: ended by the next one of its kind`,
];

/** All of it, read by the cell after each interrupt; the count of `inner` and `ticks` tell that functions and intervals live too. */
export const PROOF = '[turn, text, list[1][0], point.x, point instanceof Point, twice(2), Colour.Red, map.get("key"), await later, inner(), isOpen(quick), isOpen(silent), fs.existsSync("file.txt")].join()';

/** What the proof says in one turn. @param proofs how many have been asked for before. */
export function expectedProof(turn: number, proofs: number): string {
  return `'${[turn, 'text', 2, 3, true, 4, 4, 5, 6, proofs + 1, true, true, true].join()}'`;
}

const NEVER = 'await new Promise(() => {})';

const COMPUTING: readonly [name: string, code: string][] = [
  ['a loop', 'runs(); for (;;);'],
  ['a loop after an await', 'await sleep(1); runs(); for (;;);'],
  ['a loop after a fetch', 'await (await fetch(quickUrl)).text(); runs(); for (;;);'],
  ['a loop that allocates', 'const hoard = []; runs(); for (;;) { hoard.push({}); if (hoard.length > 1e5) hoard.length = 0; }'],
  ['a loop that prints', 'for (let i = 0; ; i++) console.log("runs", i);'],
  ['a loop in a timer', `setTimeout(() => { runs(); for (;;); }, 1); ${NEVER};`],
  ['a loop in an immediate', `setImmediate(() => { runs(); for (;;); }); ${NEVER};`],
  ['a loop in a callback of fs', `fs.readFile("file.txt", () => { runs(); for (;;); }); ${NEVER};`],
  ['a loop in a callback of http', `http.get(quickUrl, () => { runs(); for (;;); }); ${NEVER};`],
  ['a loop in a listener on a socket', `net.connect(silentPort, "127.0.0.1", () => { runs(); for (;;); }); ${NEVER};`],
  ['a loop in a handler of a server', 'left?.close(); left?.closeAllConnections(); const own = http.createServer(() => { runs(); for (;;); }).listen(0, "127.0.0.1"); left = own; await once(own, "listening"); await fetch("http://127.0.0.1:" + own.address().port);'],
  ['a loop in a listener', 'new EventEmitter().on("x", () => { runs(); for (;;); }).emit("x");'],
  ['a loop in a stream', `new Readable({ read() { runs(); for (;;); } }).resume(); ${NEVER};`],
  ['try, catch and finally', 'for (;;) { try { runs(); for (;;); } catch { turn = -1; } finally { turn = -2; } }'],
  ['a generator', 'runs(); for (const x of (function* () { for (;;) yield 1; })());'],
  ['an async generator', 'runs(); for await (const x of (async function* () { for (;;) yield 1; })());'],
  ['microtasks', `const again = () => queueMicrotask(again); runs(); again(); ${NEVER};`],
  ['ticks', `const again = () => process.nextTick(again); runs(); again(); ${NEVER};`],
  ['a loop of awaits', 'runs(); for (;;) await null;'],
  ['Atomics.wait', 'runs(); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'],
  ['a regular expression', 'runs(); /^(a+)+$/.test("a".repeat(60) + "!");'],
  ['a sort with a comparison', 'runs(); for (;;) Array.from({ length: 1000 }, (_, i) => -i).sort((a, b) => a - b);'],
  ['JSON', 'const object = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [i, { i }])); runs(); for (;;) JSON.parse(JSON.stringify(object));'],
  ['synchronous reads', 'runs(); for (;;) fs.readFileSync("file.txt", "utf8");'],
  ['spawnSync', 'runs(); childProcess.spawnSync("sleep", ["1000"]);'],
];

const WAITING: readonly [name: string, code: string][] = [
  ['a promise that never settles', `runs(); ${NEVER};`],
  ['a timer', 'runs(); await sleep(1e6);'],
  ['a loop of timers', 'runs(); for (;;) await sleep(1);'],
  ['timers/promises', 'runs(); await timers.setTimeout(1e6);'],
  ['an interval of timers/promises', 'runs(); for await (const _ of timers.setInterval(2));'],
  ['a loop of immediates', 'runs(); for (;;) await timers.setImmediate();'],
  ['Promise.all', 'runs(); await Promise.all([sleep(1e6), timers.setTimeout(1e6), once(emitter, "never")]);'],
  ['a loop of files', 'runs(); for (;;) await fs.promises.readFile("file.txt");'],
  ['a stream of a file', 'runs(); for await (const chunk of fs.createReadStream("/dev/zero"));'],
  ['a pipeline', 'runs(); await pipeline(fs.createReadStream("/dev/zero"), new PassThrough(), async function* (source) { for await (const chunk of source); });'],
  ['a fetch without an answer', 'runs(); await fetch("http://127.0.0.1:" + silentPort);'],
  ['a loop of fetches', 'runs(); for (;;) await (await fetch(quickUrl)).text();'],
  ['a request of http', 'runs(); await once(http.get("http://127.0.0.1:" + silentPort), "response");'],
  ['a socket', 'const socket = net.connect(silentPort, "127.0.0.1"); await once(socket, "connect"); runs(); await once(socket, "data");'],
  ['an event', 'runs(); await once(emitter, "never");'],
  ['events', 'runs(); for await (const _ of on(emitter, "never"));'],
  ['a child', 'const child = childProcess.spawn("sleep", ["1000"]); runs(); await once(child, "exit");'],
  ['lines of a child', 'for await (const line of readline.createInterface({ input: childProcess.spawn("yes", ["runs"]).stdout })) if (turn > 0) runs();'],
  ['a loop of children', 'runs(); for (;;) await once(childProcess.spawn("true"), "exit");'],
  ['a worker', 'await leftWorker?.terminate(); const worker = new Worker("require(\'worker_threads\').parentPort.on(\'message\', () => {})", { eval: true }); leftWorker = worker; worker.unref(); runs(); await once(worker, "message");'],
  ['a message', 'leftPort?.close(); const { port1, port2 } = new MessageChannel(); leftPort = port2; port2.unref(); runs(); await once(port2, "message");'],
  ['a loop that computes and waits', 'runs(); for (;;) { await sleep(1); for (let i = 0; i < 1e6; i++); }'],
  ['an abort that does not come', 'const { signal } = new AbortController(); runs(); await timers.setTimeout(1e6, null, { signal });'],
  ['a print in a loop of timers', 'for (;;) { runs(); await sleep(2); }'],
  ['await using', 'await using resource = { async [Symbol.asyncDispose]() { turn = -3; } }; runs(); await sleep(1e6);'],
];

/** As many that compute as that wait, in turns. */
export const ENDLESS_CELLS: readonly EndlessCell[] = COMPUTING.flatMap(([name, code], i) => {
  const [waitingName, waitingCode] = WAITING[i]!;
  return [{ name, code, computes: true }, { name: waitingName, code: waitingCode, computes: false }];
});
