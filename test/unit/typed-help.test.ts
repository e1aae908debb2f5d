/** The pure parts of completion and inspection by types. */
import { describe, expect, test } from '@jest/globals';
import type { SignatureHelp } from 'vscode-languageserver-types';
import { analyseCell } from '../../kernel/checker/cell-analysis';
import type { TypedOffer } from '../../kernel/checker/contract';
import { helpText, meantNames, positionIn } from '../../kernel/checker/help-text';
import { isInBlock } from '../../kernel/checker/local-names';
import { NotebookDocuments } from '../../kernel/checker/notebook-documents';
import { shownSignature } from '../../kernel/checker/signature-help';
import { mergeOffers, sortOffers } from '../../kernel/dispatch/merge-offers';
import type { FoundOffers } from '../../kernel/dispatch/merge-offers';
import { topLevelNamesInText } from '../../kernel/language/names-in-text';
import { scanTokens } from '../../kernel/language/scan-tokens';
import { TestKernel, NO_CHECKS } from './support/test-kernel';

const near = (text: string, more: Partial<TypedOffer> = {}): TypedOffer => ({ text, name: text, type: 'property', rank: 'near', age: 0, ...more });

describe('offers of types and of live values', () => {
  const place = (kind: 'name' | 'member', prefix: string, start: number): FoundOffers['place'] => ({
    target: kind === 'name' ? { kind, prefix } : { kind, prefix, expression: 'a' },
    prefix, start, end: start + prefix.length, fromText: kind === 'name' ? [{ text: 'const', type: 'keyword' }] : [],
  });
  const texts = (found: FoundOffers, code: string, offset: number): readonly [start: number, ...string[]] => {
    const { start, offers } = mergeOffers(found, code, offset);
    return [start, ...sortOffers(offers, found.place?.prefix ?? '').map(({ text }) => text)];
  };

  test('same case, then rank, then age, then the alphabet; deprecated ones last', () => {
    const offers = [near('old', { rank: 'deprecated' }), near('Of', {}), near('one'), near('_o'), near('on', { age: 2 }), near('of', { rank: 'keyword' }), near('ok', { rank: 'global' }), near('opt', { rank: 'optional' })];
    expect(texts({ typed: { start: 0, end: 1, offers, takesNames: true, takesTypes: false }, live: [], place: place('name', 'o', 0) }, 'o', 1)).toEqual([0, 'on', 'one', 'opt', 'of', 'ok', 'Of', '_o', 'old']);
  });

  test('a live value tells what a variable holds, and globals that only the run knows', () => {
    const live = [
      { text: 'foo', type: 'function', signature: 'foo(a)', origin: 'declared' },
      { text: 'forgotten', type: 'instance', signature: null, origin: 'declared' },
      { text: 'found', type: 'property', signature: null, origin: 'own' },
      { text: 'foreign', type: 'property', signature: null },
    ] as const;
    const typed = { start: 0, end: 2, offers: [near('foo', { type: 'instance' })], takesNames: true, takesTypes: false };
    const { offers } = mergeOffers({ typed, live, place: place('name', 'fo', 0) }, 'fo', 2);
    expect(offers.map(({ text, type, signature }) => [text, type, signature])).toEqual([['foo', 'function', 'foo(a)'], ['found', 'property', null]]);
  });

  test('where no name can stand, live ones are not offered', () => {
    const live = [{ text: 'found', type: 'property', signature: null, origin: 'own' }] as const;
    expect(texts({ typed: { start: 3, end: 3, offers: [], takesNames: false, takesTypes: false }, live, place: place('name', '', 3) }, '// ', 3)).toEqual([3]);
  });

  test('all replace the same part of the text', () => {
    const live = [{ text: 'extra', type: 'property', signature: null, origin: 'own' }] as const;
    const typed = { start: 1, end: 2, offers: [near('?.x', { name: 'x' })], takesNames: false, takesTypes: false };
    expect(texts({ typed, live, place: place('member', '', 2) }, 'a.', 2)).toEqual([1, '.extra', '?.x']);
  });

  test('without types the text and live values are offered', () => {
    const live = [{ text: 'console', type: 'instance', signature: null, origin: 'own' }] as const;
    expect(texts({ typed: null, live, place: place('name', 'co', 0) }, 'co', 2)).toEqual([0, 'console', 'const']);
  });

  test('a typed reply stands in for a place that the text alone can not tell', async () => {
    const checker = { ...NO_CHECKS, complete: async () => ({ start: 6, end: 6, offers: [near('😀a', { type: 'value' })], takesNames: false, takesTypes: false }) };
    const kernel = new TestKernel({}, { createChecker: () => checker });
    const id = kernel.send('complete_request', { code: '"😀"; "', cursor_pos: 6 });
    await kernel.untilIdle(id);
    expect(kernel.reply(id).content).toMatchObject({ matches: ['😀a'], cursor_start: 5, cursor_end: 6 });
  });
});

describe('a text that is being written', () => {
  const documents = new NotebookDocuments('/notebook');
  documents.commit(analyseCell("import fs, { readFile as read } from 'node:fs';\nlet total = 1;\nclass Foo {}")!);

  test.each<[string, string, own: string[], all: string[]]>([
    ['to', 'to', [], ['Foo', 'fs', 'read', 'total']],
    ['const total = 2; ', 'const total = 2; ', ['total'], ['Foo', 'fs', 'read']],
    ["import { readFile as read } from 'node:fs';\nread", `;${' '.repeat(41)};\nread`, [], ['Foo', 'fs', 'read', 'total']],
    ["import { statSync as read } from 'node:fs';\nread", "import { statSync as read } from 'node:fs';\nread", ['read'], ['Foo', 'fs', 'total']],
    ['%time total', '      total', [], ['Foo', 'fs', 'read', 'total']],
  ])('%j', (source, text, own, all) => {
    const help = helpText(source, source.length, documents)!;
    expect([help.text, [...help.own]]).toEqual([text, own]);
    expect(meantNames(help, documents, 'all').sort()).toEqual(all.sort());
  });

  test('the import that the cursor stands in stays', () => {
    const source = "import { readFile as read } from 'node:fs';";
    expect(helpText(source, 12, documents)?.text).toBe(source);
  });

  test.each(['%che', '%sh total', '%%sh\ntotal'])('there is none in %j', (source) => {
    expect(helpText(source, source.length, documents)).toBeNull();
  });

  test('places in the document are behind its first line', () => {
    expect([positionIn('a', 1), positionIn('a\nbc', 4)]).toEqual([{ line: 1, character: 1 }, { line: 2, character: 2 }]);
  });
});

test.each<[string, string[]]>([
  ['const a = 1, { b, c: [d], ...e } = f', ['a', 'b', 'd', 'e']],
  ['function f(x) { const y = 1 }\nclass G {} enum H {} namespace I {} interface J {} type K = 1', ['f', 'G', 'H', 'I', 'J', 'K']],
  ['items.map((item) => item.x); item.', []],
  ["import a, { b as c } from 'd'", ['a', 'c']],
  ['type.x; foo.const', []],
  ['} const late = 1', ['late']],
  ['if (x) { let inner = 1', []],
])('names that %j declares outside all brackets', (text, names) => {
  expect([...topLevelNamesInText(scanTokens(text))]).toEqual(names);
});

test.each([
  ['const |a = 1', false],
  ['const { |a } = b', false],
  ['function f(|a) {}', true],
  ['{ const |a = 1 }', true],
  ['for (const |a of b) {}', true],
  ['(|a) => a', true],
])('%s is declared in a block: %s', (marked, isLocal) => {
  expect(isInBlock(marked.replace('|', ''), marked.indexOf('|'))).toBe(isLocal);
});

test.each<[string, SignatureHelp, string]>([
  ['the parameter', { signatures: [{ label: 'f(a: A, b: B): C', parameters: [{ label: 'a: A' }, { label: 'b: B' }], activeParameter: 1 }], activeSignature: 0 }, 'f(a: A, b: B): C\n        ^^^^'],
  ['a rest parameter', { signatures: [{ label: 'f(...a: A[]): C', parameters: [{ label: '...a: A[]' }], activeParameter: 4 }], activeSignature: 0 }, 'f(...a: A[]): C\n  ^^^^^^^^^'],
  [
    'a long one, in lines of its own for each parameter',
    { signatures: [{ label: 'describe<T>(name: string, options: Record<string, number>, then: () => void): Promise<T>', parameters: [{ label: [12, 24] }, { label: [26, 57] }, { label: [59, 75] }], activeParameter: 1 }], activeSignature: 0 },
    'describe<T>(\n  name: string,\n  options: Record<string, number>,\n  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n  then: () => void\n): Promise<T>',
  ],
  [
    'a parameter that the type of one before it names',
    { signatures: [{ label: 'put(at: { key(a: string, value: string): string }, value: string): string', parameters: [{ label: 'at: { key(a: string, value: string): string }' }, { label: 'value: string' }], activeParameter: 1 }], activeSignature: 0 },
    'put(\n  at: { key(a: string, value: string): string },\n  value: string\n  ^^^^^^^^^^^^^\n): string',
  ],
  ['none too many', { signatures: [{ label: 'f(a: A): C', parameters: [{ label: 'a: A' }], activeParameter: 1 }], activeSignature: 0 }, 'f(a: A): C'],
  ['none at all', { signatures: [{ label: 'f(): C', parameters: [] }], activeSignature: 0, activeParameter: 0 }, 'f(): C'],
  ['the fitting one first', { signatures: [{ label: 'f(a: A): C' }, { label: 'f(b: B): D', parameters: [{ label: [2, 6] }], activeParameter: 0 }], activeSignature: 1 }, 'f(b: B): D\n  ^^^^\nf(a: A): C'],
])('a signature: %s', (_what, help, head) => {
  expect(shownSignature(help, (text) => text)?.head).toBe(head);
});
