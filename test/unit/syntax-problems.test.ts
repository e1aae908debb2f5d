import { describe, expect, test } from '@jest/globals';
import { createParserLanguage } from '../../kernel/language/parser-language';
import type { SyntaxProblem } from '../../kernel/language/running-form';

const language = createParserLanguage();
const PARAMETER_DECORATOR = 'A parameter cannot have a decorator: standard decorators stand on classes and their members. Decorate the method or the class instead, or set `"experimentalDecorators": true` in a tsconfig.json beside the notebook.';

function problemsOf(source: string): readonly SyntaxProblem[] {
  const result = language.prepare(source);
  return result.status === 'invalid' ? result.problems : [];
}

describe('the first problem is told in plain words, at its place', () => {
  test.each([
    ['1\n!ls -l dist', 2, 7, 1, 'A command of the shell is written `%sh ls -l dist`.'],
    ['!npm install zod', 1, 5, 1, 'A command of the shell is written `%npm install zod`.'],
    ['!isDone && run(', 1, 16, 1, 'The text ends too early: `)` is missing.'],
    ['const x = ;', 1, 11, 1, '`;` does not fit here.'],
    ['\n\n  const 1a', 3, 10, 1, 'Invalid characters after number.'],
    ['let a = 1\nlet a = 2', 2, 5, 1, '`a` is declared twice in this cell.'],
    ["import x from 'y'; const x = 1", 1, 26, 1, '`x` is declared twice in this cell.'],
    ['enum A {}\nconst A = 1', 2, 7, 1, '`A` is declared twice in this cell.'],
    ['function f() {\n  await x\n}', 2, 3, 5, '`await` works at the top level of a cell and in async functions only: write `async` before this function.'],
    ['items.forEach(i => { for await (const x of i) {} })', 1, 26, 5, '`for await` works at the top level of a cell and in async functions only: write `async` before this function.'],
    ['1\nreturn 5', 2, 1, 6, '`return` works inside a function only. A cell shows the value of its last expression by itself.'],
    ['yield 1', 1, 1, 5, '`yield` works inside a generator function (`function*`) only.'],
    ['break', 1, 1, 5, '`break` works inside a loop or a `switch` only.'],
    ['if (a) { continue }', 1, 10, 8, '`continue` works inside a loop only.'],
    ['foo(1, 2', 1, 9, 1, 'The text ends too early: `)` is missing.'],
    ['foo(]', 1, 5, 1, '`]` does not fit here.'],
    ['let x = 1 let y', 1, 10, 1, 'A statement should end here: a semicolon, an operator or a new line is missing.'],
    ["'abc", 1, 1, 4, "This string has no end: ' is missing."],
    ['a = `b ${c} d', 1, 11, 3, 'This string has no end: ` is missing.'],
    ['/* abc', 1, 1, 6, 'This comment has no end: `*/` is missing.'],
    ['a = /abc', 1, 5, 4, 'This regular expression has no end: `/` is missing.'],
    ['a = /(/', 1, 5, 3, 'Invalid regular expression: /(/: Unterminated group.'],
    ['const x', 1, 7, 1, 'A `const` needs a value: write `= …` after the name, or declare it with `let`.'],
    ['let { a }', 1, 5, 5, 'Destructuring needs a value: write `= …` after the pattern.'],
    ['if (a) const b = 1', 1, 8, 11, 'A declaration cannot stand alone here: put it into a block `{ … }`.'],
    ['with (a) {}', 1, 1, 4, '`with` statements do not work in TypeScript.'],
    ['delete a', 1, 8, 1, '`delete` removes properties, not variables.'],
    ['let let = 1', 1, 5, 3, '`let` is a word of the language and cannot be a name.'],
    ['const undefined = 1', 1, 7, 9, '`undefined` cannot be declared: it is a fixed value of the language.'],
    ['const $awaitbook = 1', 1, 7, 10, '`$awaitbook` cannot be declared: the kernel needs this name.'],
    ['function f() { import "x" }', 1, 16, 6, '`import` stands at the top level of a cell only. Inside a block or function write `await import(…)`.'],
    ['class P { m(@pd a: number) {} }', 1, 13, 3, PARAMETER_DECORATOR],
    ['class P {\n  constructor(private a = 1,\n    @inject(Q) private readonly b: Q) {} }', 3, 5, 10, PARAMETER_DECORATOR],
    ['@ok class P { set s(@d {v}) {} }', 1, 21, 2, PARAMETER_DECORATOR],
    ['{ export const a = 1 }', 1, 3, 6, '`export` stands at the top level of a cell only.'],
    ['import defer * as a from "b"', 1, 1, 6, 'This form of `import` does not work in Node yet: leave out `defer` or `source`.'],
    ['import.source("a")', 1, 1, 6, 'This form of `import` does not work in Node yet: leave out `defer` or `source`.'],
    ['<a><b></a>', 1, 9, 1, '`<b>` is still open: `</b>` is missing before this tag.'],
    ['let s = “x”', 1, 9, 1, '`“` is a typographic quotation mark: write " or \' instead.'],
    ['const f = <T>(x: T) => {\n  return x y\n}', 2, 11, 1, 'A statement should end here: a semicolon, an operator or a new line is missing.'],
    ['{ a: 1, b: /(/ }', 1, 12, 3, 'Invalid regular expression: /(/: Unterminated group.'],
    ['{\n  a: 1,\n  b: ,\n}', 3, 6, 1, '`,` does not fit here.'],
    ['f?.x = 1', 1, 1, 4, 'Cannot assign to this expression.'],
  ])('%j', (source, line, column, length, message) => {
    expect(problemsOf(source)[0]).toEqual({ message, line, column, length });
  });
});

test('places count UTF-16 units behind letters beyond ASCII', () => {
  expect(problemsOf("const a = '😀é'; const b = ;")[0]).toMatchObject({ line: 1, column: 28 });
  expect(problemsOf('// 😀\n😀')[0]).toMatchObject({ line: 2, column: 1, length: 2 });
});

test('lines may end with a carriage return', () => {
  expect(problemsOf('let a = 1\r\nlet b = ;')[0]).toMatchObject({ line: 2, column: 9 });
});

test('problems come in the order of the text', () => {
  const lines = problemsOf('break\nlet a; let a\nreturn').map(({ line }) => line);
  expect(lines).toEqual([1, 2, 3]);
});

test('no message speaks of what the transform adds', () => {
  for (const source of ['const a = @', 'let x = class { @ }', '{a: }', 'using x', 'namespace N { export let }']) {
    for (const { message } of problemsOf(source)) expect(message).not.toMatch(/\$awaitbook|\$scope|cell\.tsx?|oxc|swc/i);
  }
});

describe('nesting that would overflow the parser is refused', () => {
  test.each([
    ['brackets', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['blocks', '{'.repeat(50_000)],
    ['objects', `x = ${'{a:'.repeat(50_000)}`],
    ['templates', '`${'.repeat(50_000)],
    ['type arguments', `let x: ${'A<'.repeat(50_000)}`],
    ['arrow functions', `${'a=>'.repeat(50_000)}1`],
    ['arrow functions in parentheses', `${'(()=>'.repeat(1_000)}1${')'.repeat(1_000)}`],
    ['arrow functions on lines of their own', `${'a =>\n'.repeat(1_000)}1`],
    ['functions', `${'(function () { return '.repeat(300)}1${'})'.repeat(300)}`],
    ['conditions', `${'a?b:'.repeat(50_000)}c`],
    ['else', `${'if(a){}else '.repeat(50_000)}{}`],
    ['elements', '<a>'.repeat(50_000)],
  ])('%s', (_name, source) => {
    expect(problemsOf(source)[0]?.message).toBe('This nests too deeply to be read. Split it into several statements.');
    expect(language.isComplete(source)).toEqual({ status: 'invalid' });
  });

  test('at the first place that is too deep', () => {
    expect(problemsOf(`1\n${'(()=>'.repeat(1_000)}1${')'.repeat(1_000)}`)[0]).toMatchObject({ line: 2, column: 255 * 5 + 2 });
  });

  test('a sum of 50,000 parts too, in other words', () => {
    expect(problemsOf(`1${'+1'.repeat(50_000)}`)[0]?.message).toMatch(/too long to be read/);
  });

  test('what people write is not', () => {
    const data = `const data = ${JSON.stringify(Array.from({ length: 5_000 }, (_, id) => ({ id, tags: ['a', { b: [id] }] })))}`;
    const elements = `<ul>${'<li a={1 < 2 ? "x" : "y"}>b</li>'.repeat(2_000)}</ul>`;
    const statements = 'f = (a) => a ? b : c; if (x < y) { z() } else if (q) r = s => t;'.repeat(2_000);
    for (const source of [data, elements, statements, `{ a: "${'['.repeat(10_000)}" }`, `${'a ? b : '.repeat(200)}c`, `${'(()=>'.repeat(250)}1${')'.repeat(250)}`, `${'a =>'.repeat(500)}1`]) expect(problemsOf(source)).toEqual([]);
  });
});
