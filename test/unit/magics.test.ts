import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { MAGICS, writtenName } from '../../kernel/language/magics';
import { createParserLanguage } from '../../kernel/language/parser-language';
import { sourcePlace } from './support/cell-session';

const language = createParserLanguage();

/** The running form's code, without what every cell begins with and the statement that hides a result. */
function codeOf(source: string): string {
  const result = language.prepare(source);
  if (result.status === 'ok') return result.form.code.replace(/^'use strict';/, '').replace(/\n;void 0$/, '');
  return result.problems.map(({ line, column, message }) => `${line}:${column} ${message}`).join('\n');
}

const isMagic = (source: string): boolean => /\$awaitbook\.(?:magic|enterMagic)\(/.test(codeOf(source));

describe('a line that begins with %name is a magic where a statement is expected', () => {
  test.each([
    '%who',
    '  %who',
    '\t%who',
    '\n\n%who',
    '// first\n%who',
    '/* first */\n%who',
    'a;\n%who',
    'a; // end\n%who',
    'let x\n%who',
    'let x: number\n%who',
    'const f = () => {}\n%who',
    'function f() {}\n%who',
    'class A {}\n%who',
    'type A = { b: 1 }\n%who',
    'type A = 1\n%who',
    'interface A { b: 1 }\n%who',
    "import fs from 'node:fs'\n%who",
    'if (a) {\n%who\n}',
    'if (a)\n%who',
    'if (a)\n%who\nelse b()',
    'do\n%who\nwhile (a)',
    'for (;;) {\n  a();\n  %who\n}',
    'switch (a) {\ncase 1:\n%who\n}',
    'label:\n%who',
    'async function f() {\n  %who\n}',
    'const f = async () => {\n  %who\n}',
    'const identity = <T>(x: T) => x;\n%who',
    'const cast = <any>x;\n%who',
    '%who\n%pwd\n%who',
    '%sh echo "it\'s\n`a`',
    '%sh }{',
    '%%sh\n}{ \' ` "',
    `%%sh\n${'('.repeat(1_000)}`,
    '\n%%sh\nls',
    '%time a()',
    '%%time\na()',
    'const s = `a\n%who`;\n%who',
  ])('%j', (source) => expect(isMagic(source)).toBe(true));
});

describe('no other text is one', () => {
  test.each([
    'a\n  % b',
    'a\n  %b',
    'a\n%who',
    'a()\n%who',
    'const x = 1\n%who',
    'const x = {}\n%time + 1',
    'x = [1]\n%sh',
    'a as number\n%who',
    'a!\n%who',
    'i++\n%who',
    '(a\n%who)',
    'f(a\n%who)',
    '[a\n%who]',
    'const s = `\n%who\n`',
    'const s = `${a\n%who}`',
    'tag`\n%%sh\nls`',
    '/*\n%who\n*/',
    '/*\n%%time\n*/ a',
    'const s = "\\\n%who"',
    '<p>\n%who\n</p>',
    '<p>{a\n%who}</p>',
    'a // b\n%who',
    'a\n/* b */ %who',
    'const r = a\n  % who / 2',
    'a; %who',
    'a %who',
    'b % time',
  ])('%j', (source) => expect(isMagic(source)).toBe(false));

  test('what parses without magics is not changed by them', () => {
    for (const source of ['a\n  %b', 'a\n%who', 'text = `\n%%sh\n%who`']) expect(codeOf(source)).toBe(source);
  });

  test.each([
    ['foo(\n%who', '2:1 `%` does not fit here.'],
    ['class A {\n%who\n}', '2:1 `%` does not fit here.'],
    ['x = {\n%who\n}', '2:1 `%` does not fit here.'],
    ['a ? b :\n%who', '2:1 `%` does not fit here.'],
    ['const = 3\n%who', '1:7 `=` does not fit here.'],
    ['%', '1:1 `%` does not fit here.'],
    ['%%', '1:1 `%` does not fit here.'],
    ['% who', '1:1 `%` does not fit here.'],
  ])('%j is the syntax error that it was', (source, problem) => expect(codeOf(source)).toBe(problem));
});

describe('the running form', () => {
  test.each([
    ['%who', 'await ($awaitbook.awaiting=1,$awaitbook.magic("%who", ""));'],
    ['  %sh  ls -l  \nx', '  await ($awaitbook.awaiting=1,$awaitbook.magic("%sh", "ls -l"));\nx'],
    ['%pwd\n[1]', 'await ($awaitbook.awaiting=1,$awaitbook.magic("%pwd", ""));\n[1]'],
    ['if (a)\n%pwd\nelse b()', 'if (a)\nawait ($awaitbook.awaiting=1,$awaitbook.magic("%pwd", ""));\nelse b()'],
    ['%%sh -x\nls "$A"\n\n%who', 'await ($awaitbook.awaiting=1,$awaitbook.magic("%%sh", "-x", "ls \\"$A\\"\\n\\n%who"));'],
    ['%%writefile a.txt', 'await ($awaitbook.awaiting=1,$awaitbook.magic("%%writefile", "a.txt", ""));'],
    ['%%sh\r\nls\r\n', 'await ($awaitbook.awaiting=1,$awaitbook.magic("%%sh", "", "ls\\n"));'],
    ['%time a', '      $awaitbook.enterMagic("%time", "", 0),$awaitbook.leaveMagic(0, (a))'],
    ['%time a, b;', '      $awaitbook.enterMagic("%time", "", 0),$awaitbook.leaveMagic(0, (a, b));'],
    ['%time {a: 1}', '      $awaitbook.enterMagic("%time", "", 0),$awaitbook.leaveMagic(0, ({a: 1}))'],
    ['%time a(); b()', '      $awaitbook.enterMagic("%time", "", 0);a(); $awaitbook.leaveMagic(0, (b()))'],
    ['%time const a = 1', 'let a;      $awaitbook.enterMagic("%time", "", 0);;a = 1;$awaitbook.leaveMagic(0);'],
    ['%time for (;;) a()', '      {$awaitbook.enterMagic("%time", "", 0);for (;;) a();$awaitbook.leaveMagic(0);}'],
    ['%time await all([\n  a(),\n])\nb', '      $awaitbook.enterMagic("%time", "", 0),$awaitbook.leaveMagic(0, (await ($awaitbook.awaiting=1,all([\n  a(),\n]))))\nb'],
    ['%time a // why\n', '      $awaitbook.enterMagic("%time", "", 0),$awaitbook.leaveMagic(0, (a)) // why\n'],
    ['%%time\na()\nb()', '$awaitbook.enterMagic("%%time", "", 0);      \na()\n$awaitbook.leaveMagic(0, (b()))'],
    ['%%time\nconst a = 1', '$awaitbook.enterMagic("%%time", "", 0);let a;      \n;a = 1\n;$awaitbook.leaveMagic(0);'],
    ['%%time\n%who', '$awaitbook.enterMagic("%%time", "", 0);      \nawait ($awaitbook.awaiting=1,$awaitbook.magic("%who", ""));\n;$awaitbook.leaveMagic(0);'],
    ['%%time\n%time a', '$awaitbook.enterMagic("%%time", "", 0);      \n      $awaitbook.leaveMagic(0, ($awaitbook.enterMagic("%time", "", 7),$awaitbook.leaveMagic(7, (a))))'],
  ])('%j', (source, code) => expect(codeOf(source)).toBe(code));

  test.each([
    ['%time a', true],
    ['%time a;', false],
    ['%time a(); b()', true],
    ['%%time\na', true],
    ['%%time\na;', false],
    ['%time const a = 1', false],
    ['%who', false],
    ['%who\na', true],
  ])('%j ends in a result: %j', (source, hasResult) => expect(language.prepare(source)).toMatchObject({ status: 'ok', form: { hasResult } }));

  test('an import of a %%time cell is counted', () => {
    expect(codeOf('%%time\nimport "node:fs"')).toMatch(/^\$awaitbook\.enterMagic\("%%time", "", 0\);[^]*importNames/);
  });

  test('TypeScript around and behind a magic is lowered, and names are declared', () => {
    const result = language.prepare('%time enum Colour { Red }\n%who\nconst a: number = 1');
    expect(result).toMatchObject({ status: 'ok', form: { declaredNames: ['Colour', 'a'] } });
  });
});

test.each([
  ['%who\nboom()', 'boom', 2, 1],
  ['%time   boom()', 'boom', 1, 9],
  ['%time const a: number = boom()', 'boom', 1, 25],
  ['%%time\n\n  boom()', 'boom', 3, 3],
  ['%%time\nlet a: any = 1;\nboom(a as number)', 'boom', 3, 1],
  ['a;\n  %sh ls', '$awaitbook.magic', 2, 3],
  ['%%sh\nls\nboom', '$awaitbook.magic', 1, 1],
])('positions in %j lead to the author\'s line', (source, word, line, column) => {
  const result = language.prepare(source);
  if (result.status !== 'ok') throw new Error('does not parse');
  const before = result.form.code.slice(0, result.form.code.lastIndexOf(word)).split('\n');
  expect(sourcePlace(result.form.maps, before.length, before.at(-1)!.length + 1)).toEqual({ line, column });
});

test.each([
  ['%tiem a', '1:1 There is no magic `%tiem`. Did you mean `%time`? `%magics` shows them all.'],
  ['a;\n  %lod x', '2:3 There is no magic `%lod`. Did you mean `%load`? `%magics` shows them all.'],
  ['%%tim\na', '1:1 There is no magic `%%tim`. Did you mean `%time`? `%magics` shows them all.'],
  ['%%javascript\nalert(1)', '1:1 There is no magic `%%javascript`. `%magics` shows them all.'],
  ['%matplotlib inline', '1:1 There is no magic `%matplotlib`. `%magics` shows them all.'],
  ['%%pwd', '1:1 `%pwd` works on one line: write it with one `%`.'],
  ['%writefile a', '1:1 `%%writefile` takes a whole cell: write it with two `%` on the cell\'s first line.'],
  ['a;\n%%sh\nls', '2:1 `%%sh` opens a cell: nothing stands above it, not even a comment.'],
  ['%time', '1:1 `%time` needs code behind it: `%time code`.'],
  ["%time import fs from 'node:fs'", "1:1 Imports run before the rest of their cell: `%time` can't surround one. Write `await import(…)`, or use `%%time`."],
  ['function f() {\n  %who\n}', '2:3 A magic works at the top level of a cell and in async functions only.'],
  ['%time const = 1', '1:13 `=` does not fit here.'],
  ['%who\nconst = 1', '2:7 `=` does not fit here.'],
])('%j is refused in words', (source, problem) => expect(codeOf(source)).toBe(problem));

describe('is_complete', () => {
  test.each([
    ['%who', { status: 'complete' }],
    ['%time a()', { status: 'complete' }],
    ['%time a(', { status: 'incomplete', indent: '  ' }],
    ['%time a(\n  b)', { status: 'complete' }],
    ['%who\nif (a) {', { status: 'incomplete', indent: '  ' }],
    ['%sh echo "', { status: 'complete' }],
    ['%%sh', { status: 'incomplete', indent: '' }],
    ['%%sh\nls', { status: 'incomplete', indent: '' }],
    ['%%sh\nls\n', { status: 'complete' }],
    ['%%time', { status: 'incomplete', indent: '' }],
    ['%%time\na()', { status: 'complete' }],
    ['%%time\na', { status: 'complete' }],
    ['%%time\nif (a) {', { status: 'incomplete', indent: '  ' }],
    ['%nothing', { status: 'invalid' }],
    ['a\n% b', { status: 'complete' }],
  ])('%j is %j', (source, answer) => expect(language.isComplete(source)).toEqual(answer));
});

describe('completion; ‸ is the cursor', () => {
  const offersAt = (marked: string) => {
    const place = language.completionPlace(marked.replace('‸', ''), marked.indexOf('‸'));
    return place && { prefix: place.prefix, start: place.start, magics: place.fromText.filter(({ type }) => type === 'magic').map(({ text }) => text) };
  };
  const lines = MAGICS.filter(({ kind }) => kind === 'line').map(writtenName);

  test.each(['%‸', '%ti‸', '\n  %‸', '%%‸'])('%j offers all', (marked) => {
    expect(offersAt(marked)?.magics).toEqual(MAGICS.map(writtenName));
  });

  test.each(['a;\n%‸', 'a;\n  %ti‸', '%who\n%‸', 'if (a) {\n  %‸\n}', '%‸\nfoo('])('%j offers those of lines', (marked) => {
    expect(offersAt(marked)?.magics).toEqual(expect.arrayContaining(lines));
  });

  test('the percent signs are part of what is replaced', () => {
    expect(offersAt('a;\n  %ti‸')).toEqual({ prefix: '%ti', start: 5, magics: lines });
  });

  test.each(['a\n%‸', 'a %‸', 'f(\n%‸', '`\n%‸`', '// %‸', '%%sh\n%‸', '%sh ls %‸'])('%j offers none', (marked) => {
    expect(offersAt(marked)?.magics ?? []).toEqual([]);
  });

  test('code behind a magic is completed as code, text is not', () => {
    expect(language.completionPlace('%time foo.ba', 12)).toMatchObject({ target: { kind: 'member', expression: 'foo', prefix: 'ba' }, start: 10 });
    expect(language.completionPlace('%%time\nfo', 9)).toMatchObject({ target: { kind: 'name', prefix: 'fo' } });
    expect(language.completionPlace('%sh foo.ba', 10)).toBeNull();
    expect(language.completionPlace('%%sh\nfoo.ba', 11)).toBeNull();
  });
});

test('inspection tells of the magic at the cursor, and of code behind it', () => {
  expect(language.inspectedMagic('a;\n%sh ls', 4)?.usage).toBe('%sh command');
  expect(language.inspectedMagic('%%sh\nls', 4)?.usage).toBe('%%sh');
  expect(language.inspectedMagic('%sh ls', 5)).toBeNull();
  expect(language.inspectedMagic('a\n%sh', 3)).toBeNull();
  expect(language.inspectionExpression('%time foo.bar', 12)).toBe('foo.bar');
  expect(language.inspectionExpression('%sh foo.bar', 8)).toBeNull();
});

test('every row of the table is whole, and has its file', () => {
  for (const { name, usage, help, kind } of MAGICS) {
    expect(existsSync(path.join(__dirname, '..', '..', 'kernel', 'engine-process', 'magics', `${name}.ts`))).toBe(true);
    expect(usage).toMatch(new RegExp(`^${kind === 'cell' ? '%%' : '%'}${name}(?: |$)`));
    expect(help).toMatch(/\.$/);
  }
  const written = MAGICS.map(writtenName);
  expect(new Set(written).size).toBe(written.length);
});
