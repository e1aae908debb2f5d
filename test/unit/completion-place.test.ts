import { describe, expect, test } from '@jest/globals';
import { createParserLanguage } from '../../kernel/language/parser-language';

const language = createParserLanguage();

/** The place at the `|` of a text. */
function placeAt(marked: string): ReturnType<typeof language.completionPlace> {
  const offset = marked.indexOf('|');
  return language.completionPlace(marked.slice(0, offset) + marked.slice(offset + 1), offset);
}

/** Where the name that the cursor stands in ends. */
function wordEnd(marked: string): number {
  const offset = marked.indexOf('|');
  return offset + /^\w*/.exec(marked.slice(offset + 1))![0].length;
}

function offers(marked: string, type?: string): string[] {
  return (placeAt(marked)?.fromText ?? []).filter((offer) => type === undefined || offer.type === type).map(({ text }) => text);
}

describe('members', () => {
  test.each([
    ['foo.ba|', 'foo', 'ba'],
    ['foo.|', 'foo', ''],
    ['foo.ba|r', 'foo', 'ba'],
    ['foo?.ba|', 'foo', 'ba'],
    ['foo.bar.baz|', 'foo.bar', 'baz'],
    ['foo?.bar?.|', 'foo?.bar', ''],
    ['foo["x"].b|', 'foo["x"]', 'b'],
    ["foo['x y'][0]?.[1].b|", "foo['x y'][0]?.[1]", 'b'],
    ['this.x|', 'this', 'x'],
    ['this.a.|', 'this.a', ''],
    ['foo!.ba|', 'foo', 'ba'],
    ['foo.bar!.|', 'foo.bar', ''],
    ['(foo).b|', 'foo', 'b'],
    ['(1).to|', '(1)', 'to'],
    ['(foo as any).b|', 'foo', 'b'],
    ['(foo.bar satisfies X).b|', 'foo.bar', 'b'],
    ['"text".le|', '""', 'le'],
    ["'it\\'s'.|", '""', ''],
    ['`text`.|', '""', ''],
    ['`a${b}c`.|', '""', ''],
    ['/a[/]b/g.te|', '/a[/]b/g', 'te'],
    ['[1, 2].ma|', '[]', 'ma'],
    ['[].|', '[]', ''],
    ['[f(), {}].|', '[]', ''],
    ['import.meta.u|', '$awaitbook.meta', 'u'],
    ['await foo.b|', 'foo', 'b'],
    ['new foo.B|', 'foo', 'B'],
    ['typeof foo.b|', 'foo', 'b'],
    ['x = y + foo.b|', 'foo', 'b'],
    ['call(a, foo.b|', 'foo', 'b'],
    ['if (foo.b|', 'foo', 'b'],
    ['const q = foo\n  .bar\n  .b|', 'foo.bar', 'b'],
    ['foo /* c */ . // d\n b|', 'foo', 'b'],
    ['`${foo.b|', 'foo', 'b'],
    ['`${foo.b|}`', 'foo', 'b'],
    ['`a${`b${foo.c.|', 'foo.c', ''],
    ['<div a={foo.b|', 'foo', 'b'],
    ['<div>{foo.|</div>', 'foo', ''],
    ['größe.lä|', 'größe', 'lä'],
    ['foo.class.na|', 'foo.class', 'na'],
    ['$.a|', '$', 'a'],
    ['{ foo.|', 'foo', ''],
    ['a / foo.b|', 'foo', 'b'],
    ['(a) / foo.b|', 'foo', 'b'],
    ['x = /re/; foo.b|', 'foo', 'b'],
    ["it('does', () => { foo.b|", 'foo', 'b'],
    ['😀;foo.b|', 'foo', 'b'],
  ])('%s', (marked, expression, prefix) => {
    const place = placeAt(marked);
    expect(place?.target).toEqual({ kind: 'member', expression, prefix });
    const offset = marked.indexOf('|');
    expect([place?.start, place?.end, place?.fromText]).toEqual([offset - prefix.length, wordEnd(marked), []]);
  });
});

test.each([
  ['Deno.|', ['jupyter']],
  ['Deno.jupyter.|', ['$display', 'broadcast', 'display', 'html', 'image', 'md', 'svg']],
  ['Deno?.jupyter?.d|', ['$display', 'broadcast', 'display', 'html', 'image', 'md', 'svg']],
  ['Deno.jupyter.md.|', []],
  ['my.Deno.|', []],
])('of the stand-in for Deno: %s', (marked, names) => {
  expect(offers(marked)).toEqual(names);
});

describe('names', () => {
  test.each([
    ['fo|', 'fo'],
    ['|', ''],
    ['  |', ''],
    ['a + fo|', 'fo'],
    ['foo(|', ''],
    ['foo(a, b|', 'b'],
    ['f|oo.bar', 'f'],
    ['const x = fo|', 'fo'],
    ['...fo|', 'fo'],
    ['`${fo|', 'fo'],
    ['x ? fo|', 'fo'],
    ['a < b|', 'b'],
    ['[fo|', 'fo'],
    ['{ a: fo|', 'fo'],
    ['"closed" + fo|', 'fo'],
    ['/* closed */ fo|', 'fo'],
    ['// line\nfo|', 'fo'],
    ['<Fo|', 'Fo'],
    ['`a` + b|', 'b'],
  ])('%s', (marked, prefix) => {
    const offset = marked.indexOf('|');
    expect(placeAt(marked)).toMatchObject({ target: { kind: 'name', prefix }, start: offset - prefix.length, end: wordEnd(marked) });
  });
});

describe('nothing to complete', () => {
  test.each([
    '// foo.b|',
    '/* foo.b|',
    '/* foo.| */',
    '"foo.b|',
    '"foo.b|"',
    "'fo|",
    '`foo.b|',
    '`a${b}foo.|`',
    '12|',
    '1.|',
    '0x1f|',
    '/fo|/',
    'foo().b|',
    'foo().bar.b|',
    '(await x).|',
    '(a, b).c|',
    'new Foo().b|',
    'foo[bar].b|',
    'foo[0 + 1].b|',
    '{}.b|',
    'super.b|',
    'this.#pri|',
    '#pri|',
    'const fo|',
    'let |',
    'function fo|',
    'class Fo|',
    'import { re|',
    'import { rea| } from "fs"',
    'import fs, { type rea| } from "fs"',
    'import { readFile } from "fs"|',
    'x = "text"|',
    'x = `text ${1}`|',
    'import { a, b| } from "node:fs"',
    '#!/usr/bin/fo|',
    'foo`x`.b|',
    'a?.b().c|',
  ])('%s', (marked) => {
    expect(placeAt(marked)).toBeNull();
  });
});

describe('words of the language', () => {
  test.each([
    ['|', ['const', 'await', 'import', 'for', 'typeof'], ['instanceof', 'as']],
    ['foo();\nw|', ['while', 'const'], []],
    ['x = |', ['await', 'new', 'function', 'this', 'null'], ['const', 'while', 'satisfies']],
    ['foo(|', ['async', 'undefined'], ['return', 'instanceof']],
    ['foo |', ['instanceof', 'in', 'as', 'satisfies'], ['const', 'await']],
    ['foo\n|', ['const', 'await', 'instanceof'], []],
    ['return |', ['await', 'new'], ['const', 'if']],
    ['if (a) |', ['return', 'await', 'for'], []],
    ['() => |', ['await', 'null'], []],
    ['} |', ['else', 'catch', 'finally'], []],
    ['`${|', ['await', 'this'], ['const']],
  ])('%s', (marked, some, none) => {
    const keywords = offers(marked, 'keyword');
    expect(keywords).toEqual(expect.arrayContaining(some));
    for (const word of none) expect(keywords).not.toContain(word);
    expect(new Set(keywords).size).toBe(keywords.length);
  });
});

describe('names of the text', () => {
  test.each([
    ['const alpha = 1, { beta, c: gamma, d: { delta = 2 }, ...eps } = x, [zeta, , eta] = y\n|', ['alpha', 'beta', 'gamma', 'delta', 'eps', 'zeta', 'eta'], ['c', 'd', 'x', 'y']],
    ['function outer(p: { q: number }, { r, s: t }: T, ...u: number[]) { const v = 1; |', ['outer', 'p', 'r', 't', 'u', 'v'], ['q', 's', 'T', 'number']],
    ['function a(p) {}\n|', ['a'], ['p']],
    ['{ const hidden = 1 }\n|', [], ['hidden']],
    ['const later = () => { |', ['later'], []],
    ['|\nfunction below() {}\nconst under = 1', ['below', 'under'], []],
    ['items.map((item, index = 0) => |', ['item', 'index'], []],
    ['items.map(item => { |', ['item'], []],
    ['try {} catch (error) { |', ['error'], []],
    ['for (const [key, value] of map) { |', ['key', 'value'], []],
    ['import def, { a as b, type C, d } from "m"; import * as ns from "n"\n|', ['def', 'b', 'd', 'ns'], ['a', 'as', 'from']],
    ['class Box { m(arg) { |', ['Box', 'arg'], []],
    ['enum Color { Red } namespace Ns {}\n|', ['Color', 'Ns'], []],
    ['let used = 1; use|', ['used'], ['use']],
    ['let a = f(1, two), three\n|', ['a', 'three'], ['two']],
    ['const self = sel|', ['self'], ['sel']],
    ['broken ( { const stray = ; function okay( { |', ['stray', 'okay'], []],
  ])('%s', (marked, some, none) => {
    const names = (placeAt(marked)?.fromText ?? []).filter(({ type }) => type !== 'keyword').map(({ text }) => text);
    expect(names).toEqual(expect.arrayContaining(some));
    for (const name of none) expect(names.filter((offer) => offer === name)).toEqual([]);
  });

  test('are functions, classes or values', () => {
    const { fromText = [] } = placeAt('function f() {} class C {} const v = 1; |') ?? {};
    expect(fromText.filter(({ type }) => type !== 'keyword')).toEqual([
      { text: 'f', type: 'function' },
      { text: 'C', type: 'class' },
      { text: 'v', type: 'instance' },
    ]);
  });
});

describe('import specifiers', () => {
  test.each(['import fs from "node:f|', 'import "node:f|', "import { a } from 'node:f|'", 'await import("node:f|', 'require("node:f|', 'export * from "node:f|'])('%s', (marked) => {
    const place = placeAt(marked);
    expect(place).toMatchObject({ target: null, prefix: 'node:f', end: marked.indexOf('|'), start: marked.indexOf('node:f') });
    expect(place?.fromText).toEqual(expect.arrayContaining([{ text: 'node:fs', type: 'module' }, { text: 'node:fs/promises', type: 'module' }]));
    for (const { text } of place?.fromText ?? []) expect(text).toMatch(/^node:f/);
  });

  test('names without node: are offered where they are typed', () => {
    expect(offers('import x from "pat|')).toEqual(['path', 'path/posix', 'path/win32']);
    expect(offers('import x from "|')).toContain('node:path');
  });

  test('other strings are left alone', () => {
    expect(placeAt('foo("node:f|')).toBeNull();
  });
});

describe('inspection', () => {
  const inspectAt = (marked: string): string | null => {
    const offset = marked.indexOf('|');
    return language.inspectionExpression(marked.slice(0, offset) + marked.slice(offset + 1), offset);
  };
  test.each([
    ['fo|o', 'foo'],
    ['|foo', 'foo'],
    ['foo|', 'foo'],
    ['foo.b|ar.baz', 'foo.bar'],
    ['foo.bar|', 'foo.bar'],
    ['f|oo.bar', 'foo'],
    ['foo(|', 'foo'],
    ['foo(|)', 'foo'],
    ['foo(1, |)', 'foo'],
    ['foo(12|)', 'foo'],
    ['foo("a|")', 'foo'],
    ['a.b?.(|)', 'a.b'],
    ['new Foo(|)', 'Foo'],
    ['foo(bar(), |)', 'foo'],
    ['foo(|bar)', 'foo'],
    ['foo( |bar)', 'bar'],
    ['if (|bar)', 'bar'],
    ['foo(bar(|', 'bar'],
    ['foo({ a: 1, |', 'foo'],
    ['foo(x => { return |', 'foo'],
    ['a.b["c"].d(|', 'a.b["c"].d'],
    ['console.lo|g(1)', 'console.log'],
    ['`${fo|o}`', 'foo'],
    ['this|', 'this'],
    ['const x = fo|o + 1', 'foo'],
    ['(foo as any).b|', 'foo.b'],
    ['"text".pad|Start', '"".padStart'],
  ])('%s', (marked, expression) => {
    expect(inspectAt(marked)).toBe(expression);
  });
  test.each(['// fo|o', '/* f|oo */', '|', '1|2', 'foo().ba|r', 'con|st x = 1', 'if (|', 'x = |', '(|', '#pri|v', 'foo() |'])('%s has none', (marked) => {
    expect(inspectAt(marked)).toBeNull();
  });
});

test('a long text is scanned in little time', () => {
  const text = `${'const a = { b: `c${d}`, e: /f/g }; // g\n'.repeat(2_000)}foo.b`;
  const started = performance.now();
  expect(language.completionPlace(text, text.length)?.target).toEqual({ kind: 'member', expression: 'foo', prefix: 'b' });
  // 80,000 characters took 20 ms; a scan that goes back over them would take seconds.
  expect(performance.now() - started).toBeLessThan(2_000);
});

test.each<[string, 'key' | 'entry', expression: string, prefix: string, replaced: string]>([
  ['foo["|', 'key', 'foo', '', ''],
  ['foo["ba|"]', 'key', 'foo', 'ba', 'ba'],
  ['foo["ba|r-x"] + "y"', 'key', 'foo', 'ba', 'bar-x'],
  ["foo.bar?.['|", 'key', 'foo.bar', '', ''],
  ['ages.get("an|', 'entry', 'ages', 'an', 'an'],
  ["this.ages.has('|')", 'entry', 'this.ages', '', ''],
  ['ages?.delete("|")', 'entry', 'ages', '', ''],
])('keys that are known at run time: %s', (marked, kind, expression, prefix, replaced) => {
  const place = placeAt(marked);
  expect(place?.target).toEqual({ kind, expression, prefix });
  expect(marked.replace('|', '').slice(place!.start, place!.end)).toBe(replaced);
});

test.each(['["|"]', 'get("|', 'foo().get("|', 'foo[a, "|', 'foo.get(`|', 'ages.set("a", "|'])('no such key: %s', (marked) => {
  expect(placeAt(marked)).toBeNull();
});
