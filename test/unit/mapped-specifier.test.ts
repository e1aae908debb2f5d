import { expect, test } from '@jest/globals';
import { isMappable } from '../../kernel/mapped-specifier';
import { mappedTargets } from '../../kernel/person-config';

test.each<[specifier: string, isMapped: boolean]>([
  ['app', true], ['app/x', true], ['@app/x', true], ['#app/x', true], ['.gen/x', true], ['..gen', true], ['...', true], ['app/a:b', true], ['~/x', true],
  ['.', false], ['..', false], ['./x', false], ['../x', false], ['/x', false], ['.\\x', false],
  ['node:fs', false], ['fs', false], ['fs/promises', false], ['npm:lodash', false], ['file:///x', false], ['git+ssh://x', false], ['DATA:text/javascript,1', false],
])('%s may be mapped: %s', (specifier, isMapped) => {
  expect(isMappable(specifier)).toBe(isMapped);
  expect(mappedTargets(specifier, { '*': ['/p/*'] })).toEqual(isMapped ? [`/p/${specifier}`] : []);
});
