import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { buildIsReady, sourcesHash, writeBuildStamp } from '../../scripts/set-up/build-stamp';
import { agreesWithLock, installNodePackages, nodePackagesAreReady } from '../../scripts/set-up/node-modules';
import { hashOf } from '../../scripts/set-up/stamp';
import { venvIsReady, wantedStamp } from '../../scripts/set-up/venv';
import { smallCheckout, writeFiles } from './support/set-up-folder';

const never = new AbortController().signal;

test("a person's own installation is taken over, and needs doing again when the lock changes", async () => {
  using checkout = smallCheckout();
  const { paths } = checkout;
  expect(nodePackagesAreReady(paths)).toBe(false);
  writeFiles(paths.nodeModules, { '.package-lock.json': { packages: { 'node_modules/a': { version: '1.0.0' } } } });
  await installNodePackages(paths, never);
  expect(nodePackagesAreReady(paths)).toBe(true);
  writeFiles(paths.root, { 'package-lock.json': { packages: { 'node_modules/a': { version: '1.0.1' } } } });
  expect(nodePackagesAreReady(paths)).toBe(false);
});

test.each([
  ['an interrupted npm ci leaves no record', null, false],
  ['a package is missing', { packages: {} }, false],
  ['a package has another version', { packages: { 'node_modules/a': { version: '0.9.0' } } }, false],
  ["only another platform's package is missing", { packages: { 'node_modules/a': { version: '1.0.0' } } }, true],
])('node_modules against the lock: %s', (_case, record, agrees) => {
  using checkout = smallCheckout();
  if (record) writeFiles(checkout.paths.nodeModules, { '.package-lock.json': record });
  expect(agreesWithLock(checkout.paths)).toBe(agrees);
});

test('a venv is ready when it has what is asked for, at its place, and was not interrupted', () => {
  using checkout = smallCheckout();
  const { paths } = checkout;
  writeFiles(paths.venvBin, { [path.basename(paths.python)]: '' });
  expect(venvIsReady(paths, false)).toBe(false);
  writeFiles(paths.venv, { 'awaitbook-stamp.json': wantedStamp(paths, true) });
  expect(venvIsReady(paths, true)).toBe(true);
  expect(venvIsReady(paths, false)).toBe(true);
  writeFiles(paths.venv, { 'awaitbook-unfinished': '' });
  expect(venvIsReady(paths, true)).toBe(false);
});

test('a venv without Node is not ready for a machine that needs it', () => {
  using checkout = smallCheckout();
  const { paths } = checkout;
  writeFiles(paths.venvBin, { [path.basename(paths.python)]: '' });
  writeFiles(paths.venv, { 'awaitbook-stamp.json': wantedStamp(paths, false) });
  expect(venvIsReady(paths, false)).toBe(true);
  expect(venvIsReady(paths, true)).toBe(false);
});

test.each(['a moved folder', 'a Python that is gone', 'other requirements'])('a venv is not ready after %s', (change) => {
  using checkout = smallCheckout();
  const { paths } = checkout;
  writeFiles(paths.venvBin, { [path.basename(paths.python)]: '' });
  writeFiles(paths.venv, { 'awaitbook-stamp.json': wantedStamp(paths, false) });
  if (change === 'a moved folder') writeFiles(paths.venv, { 'awaitbook-stamp.json': { ...wantedStamp(paths, false), root: '/elsewhere' } });
  else if (change === 'a Python that is gone') fs.rmSync(paths.python);
  else writeFiles(paths.scripts, { 'requirements-lock.txt': 'jupyterlab==4.7.0\n' });
  expect(venvIsReady(paths, false)).toBe(false);
});

test.each([
  ['a source', 'kernel/main.ts'], ['a new source', 'kernel/further.ts'], ['an asset', 'kernel/assets/logo.svg'], ['the compiler options', 'tsconfig.json'], ['the packages', 'package-lock.json'],
])('a build is done again after a change of %s', (_case, file) => {
  using checkout = smallCheckout();
  const { paths } = checkout;
  expect(buildIsReady(paths)).toBe(false);
  writeBuildStamp(paths, sourcesHash(paths));
  expect(buildIsReady(paths)).toBe(true);
  writeFiles(paths.root, { [file]: '{"changed": true}' });
  expect(buildIsReady(paths)).toBe(false);
});

test('a hash tells parts apart, not only their text together', () => {
  expect(hashOf(['ab', 'c'])).not.toBe(hashOf(['a', 'bc']));
});

test('the lock holds every version that requirements.txt names', () => {
  const scripts = path.resolve(__dirname, '..', '..', 'scripts');
  const pins = (name: string) => fs.readFileSync(path.join(scripts, name), 'utf8').split('\n').filter((line) => line.includes('=='))
    .map((line) => (line.split(';')[0] ?? '').trim().replaceAll('_', '-'));
  expect(pins('requirements-lock.txt')).toEqual(expect.arrayContaining(pins('requirements.txt')));
});
