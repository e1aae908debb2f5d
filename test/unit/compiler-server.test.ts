/** Compilers that are none: the executable is missing, ends at once, runs out of memory, or its package is not there. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Checker } from '../../kernel/checker/checker';
import { CompilerMissingError } from '../../kernel/checker/compiler-path';

let folder: string;
const log: string[] = [];
let checker: Checker;
let findCompiler: () => string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'awaitbook-compiler-'));
  log.length = 0;
  checker = new Checker(folder, { exists: async () => false, log: (line) => void log.push(line), findCompiler: () => findCompiler() });
});
afterEach(() => {
  checker.end();
  rmSync(folder, { recursive: true });
});

/** Checks a cell until nothing more is said about it: what each check said. */
async function wordsOfChecks(): Promise<string[]> {
  const told: string[] = [];
  for (;;) {
    const result = await checker.check('const n: number = "a"');
    if (result.status === 'checked') throw new Error('it was checked');
    if (result.words === null) return [...new Set(told)];
    told.push(result.words);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const GIVEN_UP = 'It failed several times, so types are not checked any more; restart the kernel to try again.';

test('the package of the compiler is not installed: said once, with what to do', async () => {
  findCompiler = () => {
    throw new CompilerMissingError('The package x is not installed.');
  };
  checker.start();
  expect(await wordsOfChecks()).toEqual(['The package x is not installed.']);
  expect(log).toEqual(['The package x is not installed.']);
});

test('the executable is missing: tried again, then given up in words', async () => {
  findCompiler = () => path.join(folder, 'nowhere');
  checker.start();
  const words = await wordsOfChecks();
  expect(words.at(-1)).toMatch(/^The type checker is not there: it could not be started: .*ENOENT/);
  expect(words.at(-1)).toContain(GIVEN_UP);
});

const onPosix = process.platform === 'win32' ? test.skip : test;

onPosix.each([
  ['ends at once', 'exit 7', 'it ended with exit code 7'],
  ['runs out of memory', 'echo "fatal error: runtime: out of memory" >&2; exit 2', 'it ran out of memory'],
  ['answers what is no answer', 'printf "Content-Length: 9\\r\\n\\r\\nnonsense!"; exec sleep 60', "its answers can't be read"],
  ['is ended', 'kill -9 $$', 'it was ended by SIGKILL'],
])('a compiler that %s', async (_name, script, cause) => {
  const executable = path.join(folder, 'compiler');
  writeFileSync(executable, `#!/bin/sh\n${script}\n`);
  chmodSync(executable, 0o755);
  findCompiler = () => executable;
  checker.start();
  const words = await wordsOfChecks();
  expect(words.at(-1)).toContain(cause);
  expect(words.at(-1)).toContain(GIVEN_UP);
  expect(log).toHaveLength(4);
});
