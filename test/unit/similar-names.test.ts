import { expect, test } from '@jest/globals';
import { similarName } from '../../kernel/checker/similar-names';

const NAMES = ['counter', 'counterValue', 'total', 'Total', 'id', 'names'];

test.each<[name: string, meant: string | null]>([
  ['counterValu', 'counterValue'],
  ['conter', 'counter'],
  ['totla', 'total'],
  ['TOTAL', 'Total'],
  ['name', 'names'],
  ['ID', 'id'],
  ['ie', null],
  ['sum', null],
  ['totality', null],
  ['counterValue', null],
])('%s: %s', (name, meant) => expect(similarName(name, NAMES)).toBe(meant));
