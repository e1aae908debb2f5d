import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asWritten } from '../../kernel/language/running-form';
import { CellSession, runningForm } from './support/cell-session';

let folder: string;
let session: CellSession;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'hidden-globals-')));
  await writeFile(path.join(folder, 'package.mjs'), 'export const later = () => new Promise((done) => setTimeout(done, 1, "called back")); export const kinds = () => [typeof Event, typeof process.pid, typeof Map];');
  session = await CellSession.start(folder);
});
afterEach(async () => {
  await session.end();
  await rm(folder, { recursive: true });
});

describe('a global that a cell declares anew', () => {
  test('is the cell’s in all later cells and stays the global in packages', async () => {
    await session.results('import { setTimeout } from "node:timers/promises"', 'import { later } from "./package.mjs"');
    expect(await session.results('[await setTimeout(1, "promised"), await later()]')).toBe("[ 'promised', 'called back' ]");
    expect(await session.results('setTimeout === globalThis.setTimeout')).toBe('false');
  });

  test('in every kind of declaration', async () => {
    const cells = ['class Event { x = 1 }', 'const process = 2', 'let { a: Map } = { a: 3 }', 'var performance = 4', 'function fetch() { return 5 }', 'enum Response { A = 6 }', 'namespace Request { export const n = 7 }', 'for (var Headers = 8; false;);', 'export const Blob = 9', 'using crypto = null'];
    await session.results(...cells, 'import { kinds } from "./package.mjs"');
    expect(await session.results('[new Event().x, process, Map, performance, fetch(), Response.A, Request.n, Headers, Blob, crypto]')).toBe('[ 1, 2, 3, 4, 5, 6, 7, 8, 9, null ]');
    expect(await session.results('kinds()')).toBe("[ 'function', 'number', 'function' ]");
  });

  test('is one binding: functions see the newest value', async () => {
    await session.results('let fetch = () => 1', 'const use = () => fetch(), Box = class { m() { return fetch() } }', 'function fetch() { return 2 }');
    expect(await session.results('[use(), new Box().m(), fetch.name]')).toBe("[ 2, 2, 'fetch' ]");
    expect(await session.results('fetch = () => 3\n;[use(), typeof fetch]')).toBe("[ 3, 'function' ]");
  });

  test('begins anew with let and keeps its value with var', async () => {
    expect(await session.results('let URL = 1', 'var URL', 'URL')).toBe('1');
    expect(await session.results('let URL', 'URL')).toBe('undefined');
    expect(await session.results('var structuredClone', 'structuredClone === globalThis.structuredClone')).toBe('true');
  });

  test('is told apart from what functions and blocks bind', async () => {
    await session.results('let fetch = "cell"');
    const cell = `
const shorthand = { fetch }, { fetch: renamed = fetch } = {}
const inner = ((fetch: string) => [fetch, { fetch }.fetch])("param")
function local() { const before = typeof fetch2; { let fetch = "block"; if (fetch !== "block") throw 1 } try { throw "caught" } catch (fetch) { if (fetch !== "caught") throw 2 } return fetch; var fetch2 }
function hoisted() { return fetch; function fetch() {} }
const named = function fetch() { return typeof fetch }, arrow = ({ fetch = "default" } = {}) => fetch, rest = (...fetch: string[]) => fetch
class Klass { fetch = fetch; static [fetch] = "computed"; get() { return this.fetch } }
const loop: string[] = []; for (const fetch of ["of"]) loop.push(fetch); for (let fetch = "for"; loop.length < 2;) loop.push(fetch)
let assigned; ({ fetch: assigned } = { fetch }); label: for (;;) { break label }
;[shorthand.fetch, renamed, inner, local(), typeof hoisted(), named(), arrow(), rest("r"), new Klass().get(), (Klass as any).cell, loop, assigned, ({} as any).fetch, \`\${fetch}\`, typeof fetch]`;
    expect(await session.results(cell)).toBe("[ 'cell', 'cell', [ 'param', 'param' ], 'cell', 'function', 'function', 'default', [ 'r' ], 'cell', 'computed', [ 'of', 'for' ], 'cell', undefined, 'cell', 'string' ]");
    expect(await session.results('({ fetch = 5 } = { fetch: "pattern" } as any)\nfetch')).toBe("'pattern'");
    expect(await session.results('[fetch] = ["array"]\nfetch')).toBe("'array'");
  });

  test('is reached by completion and inspection', async () => {
    await session.results('const performance = { mine: 1 }');
    expect(session.language.completionPlace('performance.mi', 14)?.target).toEqual({ kind: 'member', expression: '$awaitbook.names.performance', prefix: 'mi' });
    expect(session.language.inspectionExpression('performance.mine', 14)).toBe('$awaitbook.names.performance.mine');
    expect(session.language.completionPlace('console.lo', 10)?.target).toMatchObject({ expression: 'console' });
  });

  test('is told at its place when it throws', async () => {
    const { error, places } = await session.run('const fetch: any = 1\nconst x = 2; fetch.a.b()');
    expect(error).toMatch(/^TypeError/);
    expect(places).toEqual([{ cell: 1, line: 2, column: 22 }]);
  });
});

test('cells that hide no global are made as before', () => {
  expect(runningForm('const mine = 1; console.log(mine)').code).not.toContain('names');
});

test('V8’s words are told in the author’s', () => {
  expect(asWritten('$awaitbook.names.fetch is not a function')).toBe('fetch is not a function');
  expect(asWritten('$awaitbook.meta.nothing is not a function')).toBe('import.meta.nothing is not a function');
  expect(asWritten('$awaitbook.import(...).then is broken, names and meta stay')).toBe('import(...).then is broken, names and meta stay');
});
