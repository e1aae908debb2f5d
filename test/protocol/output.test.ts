/** What is printed, byte by byte and in order, by JavaScript, by children and past Node's streams (issue 5). */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { interrupt, lateLines, prepare, startCell, TELL_RUNS } from './support/cells';
import { outputsOf } from './support/lines';
import { sharedKernel } from './support/session';

const shared = sharedKernel();
beforeAll(() => prepare(shared.client, `import fs from 'node:fs'; import childProcess from 'node:child_process'; import { once } from 'node:events'; import { Console } from 'node:console'; import { Worker } from 'node:worker_threads'; ${TELL_RUNS}`));

test.each([
  ['both streams and displays, in order', 'console.log(1); console.error(2); display("x"); process.stdout.write("3\\n"); process.stderr.write("4\\n"); 5', ['stdout "1\\n"', 'stderr "2\\n"', "display_data 'x'", 'stdout "3\\n"', 'stderr "4\\n"', 'execute_result 5']],
  ['carriage returns and progress bars, as they are', 'for (const part of ["10%\\r", "50%\\r", "\\x1b[2K100%", "\\b\\n"]) process.stdout.write(part)', ['stdout "10%\\r50%\\r100%\\b\\n"']],
  ['console.clear', 'console.log("a"); console.clear(); console.log("b")', ['stdout "a\\n"', 'clear_output now', 'stdout "b\\n"']],
  ['console.clear of a function of an older cell', 'clearNow(); console.log("b")', ['clear_output now', 'stdout "b\\n"']],
  ['a character in two writes', 'process.stdout.write(Buffer.from([0xe2, 0x82])); process.stdout.write(Buffer.from([0xac])); process.stdout.write("\\n")', ['stdout "€\\n"']],
  ['a character in two writes with an await in between', 'process.stdout.write(Buffer.from([0xf0, 0x9f])); await null; process.stdout.write(Buffer.from([0x98, 0x80, 0x0a]))', ['stdout "😀\\n"']],
  ['half a character at the end', 'process.stdout.write(Buffer.from([0x61, 0xe2, 0x82]))', ['stdout "a�"']],
  ['half surrogate pairs', 'console.log("\\ud83d" + "\\ude00"); console.log("\\ud83d"); console.log("\\ude00")', ['stdout "😀\\n�\\n�\\n"']],
  ['binary rubbish', 'process.stdout.write(Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x07, 0x0a]))', ['stdout "��\\u0000�\\u0007\\n"']],
  ['other encodings', 'process.stdout.write("610a", "hex"); process.stdout.write("Ygo=", "base64"); process.stdout.write("é\\n", "latin1"); process.stdout.write(new Uint16Array([0x0a63]))', ['stdout "a\\nb\\n�\\nc\\n"']],
  ['a callback of write', 'await new Promise((resolve) => process.stdout.write("a\\n", resolve)); process.stdout.write("b\\n")', ['stdout "a\\nb\\n"']],
  ['a pipe into process.stdout', 'const { pipeline } = require("node:stream/promises"); const { Readable } = require("node:stream"); await pipeline(Readable.from(["a", "b\\n"]), process.stdout, { end: false }); console.log("c")', ['stdout "ab\\nc\\n"']],
  ['a Console of its own', 'new Console(process.stdout, process.stderr).log("own")', ['stdout "own\\n"']],
  ['empty writes', 'process.stdout.write(""); process.stdout.write(Buffer.alloc(0)); console.log("a")', ['stdout "a\\n"']],
  ['writes past Node, in their order', 'fs.writeSync(1, "one\\n"); fs.writeSync(1, "two\\n")', ['stdout "one\\ntwo\\n"']],
  ['writes past Node on both', 'fs.writeSync(1, "out\\n"); await new Promise((resolve) => setTimeout(resolve, 50)); fs.writeSync(2, "err\\n")', ['stdout "out\\n"', 'stderr "err\\n"']],
  ['a character in two writes past Node', 'fs.writeSync(1, Buffer.from([0xe2, 0x82])); await new Promise((resolve) => setTimeout(resolve, 50)); fs.writeSync(1, Buffer.from([0xac, 0x0a]))', ['stdout "€\\n"']],
  ['rubbish past Node', 'fs.writeSync(1, Buffer.from([0xff, 0x00, 0x80, 0x0a]))', ['stdout "�\\u0000�\\n"']],
  ['a child with inherited streams', 'await once(childProcess.spawn("sh", ["-c", "echo a; echo b; sleep 0.05; echo c >&2"], { stdio: "inherit" }), "close")', ['stdout "a\\nb\\n"', 'stderr "c\\n"']],
  ['a synchronous child with inherited streams', 'childProcess.spawnSync("sh", ["-c", "echo a; sleep 0.05; echo b >&2"], { stdio: "inherit" }); await new Promise((resolve) => setTimeout(resolve, 20)); console.log("c")', ['stdout "a\\n"', 'stderr "b\\n"', 'stdout "c\\n"']],
  ['execSync shows what goes to stderr', 'String(childProcess.execSync("echo out; echo err >&2"))', ['stderr "err\\n"', "execute_result 'out\\n'"]],
  ['a child piped to process.stdout', 'const piped = childProcess.spawn("sh", ["-c", "echo a; echo b"]); piped.stdout.pipe(process.stdout, { end: false }); await once(piped, "close")', ['stdout "a\\nb\\n"']],
  ['a character in two writes of a child', 'await once(childProcess.spawn("sh", ["-c", "printf \'\\\\342\\\\202\'; sleep 0.05; printf \'\\\\254\\\\n\'"], { stdio: "inherit" }), "close")', ['stdout "€\\n"']],
  ['rubbish of a child', 'await once(childProcess.spawn("sh", ["-c", "printf \'\\\\377\\\\000\\\\n\'"], { stdio: "inherit" }), "close")', ['stdout "�\\u0000\\n"']],
  ['the end of a character that a child does not write', 'await once(childProcess.spawn("sh", ["-c", "printf \'a\\\\342\\\\202\'"], { stdio: "inherit" }), "close")', ['stdout "a�"']],
  ['the console of a worker', 'await once(new Worker("console.log(1); console.error(2); console.log(3)", { eval: true }), "exit")', ['stdout "1\\n3\\n"', 'stderr "2\\n"']],
] as readonly [name: string, code: string, outputs: string[]][])('%s', async (name, code, outputs) => {
  const { client } = shared;
  await prepare(client, 'const clearNow = () => console.clear();');
  const hasResult = outputs.some((line) => line.startsWith('execute_result'));
  const exchange = await client.execute(hasResult ? code : `${code};`);
  const ofStreams = (lines: readonly string[]) => ['stdout', 'stderr'].map((name) => lines.filter((line) => line.startsWith(name)).map((line) => JSON.parse(line.slice(name.length + 1)) as string).join(''));
  const got = joined(outputsOf(exchange));
  // Two pipes of one child, or of a worker, have no order between them.
  if (/worker/.test(name)) expect(ofStreams(got)).toEqual(ofStreams(outputs));
  else expect(got).toEqual(outputs);
  expect(lateLines(client, exchange)).toEqual([]);
});

test("the end of a cell never overtakes its output, however much of that is on its way when the cell ends: the two go by different pipes then", async () => {
  const { client } = shared;
  for (let turns = 0; turns < 60; turns++) {
    const cell = `console.log("a"); for (let turn = 0; turn < ${turns}; turn++) await new Promise((resolve) => setImmediate(resolve)); fs.writeSync(1, "b"); display(${turns}); ${turns % 3 === 0 ? 'console.log("c");' : ''} ${turns}`;
    const exchange = await client.execute(cell);
    const texts = outputsOf(exchange).map((line) => line.replace(/^stdout /, ''));
    expect(texts.at(-1)).toBe(`execute_result ${turns}`);
    expect(texts).toContain(`display_data ${turns}`);
    // Writes past Node have no order with the others.
    const printed = texts.filter((line) => line.startsWith('"')).map((line) => JSON.parse(line) as string).join('');
    expect(printed.replace('b', '')).toBe(turns % 3 === 0 ? 'a\nc\n' : 'a\n');
    expect(printed).toContain('b');
    expect(lateLines(client, exchange)).toEqual([]);
  }
});

/** Texts of one stream that follow each other, as one: in how many messages they come is chance. */
function joined(lines: readonly string[]): string[] {
  const out: string[] = [];
  for (const line of lines) {
    const [, name, text] = /^(stdout|stderr) (".*")$/s.exec(line) ?? [];
    const last = out.at(-1);
    if (name !== undefined && last?.startsWith(`${name} `) === true) out[out.length - 1] = `${name} ${JSON.stringify((JSON.parse(last.slice(name.length + 1)) as string) + (JSON.parse(text!) as string))}`;
    else out.push(line);
  }
  return out;
}

test('what a child writes after its cell ended comes under that cell, though it writes past Node', async () => {
  const { client } = shared;
  const owner = await client.execute('childProcess.spawn("sh", ["-c", "echo early; sleep 0.3; echo late"], { stdio: "inherit" }); 0');
  const other = await client.execute('await new Promise((resolve) => setTimeout(resolve, 500)); "other"');
  await client.untilText(owner.reply.parent_header.msg_id!, 'late');
  expect(outputsOf(other)).toEqual(["execute_result 'other'"]);
  expect(client.text(owner.reply.parent_header.msg_id!)).toBe('early\nlate\n');
});

test('two children write at once: each in order, under its own cell', async () => {
  const { client } = shared;
  const code = (name: string) => `childProcess.spawn("sh", ["-c", "for i in 0 1 2 3 4 5 6 7 8 9; do echo ${name}$i; sleep 0.01; done"], { stdio: "inherit" }); 0`;
  const first = await client.execute(code('a'));
  const second = await client.execute(code('b'));
  for (const [{ reply }, name] of [[first, 'a'], [second, 'b']] as const) {
    const id = reply.parent_header.msg_id!;
    await client.untilText(id, `${name}9`);
    expect(client.text(id)).toBe(Array.from({ length: 10 }, (_, i) => `${name}${i}\n`).join(''));
  }
});

test.each([
  ['a loop', 'for (;;);'],
  ['Atomics.wait', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'],
  ['a wait for a child', 'childProcess.spawnSync("sleep", ["1000"]);'],
  ['microtasks', 'for (;;) await null;'],
])('what was printed is shown while %s holds up the event loop', async (_name, code) => {
  const { client } = shared;
  const cell = await startCell(client, `console.error("before"); runs(); ${code}`);
  expect(client.published(cell).map(({ content }) => content['text']).filter((text) => text !== undefined)).toEqual(['before\n', 'runs\n']);
  await interrupt(client);
  await client.exchange(cell);
});

test('lines come while the loop is held up: each is there before the cell goes on to the next', async () => {
  const { client, kernel } = shared;
  const cell = client.sendCell('for (let i = 0; i < 20; i++) { console.log(`line ${i};`); while (!fs.existsSync(`seen-${i}`)); }');
  for (let i = 0; i < 20; i++) {
    await client.untilText(cell, `line ${i};`);
    writeFileSync(path.join(kernel.folder, `seen-${i}`), '');
  }
  await client.exchange(cell);
  expect(client.text(cell)).toBe(Array.from({ length: 20 }, (_, i) => `line ${i};\n`).join(''));
});
