/** Cells that were written for Deno's kernel: `Deno.jupyter`, and specifiers of other runtimes. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { outputsOf, tracebackOf } from './support/lines';
import { sharedKernel, withKernel } from './support/session';

const shared = sharedKernel({
  prepare: (folder) => {
    for (const name of ['shout', '@loud/shout']) {
      const at = path.join(folder, 'node_modules', name);
      mkdirSync(at, { recursive: true });
      writeFileSync(path.join(at, 'package.json'), JSON.stringify({ name, version: '2.0.0', type: 'module', exports: { '.': './index.js', './low': './low.js' } }));
      writeFileSync(path.join(at, 'index.js'), `export default (text) => text.toUpperCase(); export const name = ${JSON.stringify(name)}; export const denoType = typeof Deno;`);
      writeFileSync(path.join(at, 'low.js'), 'export const low = (text) => text.toLowerCase();');
    }
    writeFileSync(path.join(folder, 'local.ts'), 'import shout from "npm:shout@^2"; export const said: string = shout("local");');
  },
});
const shownBy = async (cell: string): Promise<string[]> => outputsOf(await shared.client.execute(cell));

describe('Deno.jupyter', () => {
  test.each([
    ['md, html and svg: values go in as they are', 'Deno.jupyter.html`<b>${"<i>"}</b>`', ['execute_result text/html "<b><i></b>" | text/plain <b><i></b>']],
    ['md', 'Deno.jupyter.md`# ${1}`', ['execute_result text/markdown "# 1" | text/plain # 1']],
    ['svg', 'Deno.jupyter.svg`<svg/>`', ['execute_result image/svg+xml "<svg xmlns=\\"http://www.w3.org/2000/svg\\"/>" | text/plain <svg/>']],
    ['display, awaited', 'await Deno.jupyter.display({ "text/html": "x" }, { raw: true })', ['display_data text/html "x" | text/plain x']],
    ['display of a value', 'await Deno["jupyter"].display(5); 6', ['display_data 5', 'execute_result 6']],
    ['$display', '({ [Deno.jupyter.$display]: () => ({ "text/plain": "mine" }) })', ['execute_result mine']],
    ['$display is the symbol of the convention', 'Deno?.jupyter?.$display === Symbol.for("Jupyter.display")', ['execute_result true']],
    ['a line before without a semicolon', 'const before = 1\nDeno.jupyter.md`x`', ['execute_result text/markdown "x" | text/plain x']],
    ['inside functions', 'class Box { [Deno.jupyter.$display]() { return (() => ({ "text/plain": typeof Deno.jupyter.md }))() } }\nnew Box()', ['execute_result function']],
  ])('%s', async (_name, cell, lines) => {
    expect(await shownBy(cell)).toEqual(lines);
  });

  test('broadcast sends the messages of a cell', async () => {
    const cell = `
await Deno.jupyter.broadcast("display_data", { data: { "text/plain": "1" }, metadata: {}, transient: { display_id: "p" } });
await Deno.jupyter.broadcast("update_display_data", { data: { "text/plain": "2" }, metadata: {}, transient: { display_id: "p" } });
await Deno.jupyter.broadcast("stream", { name: "stdout", text: "said\\n" });
await Deno.jupyter.broadcast("clear_output", { wait: true });
await Deno.jupyter.broadcast("comm_open", { comm_id: "c", target_name: "t", data: { a: 1 } }, { metadata: { m: 1 }, buffers: [new Uint8Array([1, 2])] });
await Deno.jupyter.broadcast("comm_msg", { comm_id: "c", data: { b: 2 } });
await Deno.jupyter.broadcast("comm_close", { comm_id: "c", data: {} });`;
    const exchange = await shared.client.execute(cell);
    expect(outputsOf(exchange)).toEqual(['display_data 1', 'update_display_data 2', 'stdout "said\\n"', 'clear_output wait', 'comm_open t {"a":1}', 'comm_msg {"b":2}', 'comm_close {}']);
    expect(await shownBy('await Deno.jupyter.broadcast("status", {})')).toEqual([
      expect.stringMatching(/^error TypeError: Deno\.jupyter\.broadcast\(\) can't send 'status' here\. It sends display_data, /),
      'execute_reply error TypeError',
    ]);
  });

  test('completion offers what is there, and nothing else', async () => {
    const code = 'Deno.jupyter.';
    const { reply } = await shared.client.request('complete_request', { code, cursor_pos: code.length });
    const exchange = await shared.client.execute('[...Object.keys(Deno.jupyter)].sort().join()');
    expect(outputsOf(exchange)).toEqual([`execute_result '${[...(reply.content['matches'] as string[])].sort().join()}'`]);
    expect((await shared.client.request('complete_request', { code: 'Deno.ju', cursor_pos: 7 })).reply.content).toMatchObject({ matches: ['jupyter'], cursor_start: 5, cursor_end: 7 });
  });

  test('what else is asked of Deno fails as in Node, in the author’s words', async () => {
    expect(await shownBy('typeof Deno')).toEqual(["execute_result 'undefined'"]);
    expect(await shownBy('typeof globalThis.Deno')).toEqual(["execute_result 'undefined'"]);
    expect(await shownBy('import { denoType } from "shout"; denoType')).toEqual(["execute_result 'undefined'"]);
    expect((await shownBy('Deno.readTextFileSync("x")'))[0]).toBe('error ReferenceError: Deno is not defined');
    const { iopub } = await shared.client.execute('1;\n  Deno.jupyter.nothing()');
    const error = iopub.find(({ header }) => header.msg_type === 'error')!;
    expect(error.content['evalue']).toBe('Deno.jupyter.nothing is not a function');
    expect(tracebackOf(error).join('\n')).toContain('2 |   Deno.jupyter.nothing()');
  });

  test('a Deno that cells declare is meant first, also in later cells', async () => {
    await withKernel(async (client) => {
      const lines = async (cell: string): Promise<string[]> => outputsOf(await client.execute(cell));
      expect(await lines('{ const Deno = { jupyter: "block" }; console.log(Deno.jupyter) }')).toEqual(['stdout "block\\n"']);
      expect(await lines('const Deno = { jupyter: { md: (t: TemplateStringsArray) => t[0] + "!" } }')).toEqual([]);
      expect(await lines('Deno.jupyter.md`mine`')).toEqual(["execute_result 'mine!'"]);
    });
  });
});

describe('specifiers of other runtimes', () => {
  test.each([
    ['npm: with a version', 'import shout from "npm:shout@1.2"; shout("a")', ["execute_result 'A'"]],
    ['npm: with a scope, a version and a path', 'import { low } from "npm:@loud/shout@2/low"; low("B")', ["execute_result 'b'"]],
    ['npm:/', 'const { name } = await import("npm:/@loud/shout"); name', ["execute_result '@loud/shout'"]],
    ['in require', 'typeof require("npm:shout@2").default', ["execute_result 'function'"]],
    ['in a local module', 'import { said } from "./local.ts"; said', ["execute_result 'LOCAL'"]],
  ])('%s means what is installed', async (_name, cell, lines) => {
    expect(await shownBy(cell)).toEqual(lines);
  });

  test.each([
    ['npm:left-pad@1', "The package 'left-pad' is not installed where this notebook can see it. In a cell, or without the % in a terminal in the notebook's folder: %npm install left-pad@1"],
    ['jsr:@std/path@1', "Packages of JSR are installed first. In a cell, or without the %sh in a terminal in the notebook's folder: %sh npx jsr add @std/path@1 — then import from '@std/path'."],
    ['https://esm.sh/@loud/shout@2?bundle', "in the notebook's folder: %npm install @loud/shout@2 — then import from '@loud/shout'."],
    ['https://deno.land/std/path.ts', 'Nothing is imported from an address: it could change or be gone with the next run. Save the file beside the notebook'],
  ])('%s', async (specifier, words) => {
    for (const cell of [`import x from "${specifier}"; x`, `await import("${specifier}")`]) {
      const [error] = await shownBy(cell);
      expect(error).toMatch(/^error Error: /);
      expect(error).toContain(words);
    }
  });
});
