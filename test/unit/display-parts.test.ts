/** The pure parts of rich display: pictures told by their bytes, markup, tables, specifiers of other runtimes. */
import { describe, expect, test } from '@jest/globals';
import { whyForeign } from '../../kernel/engine-process/foreign-specifiers';
import { npmSpecifier } from '../../kernel/language/npm-specifier';
import { imageText, imageType } from '../../kernel/library/image-signature';
import { escapeMarkup, insertMarkup, rawTexts } from '../../kernel/library/markup';
import { withNamespace } from '../../kernel/library/svg';
import { cutTable } from '../../kernel/library/table-cut';

describe('imageType', () => {
  const rest = Buffer.alloc(24);
  test.each([
    ['image/png', Buffer.from('89504e470d0a1a0a', 'hex')],
    ['image/jpeg', Buffer.from('ffd8ffe1', 'hex')],
    ['image/gif', Buffer.from('GIF87a')],
    ['image/webp', Buffer.from('RIFF\0\0\0\0WEBPVP8 ')],
    [null, Buffer.from('RIFF\0\0\0\0WAVEfmt ')],
    [null, Buffer.from('89504e470d0a1a0b', 'hex')],
    [null, Buffer.alloc(0)],
  ])('%s', (type, start) => {
    expect(imageType(Buffer.concat([start, rest]))).toBe(type);
  });

  test('a view into a larger buffer is read at its own place', () => {
    const whole = Buffer.concat([Buffer.from('xx'), Buffer.from('GIF89a'), rest]);
    expect(imageType(new Uint8Array(whole.buffer, whole.byteOffset + 2, 30))).toBe('image/gif');
    expect(imageType(whole)).toBe(null);
  });

  test('a few bytes are no picture', () => {
    expect(imageType(Buffer.from('GIF89a'))).toBe(null);
  });

  test('in words', () => {
    expect(imageText('image/webp', 12_345, undefined)).toBe('WebP image, 12,345 bytes');
    expect(imageText('image/png', 1, 'a dot')).toBe('a dot (PNG image, 1 bytes)');
  });
});

describe('markup', () => {
  test('escapes all that has a meaning in text and in quotes', () => {
    expect(escapeMarkup(`&<>"'a`)).toBe('&amp;&lt;&gt;&quot;&#39;a');
  });

  test('an object whose text can’t be made throws, as in any template', () => {
    expect(() => insertMarkup({ toString: () => { throw new Error('no'); } })).toThrow('no');
  });

  test('raw texts keep backslashes but those that a template needs', () => {
    const tag = (texts: TemplateStringsArray): string[] => rawTexts(texts);
    expect(tag`\frac \* \`code\` \${x} \$5 \\`).toEqual(['\\frac \\* `code` ${x} \\$5 \\\\']);
  });
});

test.each([
  ['<svg/>', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ['<?xml version="1.0"?><svg a="1"><svg/></svg>', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" a="1"><svg/></svg>'],
  ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ['<svg><use xlink:href="#a"/></svg>', '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="#a"/></svg>'],
  ['<g/>', '<g/>'],
])('withNamespace: %s', (markup, whole) => {
  expect(withNamespace(markup)).toBe(whole);
});

describe('cutTable', () => {
  test('columns are those of all shown rows, in the order in which they come', () => {
    expect(cutTable([{ a: 1 }, { b: 2, a: 3 }], {})).toEqual({ columns: ['a', 'b'], rows: [[1, undefined], [3, 2]], hasRowNames: false, caption: null, note: null });
  });

  test('an object of rows is named by its keys, a list of Maps has their keys as columns', () => {
    expect(cutTable({ x: { a: 1 }, y: { a: 2 } }, {})).toMatchObject({ columns: ['key', 'a'], rows: [['x', 1], ['y', 2]], hasRowNames: true });
    expect(cutTable([new Map([['a', 1]])], {})).toMatchObject({ columns: ['a'], rows: [[1]] });
  });

  test('takes no more of an iterator than it shows and one', () => {
    let taken = 0;
    const rows = (function* () {
      for (;;) yield ++taken;
    })();
    expect(cutTable(rows, { rows: 3 })).toMatchObject({ rows: [[1], [2], [3]], note: 'Shown: the first 3 rows.' });
    expect(taken).toBe(4);
  });

  test('refuses what has no rows', () => {
    expect(() => cutTable(5 as never, {})).toThrow('table() takes an array of objects or arrays, a Map, or an object of rows.');
  });
});

test.each([
  ['npm:chalk', 'chalk', 'chalk'],
  ['npm:chalk@5.3.0', 'chalk', 'chalk@5.3.0'],
  ['npm:/chalk@^5', 'chalk', 'chalk@^5'],
  ['npm:@a/b@1/c/d.js', '@a/b/c/d.js', '@a/b@1'],
  ['npm:lodash/fp', 'lodash/fp', 'lodash'],
])('%s is %s, installed as %s', (specifier, installed, installAs) => {
  expect(npmSpecifier(specifier)).toEqual({ installed, installAs });
});

test.each(['chalk', './npm:x', 'node:fs', 'npm:'])('%s is no npm: specifier', (specifier) => {
  expect(npmSpecifier(specifier)).toBe(null);
});

test.each([
  ['https://cdn.jsdelivr.net/npm/d3@7/+esm', 'npm install d3@7 — then import from \'d3\'.'],
  ['https://unpkg.com/@a/b', "npm install @a/b — then import from '@a/b'."],
  ['http://localhost/x.js', 'Save the file beside the notebook'],
  ['jsr:@std/path/posix', "npx jsr add @std/path — then import from '@std/path'."],
])('%s can’t be imported', (specifier, words) => {
  expect(whyForeign(specifier)).toContain(words);
});

test.each(['node:fs', 'file:///x.js', 'data:text/javascript,1', 'https', './https:x'])('%s is not foreign', (specifier) => {
  expect(whyForeign(specifier)).toBe(null);
});
