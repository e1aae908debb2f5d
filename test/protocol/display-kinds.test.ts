/** Kinds of values that are shown richly without being asked: packages as their own documentation uses them, and shapes of such. */
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PROJECT_FOLDER } from './support/kernel-folder';
import { outputsOf } from './support/lines';
import { sharedKernel, withKernel } from './support/session';
import type { KernelClient } from './support/kernel-client';
import type { Fields } from './support/wire-format';

/** The notebook's folder sees the packages of the checkout. */
const shared = sharedKernel({ prepare: (folder) => symlinkSync(path.join(PROJECT_FOLDER, 'node_modules'), path.join(folder, 'node_modules'), 'junction') });

/** What the last value of a cell is shown as. */
async function resultOf(cell: string, client: KernelClient = shared.client): Promise<Fields> {
  const exchange = await client.execute(cell);
  const [result, ...others] = exchange.iopub.filter(({ header }) => !/^(?:status|execute_input)$/.test(header.msg_type));
  expect([result?.header.msg_type, ...others.map(({ content }) => content)]).toEqual(['execute_result']);
  return result!.content['data'] as Fields;
}

const DOCUMENT = 'import { parseHTML } from "linkedom"; const { document } = parseHTML("<html><body></body></html>");';

describe('elements', () => {
  test('as HTML, with their text beside', async () => {
    expect(await resultOf(`${DOCUMENT} const box = document.createElement("div"); box.innerHTML = "<b>a</b>  <i>b</i>"; box`)).toEqual({
      'text/html': '<div><b>a</b>  <i>b</i></div>',
      'text/plain': '<div> element: a b',
    });
  });

  test('an Observable Plot: a drawing in HTML, and as an image for exports', async () => {
    const cell = 'import * as Plot from "@observablehq/plot"; Plot.plot({ document, marks: [Plot.barY([{ wait: "a", ms: 300 }, { wait: "b", ms: 200 }], { x: "wait", y: "ms" })] })';
    const data = await resultOf(cell);
    expect(Object.keys(data)).toEqual(['text/html', 'image/svg+xml', 'text/plain']);
    expect(data['text/html']).toMatch(/^<svg [^>]*class="plot-[^]*aria-label="bar"[^]*<\/svg>$/);
    expect(data['image/svg+xml']).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
    expect(data['text/plain']).toMatch(/^<svg> element: .*↑ ms/);
  });

  test('a Plot with a legend is a figure', async () => {
    const data = await resultOf('Plot.barY([{ wait: "a", ms: 300 }], { x: "wait", y: "ms", fill: "wait" }).plot({ document, color: { legend: true } })');
    expect(Object.keys(data)).toEqual(['text/html', 'text/plain']);
    expect(data['text/html']).toMatch(/^<figure /);
  });
});

describe('pictures', () => {
  const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

  test('bytes with a picture’s signature; other bytes are bytes', async () => {
    expect(await resultOf(`const png = Buffer.from("${PNG}", "base64"); png`)).toEqual({ 'image/png': PNG, 'text/plain': 'PNG image, 70 bytes' });
    expect(await resultOf('new Uint8Array(png)')).toMatchObject({ 'image/png': PNG });
    expect(Object.keys(await resultOf('png.subarray(1)'))).toEqual(['text/plain']);
    expect(await resultOf('Buffer.from("GIF89a")')).toEqual({ 'text/plain': expect.stringContaining('Buffer') });
  });

  test.each([
    ['toDataURL', `toDataURL: () => "data:image/png;base64,${PNG}"`],
    ['toBuffer', 'toBuffer: (type: string) => { if (type !== "image/png") throw type; return png; }'],
    ['an async toBuffer', 'toBuffer: async () => png'],
  ])('a canvas with %s', async (_name, methods) => {
    expect(await resultOf(`({ getContext() {}, ${methods} })`)).toEqual({ 'image/png': PNG, 'text/plain': 'PNG image, 70 bytes' });
  });

  test('a canvas that fails says so; what only has one of the names is no canvas', async () => {
    const data = await resultOf('({ getContext() {}, toBuffer: async () => { throw new Error("no memory") } })');
    expect(data['text/plain']).toMatch(/\[it could not be drawn: Error: no memory\]$/);
    expect(Object.keys(await resultOf('({ toBuffer: () => png })'))).toEqual(['text/plain']);
  });
});

describe('frames', () => {
  test('an Arquero table, through its filter and in its order', async () => {
    const data = await resultOf('import * as aq from "arquero"; aq.table({ ms: [1, 2, 3], name: ["a", "<b>", "c"] }).filter((d) => d.ms > 1).orderby(aq.desc("ms"))');
    expect(data['text/plain']).toBe('ms  name\n──  ────\n 3  c\n 2  <b>');
    expect(data['text/html']).toContain('<th scope="col" style="text-align: right">ms</th>');
    expect(data['text/html']).toContain('&lt;b&gt;');
  });

  test('a long one is cut, with a note', async () => {
    const data = await resultOf('aq.table({ at: Array.from({ length: 2500 }, (_, at) => at) })');
    expect(data['text/html']).toMatch(/<p>Shown: 100 of 2,500 rows\.<\/p>$/);
  });

  // nodejs-polars 0.26: a proxy with this method and this inspection.
  test('a frame with its own method, as those of nodejs-polars, with its inspection as text', async () => {
    const frame = 'new Proxy({ [Symbol.for("nodejs.util.inspect.custom")]: () => "shape: (1, 1)", [Symbol.for("Jupyter.display")]() { return { "application/vnd.dataresource+json": { data: [{ a: 1 }] }, "text/html": "<table></table>" } } }, {})';
    expect(await resultOf(frame)).toEqual({ 'application/vnd.dataresource+json': { data: [{ a: 1 }] }, 'text/html': '<table></table>', 'text/plain': 'shape: (1, 1)' });
  });
});

describe('Vega and Vega-Lite', () => {
  const BARS = '{ $schema: "https://vega.github.io/schema/vega-lite/v6.json", data: { values: [{ wait: "a", ms: 300 }, { wait: "b", ms: 200 }] }, mark: "bar", encoding: { x: { field: "wait", type: "nominal" }, y: { field: "ms", type: "quantitative" } } }';

  test('a specification: by the type that JupyterLab renders, with an SVG for exports', async () => {
    const data = await resultOf(`const bars = ${BARS}; bars`);
    expect(Object.keys(data)).toEqual(['application/vnd.vegalite.v5+json', 'text/plain', 'image/svg+xml']);
    expect(data['application/vnd.vegalite.v5+json']).toMatchObject({ mark: 'bar', data: { values: [{ wait: 'a', ms: 300 }, { wait: 'b', ms: 200 }] } });
    expect(data['image/svg+xml']).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^]*wait[^]*<\/svg>$/);
  });

  test.each([
    ['vega-lite/v4.17.0', 'application/vnd.vegalite.v4+json'],
    ['vega-lite/v5', 'application/vnd.vegalite.v5+json'],
    ['vega/v6', 'application/vnd.vega.v5+json'],
  ])('%s', async (schema, type) => {
    const data = await resultOf(`({ $schema: "https://vega.github.io/schema/${schema}.json", mark: "point", marks: [], data: ${schema.startsWith('vega/') ? '[]' : '{ values: [] }'} })`);
    expect(Object.keys(data)).toEqual([type, 'text/plain', 'image/svg+xml']);
  });

  test('a chart that tells its specification by toSpec, as those of vega-lite-api', async () => {
    expect(Object.keys(await resultOf('({ toSpec: () => bars, toView() {} })'))).toContain('application/vnd.vegalite.v5+json');
  });

  test('one that can’t be drawn is still sent, and says why there is no SVG', async () => {
    const data = await resultOf('({ ...bars, mark: "no such mark" })');
    expect(data['application/vnd.vegalite.v5+json']).toMatchObject({ mark: 'no such mark' });
    expect(data['image/svg+xml']).toBeUndefined();
    expect(data['text/plain']).toMatch(/\[no SVG of this chart could be made: TypeError: .+\]$/);
  });

  test('one whose data can’t be loaded has no SVG without them, and says so', async () => {
    const data = await resultOf('({ ...bars, data: { url: "not-there.json" } })');
    expect(data['image/svg+xml']).toBeUndefined();
    expect(data['text/plain']).toMatch(/\[no SVG of this chart could be made: Error: Loading failed not-there\.json .*ENOENT.*\]$/);
  });

  test('without the packages there is no SVG, and nothing is said', async () => {
    await withKernel(async (client) => {
      expect(Object.keys(await resultOf(BARS.replace(/^/, '(') + ')', client))).toEqual(['application/vnd.vegalite.v5+json', 'text/plain']);
    });
  });
});

test.each([
  ['an object with another schema', '({ $schema: "https://json-schema.org/draft/2020-12/schema" })'],
  ['an object with a getter that throws', '({ get outerHTML() { throw new Error("no") }, a: 1 })'],
  ['a proxy with every name', 'new Proxy({}, { get: () => undefined })'],
])('%s is shown as text', async (_name, cell) => {
  expect(Object.keys(await resultOf(cell))).toEqual(['text/plain']);
});

test('a proxy that refuses to be read is told as that', async () => {
  const data = await resultOf('new Proxy({}, { get() { throw new Error("hands off") } })');
  expect(Object.keys(data)).toEqual(['text/plain']);
  expect(data['text/plain']).toMatch(/\{\}.*\n\[it could not be asked how it is shown: reading a property of it throws Error: hands off\]$/);
});

test('the kinds hold for display too', async () => {
  const exchange = await shared.client.execute('display(document.createElement("hr")); 1');
  expect(outputsOf(exchange)).toEqual(['display_data text/html "<hr>" | text/plain <hr> element', 'execute_result 1']);
});
