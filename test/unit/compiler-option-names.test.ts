/** The list of compiler options is that of the compiler. */
import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import ts from 'typescript';
import { compilerPath } from '../../kernel/checker/compiler-path';
import { unknownOptions, unknownOptionsWords } from '../../kernel/compiler-option-names';
import { temporaryFolder, writeFiles } from './support/set-up-folder';

/** Names that TypeScript 6 had or has, in its own list, which its types leave out. */
const OF_BEFORE = (ts as unknown as { readonly optionDeclarations: readonly { readonly name: string }[] }).optionDeclarations.map(({ name }) => name);

/** Names that TypeScript 7 alone has. */
const NEWER = ['checkers', 'pprofDir', 'quiet', 'singleThreaded'];

test('the compiler takes the names of the list, and of all others that TypeScript ever had none', () => {
  using folder = temporaryFolder();
  const names = [...new Set([...OF_BEFORE, ...NEWER, 'strct', 'builders'])];
  // No option is an object, so that one whose name is taken is told of as well.
  writeFiles(folder.path, { 'tsconfig.json': JSON.stringify({ compilerOptions: Object.fromEntries(names.map((name) => [name, {}])) }), 'a.ts': 'export {};' });
  const { stdout } = spawnSync(compilerPath(), ['-p', folder.path, '--noEmit'], { encoding: 'utf8' });
  const refused = [...stdout.matchAll(/TS502[35]: Unknown compiler option '(\w+)'/g)].map(([, name]) => name);
  expect(refused).toEqual(expect.arrayContaining(['strct', 'out']));
  expect(unknownOptions(names).sort()).toEqual(refused.sort());
});

test('one line names them', () => {
  expect(unknownOptionsWords(['strct'], 'tsconfig.json')).toBe("There is no compiler option 'strct'. Did you mean 'strict'? The rest of tsconfig.json counts.");
  expect(unknownOptionsWords(['zzz'], 'base.json')).toBe("There is no compiler option 'zzz'. The rest of base.json counts.");
  expect(unknownOptionsWords(['a', 'b'], 'base.json')).toBe("There are no compiler options 'a', 'b'. The rest of base.json counts.");
});
