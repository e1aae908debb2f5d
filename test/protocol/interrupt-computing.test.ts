/** Interrupts of cells that compute or hold up their thread (issue 5): all variables kept, the line told, nothing of the cell runs on, repeatable. */
import { beforeAll, expect, test } from '@jest/globals';
import { errorOf, interrupt, lateLines, placesOf, prepare, startCell, TELL_RUNS, valueOf } from './support/cells';
import { linesOf } from './support/lines';
import { sharedKernel } from './support/session';

const shared = sharedKernel();
const NEVER = 'await new Promise(() => {});';

beforeAll(async () => {
  await prepare(
    shared.client,
    `import fs from 'node:fs'; import net from 'node:net'; import http from 'node:http'; import childProcess from 'node:child_process'; import vm from 'node:vm'; import { AsyncResource, createHook } from 'node:async_hooks'; import { PerformanceObserver } from 'node:perf_hooks';
    import { EventEmitter } from 'node:events'; import { MessageChannel } from 'node:worker_threads'; import { Readable } from 'node:stream'; import { setTimeout as sleep } from 'node:timers/promises';`,
    `${TELL_RUNS} const kept = { since: 'before', list: [1, 2] }; var ranOn = 0;
    const quick = http.createServer((request, response) => response.end('ok')); await new Promise((resolve) => quick.listen(0, '127.0.0.1', resolve)); const { port } = quick.address();
    fs.writeFileSync('file.txt', 'x'); fs.writeFileSync('spin.cjs', 'exports.spin = (runs) => {\\n  runs(); for (;;);\\n};');`,
  );
});

/** Each computes in the line with `runs()`; what follows must not run. */
const CELLS: readonly [name: string, code: string][] = [
  ['a loop at the top level', '\nruns(); for (;;) {}'],
  ['a loop after an await', 'await null;\nruns(); for (;;) {}'],
  ['a loop after a timer', 'await sleep(1);\nruns(); while (true) {}'],
  ['a loop after a file was read', 'await fs.promises.readFile("file.txt");\nruns(); do {} while (true)'],
  ['a loop after a fetch', 'await (await fetch(`http://127.0.0.1:${port}`)).text();\nruns(); for (;;) {}'],
  ['a loop in a function', 'function spin() {\n  runs(); for (;;) ranOn = 0;\n}\nspin();'],
  ['a loop in an async function behind awaits', 'async function spin() {\n  await sleep(1);\n  runs(); for (;;) {}\n}\nawait spin();'],
  ['a loop in a method', 'class Spinner {\n  spin() {\n    runs(); for (;;) {}\n  }\n}\nnew Spinner().spin();'],
  ['a loop in a static initialiser', 'class Spinner {\n  static x = (() => {\n    runs(); for (;;) {}\n  })();\n}'],
  ['a loop that allocates', '\nruns(); for (;;) { new Array(1000).fill(0) }'],
  ['a loop that prints', '\nfor (;;) console.log("runs"); // as runs() does'],
  ['a loop in a timer', `setTimeout(() => {\n  runs(); for (;;) {}\n}, 1);\n${NEVER}`],
  ['a loop in an immediate', `setImmediate(() => {\n  runs(); for (;;) {}\n});\n${NEVER}`],
  ['a loop in a tick', `process.nextTick(() => {\n  runs(); for (;;) {}\n});\n${NEVER}`],
  ['a loop in a microtask', `queueMicrotask(() => {\n  runs(); for (;;) {}\n});\n${NEVER}`],
  ['a loop in a continuation', 'await Promise.resolve().then(() => {\n  runs(); for (;;) {}\n});'],
  ['a loop in a callback of fs', `fs.readFile("file.txt", () => {\n  runs(); for (;;) {}\n});\n${NEVER}`],
  ['a loop in a callback of net', `net.connect(port, "127.0.0.1", () => {\n  runs(); for (;;) {}\n});\n${NEVER}`],
  ['a loop in a callback of http', `http.get({ host: "127.0.0.1", port }, () => {\n  runs(); for (;;) {}\n});\n${NEVER}`],
  ['a loop in a handler of a server of its own', 'const own = http.createServer(() => {\n  runs(); for (;;) {}\n});\nawait new Promise((resolve) => own.listen(0, "127.0.0.1", resolve));\nawait fetch(`http://127.0.0.1:${own.address().port}`);'],
  ['a loop in a listener', 'const emitter = new EventEmitter().on("spin", () => {\n  runs(); for (;;) {}\n});\nemitter.emit("spin");'],
  ['a loop in a listener of an EventTarget', 'const target = new EventTarget();\ntarget.addEventListener("spin", () => {\n  runs(); for (;;) {}\n});\ntarget.dispatchEvent(new Event("spin"));'],
  ['a loop in a stream', `new Readable({\n  read() {\n    runs(); for (;;) {}\n  },\n}).resume();\n${NEVER}`],
  ['a loop in a message handler', `const { port1, port2 } = new MessageChannel();\nport2.on("message", () => {\n  runs(); for (;;) {}\n});\nport1.postMessage(1);\n${NEVER}`],
  ['a loop in a callback of a child', `childProcess.exec("true", () => {\n  runs(); for (;;) {}\n});\n${NEVER}`],
  ['a generator without end', 'function* numbers() {\n  runs(); for (;;) yield 1;\n}\nfor (const x of numbers()) ranOn = 0;'],
  ['an async generator without end', 'async function* numbers() {\n  runs(); for (;;) yield 1;\n}\nfor await (const x of numbers()) ranOn = 0;'],
  ['try, catch and finally', 'try {\n  runs(); for (;;) {}\n} catch {\n  ranOn++;\n} finally {\n  ranOn++;\n}'],
  ['try in a loop', 'for (;;) {\n  try {\n    runs(); for (;;) {}\n  } catch {\n    ranOn++;\n  }\n}'],
  ['using', 'using resource = { [Symbol.dispose]() { ranOn++; } };\nruns(); for (;;) {}'],
  ['a comparison of sort', '[3, 2, 1].sort(() => {\n  runs(); for (;;) {}\n});'],
  ['a reviver of JSON.parse', 'JSON.parse("[1]", () => {\n  runs(); for (;;) {}\n});'],
  ['a trap of a proxy', 'new Proxy({}, {\n  get() {\n    runs(); for (;;) {}\n  },\n}).x;'],
  ['showing of the result', '({\n  [Symbol.for("nodejs.util.inspect.custom")]() {\n    runs(); for (;;) {}\n  },\n})'],
  ['a module of the notebook', '\nrequire("./spin.cjs").spin(runs);'],
  ['eval', '\nruns(); eval("for (;;) {}");'],
  ['a new Function', '\nnew Function("runs", "runs(); for (;;) {}")(runs);'],
  ['vm', '\nruns(); vm.runInNewContext("for (;;) {}");'],
  ['WebAssembly', 'const wasm = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 114, 0, 0, 10, 9, 1, 7, 0, 3, 64, 12, 0, 11, 11]);\nconst { instance } = await WebAssembly.instantiate(wasm);\nruns(); instance.exports.r();'],
  ['a chain of microtasks', `const again = () => {\n  queueMicrotask(again);\n};\nruns(); again();\n${NEVER}`],
  ['a chain of continuations', `const again = () => {\n  Promise.resolve().then(again);\n};\nruns(); again();\n${NEVER}`],
  ['a chain of ticks', `const again = () => {\n  process.nextTick(again);\n};\nruns(); again();\n${NEVER}`],
  ['a loop of awaits', '\nruns(); for (;;) await null;'],
  ['Atomics.wait', '\nruns(); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'],
  ['a regular expression that backtracks', '\nruns(); /^(a+)+$/.test("a".repeat(60) + "!");'],
  ['spawnSync', '\nruns(); childProcess.spawnSync("sleep", ["1000"]);'],
  ['spawnSync, its result kept', '\nruns(); ranOn = childProcess.spawnSync("sleep", ["1000"]).pid;'],
  ['execSync', '\nruns(); childProcess.execSync("sleep 1000; true");'],
  ['execFileSync in try', 'try {\n  runs(); childProcess.execFileSync("sleep", ["1000"]);\n} catch {\n  ranOn++;\n}'],
  ['a loop of compressions', 'const { gzipSync } = require("node:zlib");\nruns(); for (;;) gzipSync(Buffer.alloc(100_000));'],
  ['a recursion that catches its overflow', 'const deep = () => {\n  try { deep(); } catch { ranOn = 0; }\n};\nruns(); for (;;) deep();'],
  ['a loop in an AsyncResource', 'new AsyncResource("x").runInAsyncScope(() => {\n  runs(); for (;;) {}\n});'],
  ['a loop behind an await in an AsyncResource', 'await new AsyncResource("x").runInAsyncScope(async () => {\n  await sleep(1);\n  runs(); for (;;) {}\n});'],
  ['a loop while async_hooks are on', 'const hook = createHook({ init() {} }).enable();\nawait null;\nruns(); for (;;) {}'],
  ['a loop of awaits while async_hooks are on', 'const hook2 = createHook({ init() {} }).enable();\nruns(); for (;;) await null;'],
  ['a callback of a PerformanceObserver', `new PerformanceObserver((_, observer) => {\n  observer.disconnect(); runs(); for (;;) {}\n}).observe({ entryTypes: ["mark"] });\nperformance.mark("x");\n${NEVER}`],
  ['a loop of spawnSync', '\nruns(); for (;;) childProcess.spawnSync("true");'],
];

/** Where a chain stands when it is interrupted depends on the moment: in its function, or in the line that began it. */
const CHAINS = /^a chain|^a loop of awaits|^an async generator|^a generator|^a new Function|^a recursion/;

function lineOfCall(code: string): number {
  return code.slice(0, code.indexOf('runs()')).split('\n').length;
}

test.each(CELLS)('%s', async (name, code) => {
  const { client } = shared;
  await client.execute('ranOn = 0;');
  for (let turn = 0; turn < 2; turn++) {
    const cell = await startCell(client, name === 'showing of the result' ? code : `${code}\nranOn++;`);
    const queued = client.sendCell('ranOn++;');
    await interrupt(client);
    const exchange = await client.exchange(cell);
    const lines = linesOf(exchange).filter((line) => !line.startsWith('stdout'));
    const count = String(exchange.reply.content['execution_count']);
    // `busy` again: the answered interrupt ended in an idle of its own.
    expect(lines).toEqual(['busy', 'execute_input', 'busy', `error KeyboardInterrupt: Cell ${count} was interrupted.`, 'idle', 'execute_reply error KeyboardInterrupt']);
    expect(linesOf(await client.exchange(queued))).toEqual(['busy', 'idle', 'execute_reply aborted']);
    const places = placesOf(errorOf(exchange));
    // The last one: a hook of another cell may just be at work.
    if (CHAINS.test(name)) expect(places.at(-1)?.cell ?? Number(count)).toBe(Number(count));
    // On a loaded machine it may come before `runs` of another cell has returned.
    else expect(places.find(({ cell }) => cell === Number(count))).toEqual({ cell: Number(count), line: lineOfCall(code) });
    expect(await valueOf(client, '[kept.since, kept.list.length, ranOn, typeof runs]')).toBe("[ 'before', 2, 0, 'function' ]");
    expect(lateLines(client, exchange)).toEqual([]);
  }
});

test('a loop of rejections: a termination that is lost in what V8 calls for each of them is made up for', async () => {
  const { client } = shared;
  for (let turn = 0; turn < 20; turn++) {
    const cell = await startCell(client, 'runs(); for (;;) { Promise.reject(turn).catch(() => {}); await null; }'.replace('turn', String(turn)));
    await interrupt(client);
    // A rejection whose `catch` was not reached any more is told too.
    const lines = linesOf(await client.exchange(cell));
    expect(lines.at(-1)).toBe('execute_reply error KeyboardInterrupt');
    expect(lines.filter((line) => line.startsWith('error KeyboardInterrupt'))).toEqual([expect.stringMatching(/was interrupted\.$/)]);
    expect(await valueOf(client, 'kept.since')).toBe("'before'");
  }
});
