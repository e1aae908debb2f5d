import { expect, test } from '@jest/globals';
import { codePointOffset, utf16Offset } from '../../kernel/protocol/code-points';
import { encodeJson, parseJsonObject } from '../../kernel/protocol/json';

test.each([
  ['NaN and infinities', { a: NaN, b: [Infinity, -Infinity] }, '{"a":null,"b":[null,null]}'],
  ['a BigInt', { a: 12345678901234567890n, b: 1 }, '{"a":"12345678901234567890","b":1}'],
  ['lone surrogates', { a: 'x\ud800y\udfff', '\udc00': 1 }, '{"a":"x\ufffdy\ufffd","\ufffd":1}'],
  ['a pair of surrogates', { a: '😀' }, '{"a":"😀"}'],
  ['text that looks like an escape', { a: '\\ud800 \\\\ud800 \\' }, String.raw`{"a":"\\ud800 \\\\ud800 \\"}`],
  ['text that looks like an escape, next to a lone surrogate', { a: '\\ud800\ud800' }, '{"a":"\\\\ud800\ufffd"}'],
  ['undefined and functions', { a: undefined, b: () => 1 }, '{}'],
  ['nothing', undefined, 'null'],
  ['line separators', { a: '\u2028' }, '{"a":"\u2028"}'],
])('%s can be encoded', (_name, value, json) => {
  const encoded = encodeJson(value, 500).toString('utf8');
  expect(encoded).toBe(json);
  expect(() => JSON.parse(encoded)).not.toThrow();
});

test('cycles and nesting without end are cut, what is only repeated is not', () => {
  const shared = { big: 1n };
  const cyclic: Record<string, unknown> = { one: shared, two: shared };
  cyclic['self'] = cyclic;
  expect(encodeJson(cyclic, 500).toString()).toBe('{"one":{"big":"1"},"two":{"big":"1"},"self":"[Circular]"}');
  let deep: unknown = 1n;
  for (let level = 0; level < 20_000; level++) deep = [deep];
  expect(encodeJson(deep, 500).toString()).toMatch(/^\[{500}"\[nested too deep\]"\]{500}$/);
});

test('parsing tells what is wrong', () => {
  const kinds = ['{"a":1}', '[1]', 'null', '{', '', '\ufeff{}'].map((text) => {
    const parsed = parseJsonObject(Buffer.from(text), 500);
    return parsed.status === 'ok' ? 'ok' : parsed.kind;
  });
  expect(kinds).toEqual(['ok', 'not a JSON object', 'not a JSON object', 'not JSON', 'not JSON', 'not JSON']);
});

test('positions in code points and in UTF-16 units', () => {
  const text = 'a😀é𝒳z';
  const pairs: [codePoints: number, utf16: number][] = [[0, 0], [1, 1], [2, 3], [3, 4], [4, 6], [5, 7]];
  for (const [codePoints, utf16] of pairs) {
    expect(utf16Offset(text, codePoints)).toBe(utf16);
    expect(codePointOffset(text, utf16)).toBe(codePoints);
  }
  expect([utf16Offset(text, -1), utf16Offset(text, 99), codePointOffset(text, 99)]).toEqual([0, 7, 5]);
  expect(utf16Offset('\ud800x', 1)).toBe(1);
});
