/** Cells of many kinds that end, for the soak; what a person does in a long day, in the proportions of a long day. */
import { interrupt, startCell } from './cells';
import type { KernelClient } from './kernel-client';
import { lineOf, outputsOf } from './lines';

/** One kind. `turn`: the number of the cell in the soak. */
interface CellKind {
  readonly name: string;
  /** How many of a hundred cells are of it. */
  readonly percent: number;
  /** Runs one to its end and returns what tells how it went, to be compared with `expected`. */
  readonly run: (client: KernelClient, turn: number) => Promise<string>;
  readonly expected: (turn: number) => string;
}

export const MIXED_WORLD: readonly string[] = [
  `import fs from 'node:fs'; import http from 'node:http'; import childProcess from 'node:child_process'; import zlib from 'node:zlib'; import { once } from 'node:events'; import { pipeline } from 'node:stream/promises';
  import { Readable, PassThrough } from 'node:stream'; import { Worker } from 'node:worker_threads'; import { comms, table } from 'awaitbook';`,
  `const web = http.createServer((request, response) => response.writeHead(200, { connection: 'close' }).end('answer')).listen(0, '127.0.0.1'); await once(web, 'listening'); const url = 'http://127.0.0.1:' + web.address().port;
  fs.writeFileSync('local.ts', 'export const one: number = 1;'); const runs = () => console.log('runs'); const later = (work) => new Promise((resolve) => setTimeout(() => { setTimeout(resolve); work(); }));`,
];

/** A cell by its code, and its last line: a result, an error's reply, or what it printed. */
function cell(name: string, percent: number, code: (turn: number) => string, expected: (turn: number) => string): CellKind {
  return { name, percent, run: async (client, turn) => outputsOf(await client.execute(code(turn))).at(-1) ?? 'nothing', expected };
}

/** A request that is no cell. */
function request(name: string, percent: number, type: string, content: object, expected: string): CellKind {
  return { name, percent, run: async (client) => lineOf((await client.request(type, content)).reply), expected: () => expected };
}

function interrupted(name: string, percent: number, code: string): CellKind {
  const run = async (client: KernelClient): Promise<string> => {
    const id = await startCell(client, code);
    await interrupt(client);
    return lineOf((await client.exchange(id)).reply);
  };
  return { name, percent, run, expected: () => 'execute_reply error KeyboardInterrupt' };
}

async function answered(client: KernelClient): Promise<string> {
  const id = client.sendCell('await input("?")', { content: { allow_stdin: true } });
  const question = await client.until(({ header, parent_header }) => header.msg_type === 'input_request' && parent_header.msg_id === id, 'input_request');
  client.send('input_reply', { value: 'yes' }, { channel: 'stdin', parent: question.header });
  return outputsOf(await client.exchange(id)).at(-1)!;
}

const KINDS: readonly CellKind[] = [
  cell('a sum', 14, (turn) => `1 + ${turn}`, (turn) => `execute_result ${turn + 1}`),
  cell('typed declarations', 9, (turn) => `interface Planet<T> { name: string; moons: T }\nclass Star { constructor(public planets: Planet<number>[]) {} }\nenum Kind { Rock = ${turn} }\nconst star = new Star([{ name: 'x', moons: ${turn} }]);\nfunction sum(s: Star): number { return s.planets.reduce((all, { moons }) => all + moons, 0) }\nsum(star)`, (turn) => `execute_result ${turn}`),
  cell('prints', 8, (turn) => `console.log(${turn}); console.log({ deep: [${turn}] });`, (turn) => `stdout "${turn}\\n{ deep: [ ${turn} ] }\\n"`),
  cell('a timer', 8, (turn) => `await new Promise((resolve) => setTimeout(resolve, 1, ${turn}))`, (turn) => `execute_result ${turn}`),
  cell('a fetch', 6, () => 'await (await fetch(url)).text()', () => "execute_result 'answer'"),
  cell('a file', 6, (turn) => `await fs.promises.writeFile('file.txt', '${turn}'); String(await fs.promises.readFile('file.txt'))`, (turn) => `execute_result '${turn}'`),
  cell('a stream', 4, () => 'let bytes = 0; await pipeline(Readable.from([Buffer.alloc(1e5)]), zlib.createGzip(), zlib.createGunzip(), new PassThrough(), async (source) => { for await (const chunk of source) bytes += chunk.length }); bytes', () => 'execute_result 100000'),
  cell('much output', 2, () => 'console.log("x".repeat(1e5))', () => `stdout "${'x'.repeat(1e5)}\\n"`),
  cell('a large value', 2, () => 'Array.from({ length: 1e5 }, (_, i) => ({ i })).length', () => 'execute_result 100000'),
  cell('an error', 3, (turn) => `const fails = () => { throw new Error("nr ${turn}") }; fails()`, () => 'execute_reply error Error'),
  cell('a syntax error', 2, () => 'let = ;', () => 'execute_reply error SyntaxError'),
  cell('an uncaught error', 2, () => 'await later(() => { throw new TypeError("late") }); 0', () => 'execute_result 0'),
  cell('an unhandled rejection', 2, () => 'await later(() => void Promise.reject(new TypeError("late"))); 0', () => 'execute_result 0'),
  cell('process.exit', 1, () => 'process.exit(1)', () => 'execute_reply error ProcessExit'),
  cell('a stack overflow', 1, () => 'const deep = () => deep() + 1; deep()', () => 'execute_reply error RangeError'),
  cell('a child', 3, () => 'childProcess.spawnSync("echo", ["x"]).stdout.toString() + (await once(childProcess.spawn("true"), "exit"))[0]', () => "execute_result 'x\\n0'"),
  cell('a child with inherited streams', 2, (turn) => `await once(childProcess.spawn("echo", ["${turn}"], { stdio: "inherit" }), "close");`, (turn) => `stdout "${turn}\\n"`),
  cell('a worker', 1, () => 'const worker = new Worker("require(\'worker_threads\').parentPort.postMessage(7)", { eval: true }); const exit = once(worker, "exit"); const [said] = await once(worker, "message"); await exit; said', () => 'execute_result 7'),
  cell('a local module', 2, () => 'import { one } from "./local"; one', () => 'execute_result 1'),
  cell('a display', 3, (turn) => `display(html\`<b>${turn}</b>\`);`, (turn) => `display_data text/html "<b>${turn}</b>" | text/plain <b>${turn}</b>`),
  cell('a table', 2, () => 'table([{ a: 1 }]).constructor.name.length > 0', () => 'execute_result true'),
  cell('a promise as result', 1, () => 'new Promise((resolve) => setTimeout(resolve, 500, 8))', () => 'display_data Promise { <pending> }'),
  cell('console.clear', 1, () => 'console.clear(); console.log(1);', () => 'stdout "1\\n"'),
  cell('using', 1, () => '{ using resource = { [Symbol.dispose]() { console.log("gone") } }; }', () => 'stdout "gone\\n"'),
  cell('a comm', 2, () => 'const comm = comms.open("widget", { x: 1 }); comm.close(); 0', () => 'execute_result 0'),
  cell('%time', 1, () => '%time 1 + 1', () => 'execute_result 2'),
  request('completion', 3, 'complete_request', { code: 'web.li', cursor_pos: 6 }, 'complete_reply ok'),
  request('inspection', 2, 'inspect_request', { code: 'web', cursor_pos: 2, detail_level: 0 }, 'inspect_reply ok'),
  request('is_complete', 1, 'is_complete_request', { code: 'for (;;) {' }, 'is_complete_reply incomplete'),
  { name: 'a question', percent: 1, run: answered, expected: () => "execute_result 'yes'" },
  interrupted('an interrupt of a loop', 2, 'runs(); for (;;);'),
  interrupted('an interrupt of an await', 2, 'runs(); await new Promise((resolve) => setTimeout(resolve, 1e6))'),
];

/** A hundred cells, the kinds spread evenly. */
export const MIXED_CELLS: readonly CellKind[] = KINDS.flatMap((kind, row) => Array.from({ length: kind.percent }, (_, i) => ({ kind, at: (i + (row + 1) / (KINDS.length + 1)) / kind.percent })))
  .toSorted((a, b) => a.at - b.at)
  .map(({ kind }) => kind);
