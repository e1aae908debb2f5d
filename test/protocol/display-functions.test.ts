/** `display` and the functions that make what it shows, by cells in and messages out. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { outputsOf } from './support/lines';
import { sharedKernel } from './support/session';
import type { Fields, Message } from './support/wire-format';

/** One red pixel. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');
const GIF = Buffer.from('R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=', 'base64');
const JPEG_START = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
const WEBP_START = Buffer.concat([Buffer.from('RIFF'), Buffer.from('1a000000', 'hex'), Buffer.from('WEBPVP8L'), Buffer.alloc(18)]);

const shared = sharedKernel({
  prepare: (folder) => {
    mkdirSync(path.join(folder, 'pictures'));
    writeFileSync(path.join(folder, 'pictures', 'red.png'), PNG);
    writeFileSync(path.join(folder, 'drawing.svg'), '<svg/>');
  },
});

const LIBRARY = 'display, displayAs, updateDisplay, html, md, svg, json, latex, image, table, mimeBundle';

beforeAll(async () => {
  expect(outputsOf(await shared.client.execute(`import { ${LIBRARY} } from 'awaitbook'`))).toEqual([]);
});

const shownBy = async (cell: string): Promise<string[]> => outputsOf(await shared.client.execute(cell));

/** The only output of a cell that is no text. */
async function bundleOf(cell: string): Promise<{ data: Fields; metadata: Fields }> {
  const { iopub } = await shared.client.execute(cell);
  const [output, ...others] = iopub.filter(({ header }) => /^(?:display_data|execute_result|error)$/.test(header.msg_type));
  expect(others).toEqual([]);
  return output!.content as { data: Fields; metadata: Fields };
}

const idOf = ({ content }: Message): unknown => (content['transient'] as Fields)['display_id'];

describe('display', () => {
  test('shows several values, each as a cell’s last value would be', async () => {
    expect(await shownBy('const handle = display(1, "two", html`<b>3</b>`); console.log("then")')).toEqual([
      'display_data 1',
      "display_data 'two'",
      'display_data text/html "<b>3</b>" | text/plain <b>3</b>',
      'stdout "then\\n"',
    ]);
  });

  test('returns a handle that shows nothing itself and updates in place by the display id', async () => {
    const { iopub } = await shared.client.execute('const changing = display("a"); await changing.update(html("<i>b</i>")); changing');
    const shown = iopub.filter(({ header }) => header.msg_type.endsWith('display_data'));
    expect(shown.map(({ header, content }) => [header.msg_type, content['data']])).toEqual([
      ['display_data', { 'text/plain': expect.stringContaining("'a'") }],
      ['update_display_data', { 'text/html': '<i>b</i>', 'text/plain': '<i>b</i>' }],
    ]);
    expect(iopub.some(({ header }) => header.msg_type === 'execute_result')).toBe(false);
    expect(idOf(shown[0]!)).toBe(idOf(shown[1]!));
    expect(await shownBy('changing.id')).toEqual([`execute_result '${String(idOf(shown[0]!))}'`]);
  });

  test('updates each of several values, never more than were shown', async () => {
    const { iopub } = await shared.client.execute('const two = display(1, 2); await two.update(3, 4)');
    const shown = iopub.filter(({ header }) => header.msg_type.endsWith('display_data'));
    expect(shown.map(idOf)).toEqual([idOf(shown[0]!), `${String(idOf(shown[0]!))}-2`, idOf(shown[0]!), `${String(idOf(shown[0]!))}-2`]);
    expect(await shownBy('await two.update(5, 6, 7)')).toEqual([
      'error TypeError: display() showed 2 values, so update() can change no more than that; it was given 3.',
      'execute_reply error TypeError',
    ]);
  });

  test('an update as the last value shows nothing more, and reaches its place after the cell’s end and from timers', async () => {
    const { client } = shared;
    expect(await shownBy('const late = display("shown"); late.update("as the last value")')).toEqual(["display_data 'shown'", "update_display_data 'as the last value'"]);
    const id = client.sendCell('setTimeout(() => late.update("from a timer"), 20); late.id');
    await client.exchange(id);
    const update = await client.until((message) => message.header.msg_type === 'update_display_data' && message.parent_header.msg_id === id, 'the update');
    expect(update.content).toMatchObject({ data: { 'text/plain': expect.stringContaining('from a timer') }, transient: { display_id: expect.any(String) } });
    expect(await shownBy('late.id')).toEqual([`execute_result '${String(idOf(update))}'`]);
  });

  test('updates from another cell belong to that cell, with the same id', async () => {
    await shared.client.execute('const far = displayAs("mine", "first")');
    const { iopub } = await shared.client.execute('updateDisplay("mine", "second"); await far.update("third")');
    const updates = iopub.filter(({ header }) => header.msg_type === 'update_display_data');
    expect(updates.map(idOf)).toEqual(['mine', 'mine']);
  });

  test('keeps the order of values whose form takes time, and the cell’s end waits for them', async () => {
    const slow = '{ async [Symbol.for("Jupyter.display")]() { await new Promise((done) => setTimeout(done, 50)); return { "text/plain": "slow" }; } }';
    expect(await shownBy(`const mixed = display(${slow}, "quick"); void mixed.update("changed"); "result"`)).toEqual([
      'display_data slow',
      "display_data 'quick'",
      "update_display_data 'changed'",
      "execute_result 'result'",
    ]);
  });

  test('metadata travel beside the bundle', async () => {
    expect(await bundleOf('mimeBundle({ "application/x-mine": { a: 1 } }, { "application/x-mine": { loud: true } })')).toMatchObject({
      data: { 'application/x-mine': { a: 1 } },
      metadata: { 'application/x-mine': { loud: true } },
    });
    expect(await bundleOf('({ [Symbol.for("Jupyter.display")]: () => [{ "text/html": "x" }, { isolated: true }] })')).toMatchObject({ metadata: { isolated: true } });
  });

  test('a value too large for an output is left out, and its text says so', async () => {
    const { data } = await bundleOf('html("<p>" + "x".repeat(20_000_000) + "</p>")');
    expect(Object.keys(data)).toEqual(['text/plain']);
    expect(data['text/plain']).toMatch(/more characters not shown\n\[text\/html is not shown: its 20,000,007 characters are more than the 16,777,216 that one output may have\]$/);
  });

  test.each(['display', 'html', 'md', 'svg'])('%s is a global that a cell may declare anew', async (name) => {
    expect(await shownBy(`typeof globalThis.${name}`)).toEqual(["execute_result 'function'"]);
    expect(await shownBy(`{ const ${name} = 5; console.log(${name}) }`)).toEqual(['stdout "5\\n"']);
  });
});

test('a cell declares display anew, for itself and later cells', async () => {
  await shared.client.execute('import * as library from "awaitbook"');
  expect(await shownBy('const latexOnly = 1; function md(text: string) { return text.length }\nmd("four")')).toEqual(['execute_result 4']);
  expect(await shownBy('[md("abc"), typeof library.md`x`]')).toEqual(["execute_result [ 3, 'object' ]"]);
  await shared.client.execute('import { md } from "awaitbook"');
});

describe('html', () => {
  test('escapes values in text and in attributes', async () => {
    const cell = 'const evil = `"><script>alert(1)</script>&\'`; html`<a title="${evil}">${evil}</a>`';
    const escaped = '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&#39;';
    expect((await bundleOf(cell)).data['text/html']).toBe(`<a title="${escaped}">${escaped}</a>`);
  });

  test.each([
    ['html in html, lists item by item', 'html`<ul>${["<a>", 2].map((item) => html`<li>${item}</li>`)}</ul>`', '<ul><li>&lt;a&gt;</li><li>2</li></ul>'],
    ['nothing for null and undefined, words for the rest', 'html`${null}${undefined}${0}${false}${""}`', '0false'],
    ['elements', 'html`<p>${{ outerHTML: "<b>x</b>" }}</p>`', '<p><b>x</b></p>'],
    ['objects and dates as text', 'html`${{ a: "<" }} ${new Date(0)}`', '{ a: &#39;&lt;&#39; } 1970-01-01T00:00:00.000Z'],
    ['markup given as a string', 'html("<b>${x}</b>")', '<b>${x}</b>'],
    ['a drawing', 'html`<p>${svg`<svg/>`}</p>`', '<p><svg/></p>'],
  ])('%s', async (_name, cell, markup) => {
    expect((await bundleOf(cell)).data['text/html']).toBe(markup);
  });
});

test.each([
  ['md leaves a dollar escaped', 'md`\\$5 and \\${x}`', 'text/markdown', '\\$5 and ${x}'],
  ['md shows lists of objects', 'md`${[1, { a: [2] }]} ${[1, 2]}`', 'text/markdown', '[ 1, { a: [ 2 ] } ] 1,2'],
  ['latex takes an escaped dollar for no delimiter', 'latex`\\$5`', 'text/latex', '$$\\$5$$'],
  ['html keeps a text that JavaScript can’t read', 'html`C:\\users\\new ${"x"}`', 'text/html', 'C:\\users\\new x'],
  ['md keeps backslashes', 'md`**${"x"}** $\\frac{1}{2}$ \\`code\\``', 'text/markdown', '**x** $\\frac{1}{2}$ `code`'],
  ['svg gets its namespace and escapes', 'svg`<svg width="1"><text>${"<"}</text></svg>`', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="1"><text>&lt;</text></svg>'],
  ['latex on a line of its own', 'latex`\\sum ${2}`', 'text/latex', '$$\\sum 2$$'],
  ['latex with its own delimiters', 'latex("a $x$")', 'text/latex', 'a $x$'],
  ['json as a tree', 'json({ a: [1, null], big: 2n })', 'application/json', { a: [1, null], big: '2' }],
  ['json as a template', 'json`{"a": ${[1, "x"]}, "b": ${undefined}}`', 'application/json', { a: [1, 'x'], b: null }],
])('%s', async (_name, cell, type, value) => {
  const { data } = await bundleOf(cell);
  expect(data[type]).toEqual(value);
  expect(typeof data['text/plain']).toBe('string');
});

test('json refuses a value that holds itself, in words', async () => {
  expect(await shownBy('const ring: { me?: unknown } = {}; ring.me = ring; json(ring)')).toEqual([
    expect.stringMatching(/^error TypeError: json\(\) can't show this value: Converting circular structure to JSON /),
    'execute_reply error TypeError',
  ]);
});

test('json can be shown opened', async () => {
  expect((await bundleOf('json([1], { expanded: true })')).metadata).toEqual({ 'application/json': { expanded: true } });
});

describe('image', () => {
  let address = '';
  const server = createServer((request, response) => {
    if (request.url === '/red.png') response.end(PNG);
    else response.writeHead(404, 'Not Found').end();
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test('from a path, with a size', async () => {
    expect(await bundleOf('image("pictures/red.png", { width: 30, height: 20 })')).toEqual({
      data: { 'image/png': PNG.toString('base64'), 'text/plain': `PNG image, ${PNG.length} bytes` },
      metadata: { 'image/png': { width: 30, height: 20 } },
      execution_count: expect.any(Number),
    });
  });

  test('from a file URL, an address, bytes', async () => {
    const file = pathToFileURL(path.join(shared.kernel.folder, 'pictures', 'red.png')).href;
    const sources = [`new URL(${JSON.stringify(file)})`, `"${address}/red.png"`, `new URL("${address}/red.png")`, `Buffer.from("${PNG.toString('base64')}", "base64")`, `new Uint8Array(Buffer.from("${PNG.toString('base64')}", "base64")).buffer`, `"data:image/png;base64,${PNG.toString('base64')}"`];
    for (const source of sources) expect((await bundleOf(`image(${source})`)).data['image/png']).toBe(PNG.toString('base64'));
  });

  test('with words for those who can’t see it, which front ends read in HTML', async () => {
    const { data, metadata } = await bundleOf('image("pictures/red.png", { alt: \'a "red" dot\', width: 9 })');
    expect(data['text/html']).toBe(`<img src="data:image/png;base64,${PNG.toString('base64')}" alt="a &quot;red&quot; dot" width="9">`);
    expect(data['text/plain']).toBe(`a "red" dot (PNG image, ${PNG.length} bytes)`);
    expect(metadata).toEqual({ 'image/png': { width: 9, alt: 'a "red" dot' } });
  });

  test.each([
    ['image/jpeg', JPEG_START],
    ['image/gif', GIF],
    ['image/webp', WEBP_START],
  ])('%s by its first bytes', async (type, start) => {
    const bytes = Buffer.concat([start, Buffer.alloc(8)]);
    expect((await bundleOf(`image(Buffer.from("${bytes.toString('base64')}", "base64"))`)).data[type]).toBe(bytes.toString('base64'));
  });

  test('what is no picture, or is not there, is told in words', async () => {
    expect(await shownBy('image(Buffer.from("no picture at all, only text"))')).toEqual([
      'error TypeError: image() shows PNG, JPEG, GIF and WebP, and these bytes are none of these. For SVG there is svg().',
      'execute_reply error TypeError',
    ]);
    expect(await shownBy('image("pictures/blue.png")')).toEqual([
      `error Error: The picture ${path.join(shared.kernel.folder, 'pictures', 'blue.png')} can't be read: it does not exist.`,
      'execute_reply error Error',
    ]);
    expect((await shownBy('image("drawing.svg")'))[0]).toMatch(/the bytes of drawing\.svg are none of these/);
    expect((await bundleOf(`image("${address}/gone.png")`)).data).toEqual({ 'text/plain': `The picture ${address}/gone.png can't be shown: the server answered 404 Not Found` });
  });
});

describe('table', () => {
  test('objects: scope, sides by kind, text beside', async () => {
    const { data } = await bundleOf('table([{ name: "<Ada>", age: 36 }, { name: "Bo", age: 7, more: null }], { caption: "People & ages" })');
    expect(data['text/html']).toBe(
      '<table><caption>People &amp; ages</caption><thead><tr><th scope="col" style="text-align: left">name</th><th scope="col" style="text-align: right">age</th><th scope="col" style="text-align: left">more</th></tr></thead><tbody>\n' +
        '<tr><td style="text-align: left">&lt;Ada&gt;</td><td style="text-align: right">36</td><td style="text-align: left"></td></tr>\n' +
        '<tr><td style="text-align: left">Bo</td><td style="text-align: right">7</td><td style="text-align: left"></td></tr>\n</tbody></table>',
    );
    expect(data['text/plain']).toBe('People & ages\nname   age  more\n─────  ───  ────\n<Ada>   36\nBo       7');
  });

  test.each([
    ['arrays with names', 'table([[1, "a"], [2, "b"]], { columns: ["n", "letter"] })', 'n  letter\n─  ──────\n1  a\n2  b'],
    ['plain values', 'table(new Set([1.5, 22]))', 'value\n─────\n  1.5\n   22'],
    ['chosen columns', 'table([{ a: 1, b: 2, c: 3 }], { columns: ["c", "a"] })', 'c  a\n─  ─\n3  1'],
    ['a Map: its keys name the rows', 'table(new Map([["x", { a: 1 }], ["y", { a: 2 }]]))', 'key  a\n───  ─\nx    1\ny    2'],
    ['no rows', 'table([], { caption: "Runs" })', 'Runs\nNo rows.'],
    ['most rows', 'table(Array(1234).fill(7), { rows: 2 })', 'value\n─────\n    7\n    7\nShown: 2 of 1,234 rows.'],
    ['endless rows', 'table((function* () { for (;;) yield 7 })(), { rows: 1 })', 'value\n─────\n    7\nShown: the first 1 rows.'],
  ])('%s', async (_name, cell, text) => {
    expect((await bundleOf(cell)).data['text/plain']).toBe(text);
  });

  test('is bounded, and says so below', async () => {
    const { data } = await bundleOf('table(Array.from({ length: 5000 }, (_, row) => Object.fromEntries(Array.from({ length: 60 }, (_, at) => ["c" + at, "x".repeat(400)]))))');
    const markup = String(data['text/html']);
    expect(markup.match(/<tr>/g)).toHaveLength(101);
    expect(markup.match(/scope="col"/g)).toHaveLength(50);
    expect(markup).toMatch(/<p>Shown: 100 of 5,000 rows, 50 of 60 columns\.<\/p>$/);
    expect(markup).toContain(`>${'x'.repeat(300)}…<`);
  });

  test('keys of a Map are row headings; markup in cells is markup', async () => {
    const markup = String((await bundleOf('table(new Map([["k", { v: html`<b>${"<"}</b>` }]]))')).data['text/html']);
    expect(markup).toContain('<tr><th scope="row" style="text-align: left">k</th><td style="text-align: left"><b>&lt;</b></td></tr>');
  });

  test.each([
    ['what has no fields', 'table([new Error("e"), /x/])', 'value\n────────\nError: e\n/x/'],
    ['of several kinds', 'table([1, null, { a: 2 }, [3]])', 'value  a  0\n─────  ─  ─\n    1\n\n       2\n          3'],
    ['with lists and objects in them', 'table([{ a: [1, 2], b: [{ c: 1 }], d: { e: { f: 1 } } }])', 'a    b           d\n───  ──────────  ───────────────\n1,2  [ { c: 1 } ]  { e: { f: 1 } }'.replace('──────────  ', '────────────  ').replace('b           ', 'b             ')],
    ['of an object: its keys name them', 'table({ x: { n: 1 }, y: { n: 20 } })', 'key   n\n───  ──\nx     1\ny    20'],
    ['of an empty Map', 'table(new Map())', 'No rows.'],
    ['ten thousand', 'table(Array.from({ length: 10_000 }, (_, n) => ({ n }))).toString().length < 10_000', 'true'],
  ])('rows %s', async (_name, cell, text) => {
    expect((await shownBy(cell))[0]!.replace(/^execute_result (?:.* \| text\/plain )?/s, '')).toBe(text);
  });

  test.each([
    ['table(Promise.resolve([]))', 'table() was given a promise: await it first, table(await …).'],
    ['table((async function* () {})())', 'table() was given rows that come later: wait for them first, table(await Array.fromAsync(…)).'],
    ['table("text")', 'table() takes an array of objects or arrays, a Map, or an object of rows.'],
  ])('%s is told what it lacks', async (cell, words) => {
    expect(await shownBy(cell)).toEqual([`error TypeError: ${words}`, 'execute_reply error TypeError']);
  });

  test('console.table stays text', async () => {
    expect(await shownBy('console.table([{ a: 1 }])')).toEqual([expect.stringMatching(/^stdout "┌─.*│ \(index\) │ a │/)]);
  });
});
