import path from 'node:path';
import { expect, test } from '@jest/globals';
import { runAndWatch } from '../../scripts/test-run/run-and-watch';
import { temporaryFolder } from './support/set-up-folder';

/** Runs a script of Node as a test runner whose results file is `process.argv[1]`. */
function run(folder: string, script: string, limits: { graceMs: number; limitMs: number }) {
  const resultsFile = path.join(folder, 'artefacts', 'results.json');
  return runAndWatch(process.execPath, ['-e', script, resultsFile], { cwd: folder, env: process.env, resultsFile, quiet: true, ...limits });
}

const long = 600_000;

test('tells the exit code of a runner that ends by itself', async () => {
  using folder = temporaryFolder();
  expect(await run(folder.path, 'process.exitCode = 3', { graceMs: long, limitMs: long })).toEqual({ code: 3, hung: false });
});

test('a runner that has written its results and does not end is ended, and told as hung', async () => {
  using folder = temporaryFolder();
  const script = 'require("fs").writeFileSync(process.argv[1], "{}"); setInterval(() => {}, 1000)';
  expect(await run(folder.path, script, { graceMs: 0, limitMs: long })).toEqual({ code: null, hung: true });
});

test('a runner that takes too long is ended, and told as hung', async () => {
  using folder = temporaryFolder();
  expect(await run(folder.path, 'setInterval(() => {}, 1000)', { graceMs: long, limitMs: 0 })).toEqual({ code: null, hung: true });
});

test('a runner that can not be started is an error', async () => {
  using folder = temporaryFolder();
  const options = { cwd: folder.path, env: process.env, resultsFile: path.join(folder.path, 'results.json'), graceMs: long, limitMs: long };
  await expect(runAndWatch('/nowhere/python', [], options)).rejects.toThrow('ENOENT');
});
