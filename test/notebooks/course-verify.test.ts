/**
 * All that the bundled notebooks claim: each check holds and fails on its counter-example, each exercise is solved by its solution and
 * by nothing less. One kernel at a time, since the checks measure times.
 */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CommandFolder } from './awaitbook-run';
import { notebookNames, notebooksFolder } from './notebook-file';

test.each(notebookNames)('%s', async (name) => {
  using folder = new CommandFolder();
  const { code, stderr } = await folder.awaitbook(['course', 'verify', '--all', join(notebooksFolder, name)]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});
