/** The joined declarations say what TypeScript's and Node's own do, and the web's are there as soon as they are spoken of. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { analyseCell } from '../../kernel/checker/cell-analysis';
import { Checker } from '../../kernel/checker/checker';
import { configDocument } from '../../kernel/checker/compiler-options';
import { speaksOfWeb, standardTypes, textSpeaksOfWeb } from '../../kernel/checker/standard-types';
import { readPersonConfig } from '../../kernel/person-config';

let folder: string;
let checker: Checker;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'awaitbook-types-'));
  checker = new Checker(folder, { exists: async (name) => ['confirm', 'prompt'].includes(name), log: () => undefined });
  checker.start();
});

afterEach(() => {
  checker.end();
  rmSync(folder, { recursive: true });
});

async function codes(source: string): Promise<string[]> {
  const result = await checker.check(source);
  if (result.status !== 'checked') throw new Error(`not checked: ${result.words}`);
  return result.diagnostics.map(({ code, line }) => `${code} ${line}`);
}

test('the build wrote them', () => {
  const { language, web, besideWeb, types, webNames } = standardTypes()!;
  for (const file of [language, web, besideWeb, path.join(types, 'node', 'index.d.ts')]) expect(existsSync(file)).toBe(true);
  // What Node has by itself is not the web's alone.
  for (const name of ['fetch', 'URL', 'Response', 'AbortController', 'setTimeout', 'WebAssembly', 'console']) expect(webNames.has(name)).toBe(false);
  for (const name of ['document', 'HTMLElement', 'RequestInfo', 'status']) expect(webNames.has(name)).toBe(true);
});

test.each([
  ['1 + 1', false],
  ["import { readFile } from 'node:fs/promises';\nimport { sleep } from 'awaitbook/course'", false],
  ["import data from './data.json' with { type: 'json' }", false],
  ['answer.status + list.length', false],
  ['const status = 1; status', false],
  ['const { name } = answer; name', false],
  ['function f(name: string) { return name }', false],
  ['status', true],
  ['document.title', true],
  ['let element: HTMLElement', true],
  ['new MessageChannel().port1', true],
  ["import { helper } from './helper'", true],
  ["import React from 'react'", true],
  ["const { z } = await import('zod')", true],
])('%j speaks of the web: %j', (source, expected) => {
  expect(speaksOfWeb(analyseCell(source)!, () => false)).toBe(expected);
});

test('names of the notebook are not the web\'s', () => {
  expect(speaksOfWeb(analyseCell('new Node(status)')!, (name) => name === 'Node' || name === 'status')).toBe(false);
  expect(textSpeaksOfWeb('let one: HTMLEl', () => false)).toBe(false);
  expect(textSpeaksOfWeb('let one: HTMLElement = ', () => false)).toBe(true);
});

test.each([
  "const answer = await fetch('http://localhost');\nif (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);\nconst rows: { id: number }[] = await answer.json();\nrows[0]?.id",
  "const data = await (await fetch(new URL('http://localhost'), { method: 'POST', body: JSON.stringify({}) })).json();\ndata.any.thing",
  "const stop = new AbortController();\nconst both = AbortSignal.any([stop.signal, AbortSignal.timeout(5)]);\nconst answer = await fetch('http://localhost', { signal: both });\nfor await (const part of answer.body!) part.length",
  "const socket = new WebSocket('ws://localhost');\nsocket.onmessage = (event) => event.data.anything",
  "for (const [name, value] of new Headers({ a: 'b' })) name + value",
  "const form = new FormData();\nform.append('file', new File(['text'], 'name.txt'));",
  "const packed: ReadableStream<Uint8Array> = new Blob(['text']).stream().pipeThrough(new CompressionStream('gzip'));\nawait new Response(packed).arrayBuffer()",
  "const digest: ArrayBuffer = await crypto.subtle.digest('SHA-256', new TextEncoder().encode('text'))",
  'const compiled = await WebAssembly.compile(new Uint8Array());\ncompiled satisfies WebAssembly.Module',
  "const { port1, port2 } = new MessageChannel();\nport1.onmessage = (event) => event.data;\nport2.postMessage(1)",
  "const event = new CustomEvent('done', { detail: { count: 1 } });\nevent.detail.count satisfies number",
  'const timer: ReturnType<typeof setTimeout> = setTimeout(() => undefined, 1);\nclearTimeout(timer)',
  'performance.now() + navigator.hardwareConcurrency',
  'function get(input: RequestInfo | URL, init?: RequestInit): Promise<Response> { return fetch(input, init) }',
  "confirm('Sure?') satisfies boolean;\n(prompt('Name?') ?? '') satisfies string",
])('what Node has of the web is known: %j', async (source) => {
  expect((await codes(source)).filter((code) => !code.startsWith('floating'))).toEqual([]);
});

test('what is wrong about it is told', async () => {
  expect(await codes("const answer: Response = 'text'")).toEqual(['TS2322 1']);
  expect(await codes("fetch('http://localhost', { method: 1 })")).toEqual(['TS2322 1']);
});

test('the web is there from the cell on that speaks of it, and what the notebook declared before stays', async () => {
  const first = "interface Size { width: number }\nconst answer = new Response('text')";
  expect(await codes(first)).toEqual([]);
  checker.commit(first);
  expect(await codes('const element: HTMLElement | null = null;\nconst size: Size = { width: element }')).toEqual(['TS2322 2']);
  expect(await codes('function f(element: HTMLInputElement) { return element.value.toPrecision() }')).toEqual(['TS2339 1']);
  expect(await codes('answer.status satisfies number')).toEqual([]);
});

test('a notebook goes on past its first documents', async () => {
  for (let index = 0; index < 260; index++) checker.commit(`const value${index} = ${index}`);
  expect(await codes('(value0 + value255) satisfies number')).toEqual([]);
  expect(await codes("value259.trim()\nvalue199.trim()")).toEqual(['TS2339 1', 'TS2339 2']);
});

test.each(['Temporal', 'Float16Array', 'SuppressedError', 'Iterator', 'Map'])('%s is told where this Node has not got it', async (name) => {
  const told = async (source: string): Promise<string[]> => {
    const result = await checker.check(source);
    return (result.status === 'checked' ? result.diagnostics : []).map(({ severity, line, message }) => `${severity} ${line}: ${message}`);
  };
  const words = `Cannot find name '${name}': Node ${process.versions.node}, which runs this notebook, does not have it yet.`;
  expect(await told(`void ${name};\nfunction later() { return ${name} }`)).toEqual(Object.hasOwn(globalThis, name) ? [] : [`error 1: ${words}`, `warning 2: ${words}`]);
  expect(await told(`if (typeof ${name} !== 'undefined') void ${name};`)).toEqual([]);
});

test.each([
  ['no configuration', null, true],
  ['one that chooses no library', '{ "compilerOptions": { "strict": false, "rootDirs": ["a", "b"] } }', true],
  ['one that chooses a library', '{ "compilerOptions": { "lib": ["es5"] } }', false],
])('%s: the joined declarations %j', (_what, text, isJoined) => {
  if (text !== null) writeFileSync(path.join(folder, 'tsconfig.json'), text);
  const { config } = readPersonConfig(folder);
  const document = JSON.parse(configDocument(folder, ['./one.tsx'], { person: config, hasWeb: false }).text) as { compilerOptions: Record<string, unknown>; files: string[] };
  expect(document.files.includes(standardTypes()!.language)).toBe(isJoined);
  expect(document.compilerOptions['noLib'] ?? false).toBe(isJoined);
  expect(document.compilerOptions['strict']).toBe(text?.includes('false') !== true);
  if (text?.includes('rootDirs') === true) expect(document.compilerOptions['rootDirs']).toEqual([path.join(folder, 'a'), path.join(folder, 'b')]);
});

test('what a chosen library has not is told, until it is chosen no more', async () => {
  // `@types/node` asks for the library of 2020 by itself.
  const cell = '[2, 1].toSorted()';
  expect(await codes(cell)).toEqual([]);
  writeFileSync(path.join(folder, 'tsconfig.json'), '{ "compilerOptions": { "lib": ["es2020"] } }');
  expect(await codes(cell)).toEqual(['TS2550 1']);
  rmSync(path.join(folder, 'tsconfig.json'));
  expect(await codes(cell)).toEqual([]);
});
