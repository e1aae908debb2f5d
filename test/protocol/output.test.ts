/** What a person sees of values and of what a cell writes. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { lineOf, outputsOf } from './support/lines';
import { sharedKernel } from './support/session';
import type { Fields } from './support/wire-format';

const shared = sharedKernel();

async function run(cell: string): Promise<string[]> {
  return outputsOf(await shared.client.execute(cell));
}

describe('console and streams', () => {
  test.each<[name: string, cell: string, outputs: string[]]>([
    ['log, info and debug to stdout', 'console.log("a"); console.info("b"); console.debug("c")', ['stdout "a\\nb\\nc\\n"']],
    ['error, warn and trace to stderr', 'console.error("a"); console.warn("b"); console.trace("c")', [expect.stringMatching(/^stderr "a\\nb\\nTrace: c\\n {4}at Cell \d+:1:\d+\\n"$/) as never]],
    ['in the order in which they were written', 'console.log(1); console.error(2); console.log(3); process.stderr.write("4\\n"); process.stdout.write("5")', ['stdout "1\\n"', 'stderr "2\\n"', 'stdout "3\\n"', 'stderr "4\\n"', 'stdout "5"', 'execute_result true']],
    ['with displays between them', 'console.log("before"); display("between"); console.log("after")', ['stdout "before\\n"', "display_data 'between'", 'stdout "after\\n"']],
    ['placeholders', 'console.log("%s is %d, %i, %f, %j, %o, %O, %c%%", "x", 1.5, 1.5, "1.5", {a: 1}, [1], {b: {c: {}}}, "css")', ['stdout "x is 1.5, 1, 1.5, {\\"a\\":1}, [ 1, [length]: 1 ], { b: { c: {} } }, %\\n"']],
    ['table', 'console.table([{a: 1, b: "x"}, {a: 2}], ["a"])', ['stdout "┌─────────┬───┐\\n│ (index) │ a │\\n├─────────┼───┤\\n│ 0       │ 1 │\\n│ 1       │ 2 │\\n└─────────┴───┘\\n"']],
    ['group, and its end', 'console.group("G"); console.warn("in"); console.groupEnd(); console.log("out")', ['stdout "G\\n"', 'stderr "  in\\n"', 'stdout "out\\n"']],
    ['count and countReset', 'console.count(); console.count("n"); console.count(); console.countReset(); console.count()', ['stdout "default: 1\\nn: 1\\ndefault: 2\\ndefault: 1\\n"']],
    ['assert', 'console.assert(1 === 2, "not", {equal: 1}); console.assert(true, "never")', ['stderr "Assertion failed: not { equal: 1 }\\n"']],
    ['dir and dirxml', 'console.dir({a: {b: {}}}, {depth: 0}); console.dirxml(1)', ['stdout "{ a: [Object] }\\n1\\n"']],
    ['clear clears the output', 'console.log("gone"); console.clear(); console.log("kept")', ['stdout "gone\\n"', 'clear_output now', 'stdout "kept\\n"']],
    ['an empty line, and nothing for an empty text', 'console.log(); process.stdout.write("");', ['stdout "\\n"']],
    ['bytes, also of half characters', 'for (const byte of Buffer.from("€")) process.stdout.write(Buffer.from([byte]));', ['stdout "€"']],
    ['a Console of one\'s own', 'import { Console } from "node:console"; new Console(process.stdout, process.stderr).error("mine")', ['stderr "mine\\n"']],
    ['what a child process with our streams writes', 'import { spawnSync } from "node:child_process"; spawnSync("echo", ["from a child"], {stdio: "inherit"}); 0', ['execute_result 0']],
  ])('%s', async (_name, cell, outputs) => {
    const lines = await run(cell);
    expect(lines.filter((line) => !line.includes('from a child'))).toEqual(outputs);
  });

  test('time, timeLog and timeEnd', async () => {
    expect(await run('console.time("t"); console.timeLog("t", "x"); console.timeEnd("t")')).toEqual([expect.stringMatching(/^stdout "t: [\d.]+m?s x\\nt: [\d.]+m?s\\n"$/)]);
  });

  test('values are written with colours', async () => {
    const { iopub } = await shared.client.execute('console.log({a: 1}, "text")');
    expect(iopub[2]!.content['text']).toMatch(/^\{ a: \x1b\[\d+m1\x1b\[39m \} text\n$/);
  });

  test('a line of many megabytes arrives whole', async () => {
    const { iopub } = await shared.client.execute('process.stdout.write("x".repeat(5_000_000) + "\\n");');
    const texts = iopub.filter(({ header }) => header.msg_type === 'stream').map(({ content }) => content['text'] as string);
    expect(texts.join('').length).toBe(5_000_001);
    expect(texts.length).toBeLessThan(50);
  });

  test('what a child writes into our streams comes under the cell', async () => {
    const { client } = shared;
    const id = client.sendCell('import { spawn } from "node:child_process"; import { once } from "node:events"; await once(spawn("echo", ["from a child"], {stdio: "inherit"}), "exit"); await new Promise((resolve) => setTimeout(resolve, 50));');
    await client.exchange(id);
    await client.untilText(id, 'from a child\n');
  });
});

describe('values', () => {
  test.each<[name: string, cell: string, shown: string]>([
    ['a Map and a Set', 'new Map<any, any>([["a", new Set([1])], [{}, null]])', "Map(2) { 'a' => Set(1) { 1 }, {} => null }"],
    ['a Buffer and a typed array', '[Buffer.from("hi"), new Uint8Array([1, 255])]', '[ <Buffer 68 69>, Uint8Array(2) [ 1, 255 ] ]'],
    ['a class instance', 'class Point { x = 1; #y = 2; static z = 3 } new Point()', 'Point { x: 1 }'],
    ['a class and a function', '[class A extends Array {}, function f() {}, async () => {}]', '[ [class A extends Array], [Function: f], [AsyncFunction (anonymous)] ]'],
    ['a cyclic value', 'const ring: any = {name: "ring"}; ring.self = ring; ring', "<ref *1> { name: 'ring', self: [Circular *1] }"],
    ['deep nesting', '({a: {b: {c: {d: 1}}}})', '{ a: { b: { c: [Object] } } }'],
    ['dates, regular expressions, symbols, big integers', '[new Date(0), /a+/g, Symbol("s"), 10n, -0, NaN]', '[ 1970-01-01T00:00:00.000Z, /a+/g, Symbol(s), 10n, -0, NaN ]'],
    ['sparse and long arrays', '[, 1, ,]', '[ <1 empty item>, 1, <1 empty item> ]'],
    ['an error as a value', 'const shown = new RangeError("as a value"); shown.stack = "RangeError: as a value"; shown', '[RangeError: as a value]'],
    ['a getter that throws', '({get bad() { throw new Error("no"); }, ok: 1})', '{ bad: [Getter], ok: 1 }'],
    ['an inspection that throws', '({[Symbol.for("nodejs.util.inspect.custom")]() { throw new Error("no"); }})', '[object whose inspection failed: Error: no]'],
    ['an object without a prototype', 'Object.assign(Object.create(null), {a: 1})', '[Object: null prototype] { a: 1 }'],
    ['a revoked proxy', 'const {proxy, revoke} = Proxy.revocable({}, {}); revoke(); proxy', expect.stringContaining('Proxy') as never],
    ['a proxy whose traps throw', 'new Proxy({a: 1}, {get() { throw new Error("trap"); }, ownKeys() { throw new Error("trap"); }, getPrototypeOf() { throw new Error("trap"); }})', expect.stringContaining('a: 1') as never],
    ['globalThis', 'globalThis', expect.stringContaining('global') as never],
    ['an empty text', '""', "''"],
  ])('%s', async (_name, cell, shown) => {
    const lines = (await run(cell)).map((line) => line.replace(/\s+/g, ' '));
    expect(lines).toEqual([typeof shown === 'string' ? `execute_result ${shown}` : shown]);
  });

  test('a result has colours', async () => {
    const { iopub } = await shared.client.execute('({a: 1})');
    expect((iopub[2]!.content['data'] as Fields)['text/plain']).toMatch(/^\{ a: \x1b\[\d+m1\x1b\[39m \}$/);
  });

  test.each([
    ['a long text', '"x".repeat(1_000_000)', /… [\d,]+ more characters/],
    ['an array of many items', 'Array.from({length: 1_000_000}, (_, i) => i)', /\.\.\. [\d,]+ more items/],
    ['an object of many properties', 'Object.fromEntries(Array.from({length: 100_000}, (_, i) => ["key" + i, i]))', /more|…/],
    ['a Map of many entries', 'new Map(Array.from({length: 100_000}, (_, i) => [i, i]))', /more items/],
    ['many long texts', 'Array.from({length: 100}, () => "y".repeat(100_000))', /more characters/],
  ])('%s is cut, and the note says what is missing', async (_name, cell, note) => {
    const { iopub, reply } = await shared.client.execute(cell);
    expect(lineOf(reply)).toBe('execute_reply ok');
    const text = stripVTControlCharacters(String((iopub[2]!.content['data'] as Fields)['text/plain']));
    expect(text.length).toBeLessThan(150_000);
    expect(text.slice(-200)).toMatch(note);
  });
});

const SHOWN = "class Chart { constructor(private title: string) {} [Symbol.for('Jupyter.display')]() { return {'text/html': `<b>${this.title}</b>`, 'application/json': {title: this.title}, 'text/plain': this.title}; } }";

describe('display', () => {
  test('Symbol.for("Jupyter.display"), sync and async, as a result and by display()', async () => {
    const chart = 'text/html "<b>t</b>" | application/json {"title":"t"} | text/plain t';
    expect(await run(`${SHOWN} new Chart("t")`)).toEqual([`execute_result ${chart}`]);
    expect(await run('display(new Chart("t"));')).toEqual([`display_data ${chart}`]);
    expect(await run("class Slow { async [Symbol.for('Jupyter.display')]() { await null; return {'text/html': '<i>slow</i>', 'text/plain': 'slow'}; } } new Slow()")).toEqual(['execute_result text/html "<i>slow</i>" | text/plain slow']);
    expect(await run('display(new Slow()); console.log("next")')).toEqual(expect.arrayContaining(['display_data text/html "<i>slow</i>" | text/plain slow', 'stdout "next\\n"']));
  });

  test('a bundle without text gets one', async () => {
    expect(await run("class Bare { [Symbol.for('Jupyter.display')]() { return {'text/html': '<b>b</b>'}; } } new Bare()")).toEqual(['execute_result text/html "<b>b</b>" | text/plain Bare {}']);
  });

  test('bytes travel as base64', async () => {
    expect(await run("({[Symbol.for('Jupyter.display')]: () => ({'image/png': new Uint8Array([137, 80]), 'text/plain': 'p'})})")).toEqual(['execute_result image/png "iVA=" | text/plain p']);
  });

  test.each([
    ['throws', '() => { throw new Error("no picture"); }', 'no picture'],
    ['rejects', 'async () => { throw new Error("no picture"); }', 'no picture'],
    ['gives no object', '() => 7', 'not an object of MIME types'],
    ['gives a list', '() => [1, 2, 3]', 'MIME types'],
    ['gives what is no MIME type', '() => ({"not a type": 1})', "'not a type' is not a MIME type"],
  ])('a display method that %s is told in words', async (_name, method, words) => {
    const [line, ...others] = await run(`class Odd { [Symbol.for('Jupyter.display')] = ${method} } new Odd()`);
    expect(line).toMatch(/^execute_result Odd \{[\s\S]*Jupyter\.display/);
    expect(line).toContain(words);
    expect(others).toEqual([]);
  });

  test('display with an id, and its update from the same and a later cell', async () => {
    const { client } = shared;
    const first = await client.execute('const shownAt = display("first"); await shownAt.update("second");');
    expect(outputsOf(first)).toEqual(["display_data 'first'", "update_display_data 'second'"]);
    const later = await client.execute('await shownAt.update("third");');
    expect(outputsOf(later)).toEqual(["update_display_data 'third'"]);
    const ids = [...first.iopub, ...later.iopub].filter(({ header }) => header.msg_type.endsWith('display_data')).map(({ content }) => (content['transient'] as Fields)['display_id']);
    expect(new Set(ids).size).toBe(1);
    expect(ids).toHaveLength(3);
  });
});
