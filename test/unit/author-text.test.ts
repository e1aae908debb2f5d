import { describe, expect, test } from '@jest/globals';
import { createParserLanguage } from '../../kernel/language/parser-language';

/** What is told of `f` when the last cell was transformed and `f` runs as the text that V8 would give. */
function authorText(source: string, name = 'f', compiled = compiledIn(source)): string | null {
  return createParserLanguage().authorText(source, name, compiled);
}

/** From the first `function`, `(` of an arrow or `class` to the end of its line in the running form. */
function compiledIn(source: string): string {
  const result = createParserLanguage().prepare(source);
  if (result.status !== 'ok') throw new Error('does not parse');
  return /(?:async )?(?:function|class|\([^)]*\) =>)[^]*?\}/.exec(result.form.code)?.[0] ?? 'nothing';
}

describe('a declaration as its author wrote it', () => {
  test.each([
    ['a function', 'const a = 1\nfunction f(a: number, b?: string): void { a }\nf(1)', 'function f(a: number, b?: string): void { a }'],
    ['with its documentation', '/** other */\nlet x = 1\n/**\n * Adds.\n */\nexport async function f(a: number) { return a }', '/**\n * Adds.\n */\nexport async function f(a: number) { return a }'],
    ['without comments of others', '/** other */\n\nfunction f() { 1 }', 'function f() { 1 }'],
    ['and without plain comments', '// note\nfunction f() { 1 }', 'function f() { 1 }'],
    ['a class', 'class f<T> { private x!: T }', 'class f<T> { private x!: T }'],
    ['an arrow', 'let q = 1; const f = async (a: number): Promise<number> => { return a }; q', 'const f = async (a: number): Promise<number> => { return a };'],
    ['overloads', 'function f(a: 1): 1\nfunction f(a: 2): 2\nfunction f(a: any) { return a }', 'function f(a: 1): 1\nfunction f(a: 2): 2\nfunction f(a: any) { return a }'],
    ['behind a magic', '%time 1\nfunction f() { 1 }', 'function f() { 1 }'],
    ['with other ends of lines', 'function f() {\r\n  1\r\n}', 'function f() {\n  1\n}'],
  ])('%s', (_name, source, written) => expect(authorText(source)).toBe(written));

  test('not where the cell has it only inside of another', () => {
    expect(authorText('{ function f() { 1 } }', 'f', 'function () { 1 }')).toBeNull();
  });

  test('not where it became another function since', () => {
    expect(authorText('function f() { 1 }', 'f', 'function () { 2 }')).toBeNull();
    expect(authorText('function g() { 1 }', 'f', 'function () { 1 }')).toBeNull();
  });

  test('asking leaves what is known of constants as it was', () => {
    const language = createParserLanguage();
    const earlier = language.prepare('let f = (a) => { a }');
    if (earlier.status === 'ok') earlier.accept();
    language.authorText('const f = (a) => { a }', 'f', '(a) => { a }');
    expect(language.prepare('f = 1')).toMatchObject({ form: { code: "'use strict';f = 1" } });
  });
});
