import { expect, test } from '@jest/globals';
import { engineFlags, engineRunsOn, setUpRunsOn, tooOldMessage } from '../../kernel/node-version';

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

test('only the 22 line needs the flag for AsyncLocalStorage without async_hooks', () => {
  expect(engineFlags('22.23.1')).toContain('--experimental-async-context-frame');
  expect(engineFlags('24.19.0')).not.toContain('--experimental-async-context-frame');
});
