import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { engineFlags, engineRunsOn, setUpRunsOn, setUpTooOldMessage, tooOldMessage } from '../../kernel/node-version';
import { temporaryFolder } from './support/set-up-folder';

test.each([
  ['18.20.8', false], ['20.20.2', false], ['22.14.0', false], ['22.15.0', true], ['22.23.1', true], ['23.11.0', false], ['24.0.0', true], ['26.10.0', true],
])('the engine on Node %s: %s', (version, runs) => {
  expect(engineRunsOn(version)).toBe(runs);
});

test('set-up runs from Node 20 on', () => {
  expect(['18.20.8', '20.0.0', '26.1.0'].map(setUpRunsOn)).toEqual([false, true, true]);
});

test('the words for an older Node are one line that names it and what is needed', () => {
  expect(tooOldMessage('20.20.2')).toMatch(/^[^\n]*22\.15[^\n]*24[^\n]*Node 20\.20\.2[^\n]*$/);
});

test.each<[script: string, shown: { stdout: string; stderr: string }]>([
  ['start.js', { stdout: '', stderr: `${setUpTooOldMessage('18.20.8')}\n` }],
  ['site.js', { stdout: '', stderr: `${setUpTooOldMessage('18.20.8')}\n` }],
  ['test.js', { stdout: `${setUpTooOldMessage('18.20.8')}\n0 passed, 1 failed\n`, stderr: '' }],
])('scripts/%s tells a Node that is too old, in text that it can parse', (script, shown) => {
  using folder = temporaryFolder();
  const preload = path.join(folder.path, 'old.js');
  writeFileSync(preload, "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } });");
  const file = path.join(__dirname, '..', '..', 'scripts', script);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', preload, file], { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 1, ...shown });
  // Newer than Node 10: optional chaining, `??` and assignments by a logical operator; an async arrow is older.
  expect(readFileSync(file, 'utf8')).not.toMatch(/\?\.(?!\d)|\?\?|(?:&&|\|\|)=/);
});

test('only the 22 line needs the flag for AsyncLocalStorage without async_hooks', () => {
  expect(engineFlags('22.23.1')).toContain('--experimental-async-context-frame');
  expect(engineFlags('24.19.0')).not.toContain('--experimental-async-context-frame');
});
