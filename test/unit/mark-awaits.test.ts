import { describe, expect, test } from '@jest/globals';
import { createParserLanguage } from '../../kernel/language/parser-language';
import { asWritten } from '../../kernel/language/running-form';

/** Without what every cell begins with and the statement that hides a result. */
function codeOf(source: string): string {
  const result = createParserLanguage().prepare(source);
  if (result.status !== 'ok') throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.form.code.replace(/^'use strict';/, '').replace(/\n?;void 0$/, '');
}

describe('the awaits of the top level are numbered', () => {
  test.each([
    ['await a', 'await ($awaitbook.awaiting=1,a)'],
    ['await a;\nawait b', 'await ($awaitbook.awaiting=1,a);\nawait ($awaitbook.awaiting=2,b)'],
    ['f(await (await a).b)', 'f(await ($awaitbook.awaiting=1,(await ($awaitbook.awaiting=2,a)).b))'],
    ['if (a) { await b }', 'if (a) { await ($awaitbook.awaiting=1,b) }'],
    ['await // why\n  a()', 'await // why\n  ($awaitbook.awaiting=1,a())'],
    ['const a = await b', 'let a;;a = await ($awaitbook.awaiting=1,b);'],
    ['for await (const a of b) c()', 'for await (const a of ($awaitbook.awaiting=1,b)) c()'],
    ['for await (const a of b) { await c }', 'for await (const a of ($awaitbook.awaiting=1,b)) { await ($awaitbook.awaiting=2,c) ;$awaitbook.awaiting=1}'],
    ['class A { [await a]() {} }', 'let A;;A = class A { [await ($awaitbook.awaiting=1,a)]() {} };'],
  ])('%j', (source, code) => expect(codeOf(source)).toBe(code));

  test.each(['async () => await a', '(async function () { await a })', '({ async a() { await b } })', '[async () => { for await (const a of b) await c }]'])('not those of a function: %j', (source) => expect(codeOf(source)).toBe(source));

  test('a function at the end of a loop takes no mark along to the front', () => {
    expect(codeOf('for await (const a of b) { a(); function c() {} }')).toMatch(/;\$awaitbook\.awaiting=1\}$/);
  });
});

test.each([
  ['($awaitbook.awaiting , 5) is not async iterable', '5 is not async iterable'],
  ['($awaitbook.awaiting , a.b(...)(...)) is not a function or its return value is not async iterable', 'a.b(...)(...) is not a function or its return value is not async iterable'],
])("V8's %j is told as %j", (text, told) => expect(asWritten(text)).toBe(told));
