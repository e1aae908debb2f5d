/** The compiler's own acquisition of types would run `npm install` for every project that names a package without types: no cell asked for that. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { withKernel } from './support/session';
import { endOf, writeFiles } from './support/typed-cells';

let place: string;

beforeEach(() => {
  place = mkdtempSync(path.join(tmpdir(), 'awaitbook-no-network-'));
});
afterEach(() => rmSync(place, { recursive: true }));

const onPosix = process.platform === 'win32' ? test.skip : test;

onPosix('the compiler asks npm for nothing, and leaves nothing in a home that is empty', async () => {
  const [home, bin, mark] = ['home', 'bin', 'asked'].map((name) => path.join(place, name)) as [string, string, string];
  mkdirSync(home);
  mkdirSync(bin);
  writeFileSync(path.join(bin, 'npm'), `#!/bin/sh\necho "$@" >> '${mark}'\n`);
  chmodSync(path.join(bin, 'npm'), 0o755);
  const env = { AWAITBOOK_CHECK: 'error', HOME: home, XDG_CACHE_HOME: path.join(home, 'cache'), PATH: `${bin}${path.delimiter}${process.env['PATH']}` };
  const prepare = (folder: string): void => writeFiles(folder, {
    'package.json': '{"dependencies": {"untyped": "1.0.0", "lodash": "4.0.0"}}',
    'plain.js': 'import _ from "lodash"; export const n = 1;',
    'node_modules/untyped/package.json': '{"name": "untyped", "version": "1.0.0", "main": "main.js"}',
    'node_modules/untyped/main.js': 'exports.twice = (n) => n * 2;',
  });
  await withKernel(async (client) => {
    expect(await endOf(client, 'import { twice } from "untyped"; twice(1)')).toBe('2');
    expect(await endOf(client, 'import _ from "lodash"')).toMatch(/^warns TS2307: /);
    expect(await endOf(client, 'import { n } from "./plain.js"')).toMatch(/^Error/);
    expect(await endOf(client, 'const n: number = "a"')).toBe('TS2322');
  }, { env, prepare });
  expect(existsSync(mark)).toBe(false);
  expect(readdirSync(home)).toEqual([]);
});
