import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { originalLine } from '../../kernel/engine-process/stack-frames';
import { temporaryFolder } from './support/set-up-folder';

test('a line of a text without a map is the author’s as far as the text goes; of what can’t be read every one is', () => {
  using folder = temporaryFolder();
  const file = path.join(folder.path, 'two-lines.js');
  writeFileSync(file, '1\n2');
  const url = (name: string) => pathToFileURL(name).href;
  expect([2, 3].map((line) => originalLine(url(file), line))).toEqual([2, null]);
  expect([url(folder.path), url(path.join(folder.path, 'gone.js')), 'node:fs'].map((place) => originalLine(place, 3))).toEqual([3, 3, 3]);
});
