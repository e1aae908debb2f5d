/** Work that a cell starts and that comes back after the cell's end: in every way that Node has. */

/** Cells that declare what the work uses. `said` counts what came; `awaitedBy` waits for a count. */
export const LATE_WORLD: readonly string[] = [
  `import fs from 'node:fs'; import net from 'node:net'; import http from 'node:http'; import dns from 'node:dns'; import zlib from 'node:zlib'; import crypto from 'node:crypto'; import childProcess from 'node:child_process';
  import { EventEmitter, once } from 'node:events'; import { Readable, PassThrough } from 'node:stream'; import { pipeline } from 'node:stream/promises'; import { Worker, MessageChannel, BroadcastChannel } from 'node:worker_threads';
  import timers from 'node:timers/promises'; import readline from 'node:readline';`,
  `const web = http.createServer((request, response) => setTimeout(() => response.end('ok'), 50)); await new Promise((resolve) => web.listen(0, '127.0.0.1', resolve)); const url = 'http://127.0.0.1:' + web.address().port;
  const later = (work) => setTimeout(work, 50); var said = 0; fs.writeFileSync('file.txt', 'x');
  const awaitedBy = async (count) => { while (said < count) await timers.setTimeout(5); };`,
];

/** Each calls `say` once. */
export const LATE_CALLS: readonly [name: string, code: string][] = [
  ['a timer', 'setTimeout(say, 50)'],
  ['an interval', 'const ticking = setInterval(() => { clearInterval(ticking); say() }, 50)'],
  ['an immediate in a timer', 'later(() => setImmediate(say))'],
  ['a tick in a timer', 'later(() => process.nextTick(say))'],
  ['a microtask in a timer', 'later(() => queueMicrotask(say))'],
  ['an await', '(async () => { await timers.setTimeout(50); await null; say() })()'],
  ['then', 'timers.setTimeout(50).then(() => 1).then(say)'],
  ['an async iteration', '(async () => { for await (const _ of timers.setInterval(50)) { say(); break } })()'],
  ['a callback of fs', 'later(() => fs.readFile("file.txt", say))'],
  ['a promise of fs', 'later(() => fs.promises.readFile("file.txt").then(say))'],
  ['a stream of fs', 'later(() => fs.createReadStream("file.txt").once("data", say))'],
  ['a stream', 'const pass = new PassThrough().once("data", say); later(() => pass.write("x"))'],
  ['a pipeline', 'pipeline(async function* () { await timers.setTimeout(50); yield "x" }, async (source) => { for await (const _ of source) say() })'],
  ['an emitter', 'const emitter = new EventEmitter().once("late", say); later(() => emitter.emit("late"))'],
  ['an awaited event', 'const other = new EventEmitter(); once(other, "late").then(say); later(() => other.emit("late"))'],
  ['an EventTarget', 'const target = new EventTarget(); target.addEventListener("late", say); later(() => target.dispatchEvent(new Event("late")))'],
  ['AbortSignal.timeout', 'AbortSignal.timeout(50).addEventListener("abort", say)'],
  ['fetch', 'fetch(url).then(say)'],
  ['the body of a fetch', 'fetch(url).then((response) => response.text()).then(say)'],
  ['a request of http', 'http.get(url, say)'],
  ['a response of http', 'http.get(url, (response) => response.resume().on("end", say))'],
  ['a socket', 'const socket = net.connect(web.address().port, "127.0.0.1", () => socket.write("GET / HTTP/1.0\\r\\n\\r\\n")).once("data", say)'],
  ['a server of its own', 'const own = http.createServer((request, response) => { say(); response.end() }).listen(0, "127.0.0.1", () => later(() => fetch(`http://127.0.0.1:${own.address().port}`)))'],
  ['a connection to a server of its own', 'const tcp = net.createServer((connection) => connection.once("data", say)).listen(0, "127.0.0.1", () => { const c = net.connect(tcp.address().port, "127.0.0.1"); later(() => c.write("x")) })'],
  ['a MessageChannel', 'const { port1, port2 } = new MessageChannel(); port2.once("message", () => { port2.close(); say() }); later(() => port1.postMessage(1))'],
  ['dns', 'later(() => dns.lookup("localhost", say))'],
  ['zlib', 'later(() => zlib.gzip("x", say))'],
  ['crypto', 'crypto.pbkdf2("a", "b", 20_000, 64, "sha512", say)'],
  ['exec', 'childProcess.exec("sleep 0.05", say)'],
  ['the end of a child', 'childProcess.spawn("sleep", ["0.05"]).on("exit", say)'],
  ['the output of a child', 'childProcess.spawn("sh", ["-c", "sleep 0.05; echo x"]).stdout.once("data", say)'],
  ['a line of a child', 'readline.createInterface({ input: childProcess.spawn("sh", ["-c", "sleep 0.05; echo x"]).stdout }).once("line", say)'],
  ['a message of a worker', 'new Worker("setTimeout(() => require(\'worker_threads\').parentPort.postMessage(1), 50)", { eval: true }).once("message", say)'],
];

/** Each prints `done` once, from outside of the engine's main thread. */
export const LATE_PRINTS: readonly [name: string, code: string][] = [
  ['a child with inherited streams', 'childProcess.spawn("sh", ["-c", "sleep 0.05; echo done"], { stdio: "inherit" }).on("exit", () => said++)'],
  ['a child with an inherited stdout', 'childProcess.spawn("sh", ["-c", "sleep 0.05; echo done"], { stdio: ["ignore", "inherit", "ignore"] }).on("exit", () => said++)'],
  ['a child with our stdout as its own', 'childProcess.spawn("sh", ["-c", "sleep 0.05; echo done"], { stdio: ["ignore", process.stdout, 2] }).on("exit", () => said++)'],
  ['the console of a worker', 'new Worker("setTimeout(() => console.log(\'done\'), 50)", { eval: true }).on("exit", () => said++)'],
  ['process.stdout of a worker', 'new Worker("setTimeout(() => process.stdout.write(\'done\\\\n\'), 50)", { eval: true }).on("exit", () => said++)'],
  ['the worker of a worker', 'new Worker("const { Worker } = require(\'worker_threads\'); new Worker(`setTimeout(() => console.log(\'done\'), 50)`, { eval: true })", { eval: true }).on("exit", () => said++)'],
];
