/** Notebooks read and written as nbformat does; nbformat itself compares in test/notebooks/run.test.ts. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Notebook } from '../../kernel/cli/run/notebook';
import { readNotebook, writeNotebook } from '../../kernel/cli/run/notebook-file';
import { formatNotebook, parseNotebook } from '../../kernel/cli/run/notebook-json';
import { notebookNames, notebooksFolder } from '../notebooks/notebook-file';
import { temporaryFolder, writeFiles } from './support/set-up-folder';


const kernelspec = { name: 'awaitbook', display_name: 'TypeScript (Awaitbook)', language: 'typescript' };

function textOf(parts: object = {}): string {
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells: [], ...parts });
}

test.each(notebookNames)('%s is written as it was read', (name) => {
  const text = fs.readFileSync(path.join(notebooksFolder, name), 'utf8');
  expect(formatNotebook(parseNotebook(text) as Notebook)).toBe(text);
});

test('what the command does not know is kept: fields, key order by nbformat, numbers as they stood, __proto__', () => {
  const text = `{
 "cells": [
  {
   "attachments": {
    "a.png": {
     "image/png": "AA==",
     "text/plain": [
      "a\\n",
      "b"
     ]
    }
   },
   "cell_type": "markdown",
   "id": "a",
   "metadata": {
    "10": 1.0,
    "9": 1e5,
    "__proto__": {
     "x": 12345678901234567890
    },
    "empty": {},
    "list": [],
    "ä": null
   },
   "source": []
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5,
 "x-unknown": [
  true,
  "\\u0001\\"\\\\/é\u2028"
 ]
}
`;
  expect(formatNotebook(parseNotebook(text) as Notebook)).toBe(text);
});

test('texts are joined in memory and split where Python splits lines', () => {
  const lines = ['a\n', 'b\r\n', 'c\r', 'd\u2028', 'e\x85', '\n', 'f'];
  const output = { output_type: 'display_data', metadata: {}, data: { 'text/html': lines, 'image/svg+xml': lines, 'application/json': lines, 'image/png': 'AA==\n' } };
  const cell = { cell_type: 'code', id: 'a', metadata: {}, source: lines, execution_count: null, outputs: [output, { output_type: 'stream', name: 'stdout', text: lines }] };
  const notebook = parseNotebook(textOf({ cells: [cell] })) as Notebook;
  const joined = lines.join('');
  expect(notebook.cells[0]).toMatchObject({ source: joined, outputs: [{ data: { 'text/html': joined, 'application/json': lines } }, { text: joined }] });
  expect(JSON.parse(formatNotebook(notebook)).cells[0]).toEqual(cell);
});

test('trust stays on this machine', () => {
  const cell = { cell_type: 'markdown', id: 'a', metadata: { trusted: true, tags: [] }, source: [] };
  expect(JSON.parse(formatNotebook(parseNotebook(textOf({ cells: [cell] })) as Notebook)).cells[0].metadata).toEqual({ tags: [] });
});

describe('reading', () => {
  const code = (parts: object = {}) => ({ cell_type: 'code', metadata: {}, source: '1', outputs: [], execution_count: null, ...parts });
  const python = { kernelspec: { name: 'python3', display_name: 'Python 3 (ipykernel)', language: 'python' } };

  test.each([
    ['no JSON', '{"cells": [', /is not a notebook: it is not JSON/],
    ['some JSON', '[]', /is not a notebook: it has no "nbformat"/],
    ['format 3', textOf({ nbformat: 3 }), /format 3.*JupyterLab/],
    ['no cells', textOf({ cells: {} }), /no list of cells/],
    ['a broken cell', textOf({ cells: [code(), code({ outputs: null })] }), /its cell 2/],
    ['Python', textOf({ metadata: python }), /for Python 3 \(ipykernel\) \(kernel "python3"\), not for Awaitbook/],
    ['another kernel for TypeScript', textOf({ metadata: { kernelspec: { name: 'deno', display_name: 'Deno', language: 'typescript' } } }), /choose the kernel "TypeScript \(Awaitbook\)"/],
    ['another language', textOf({ metadata: { language_info: { name: 'python' } } }), /for python, not for Awaitbook/],
  ])('%s is refused in words', (_what, text, words) => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'a.ipynb': text });
    expect(() => readNotebook(path.join(folder.path, 'a.ipynb'))).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringMatching(words) }));
  });

  test('a file that is not there, a folder, and text that would be lost are refused', () => {
    using folder = temporaryFolder();
    fs.writeFileSync(path.join(folder.path, 'latin1.ipynb'), Buffer.from(textOf({ cells: [code({ source: 'café' })] }), 'latin1'));
    expect(() => readNotebook(path.join(folder.path, 'latin1.ipynb'))).toThrow(/latin1\.ipynb is not a notebook: its text is not UTF-8/);
    expect(() => readNotebook(path.join(folder.path, 'none.ipynb'))).toThrow(/^There is no file .*none\.ipynb\.$/);
    expect(() => readNotebook(folder.path)).toThrow(/is a folder/);
  });

  test('a notebook that names no kernel is taken, with a byte order mark too; missing ids are made where the format asks for them', () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'a.ipynb': `\ufeff${textOf({ metadata: {}, cells: [code(), code({ id: 'mine' })] })}`, 'old.ipynb': textOf({ nbformat_minor: 4, cells: [code()] }) });
    const { cells } = readNotebook(path.join(folder.path, 'a.ipynb'));
    expect(cells.map(({ id }) => id)).toEqual([expect.stringMatching(/^[0-9a-f]{8}$/), 'mine']);
    expect(readNotebook(path.join(folder.path, 'old.ipynb')).cells.map((cell) => 'id' in cell)).toEqual([false]);
  });
});

describe('writing', () => {
  test('follows a link, keeps permissions, and leaves nothing else behind', () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'a.ipynb');
    writeFiles(folder.path, { 'a.ipynb': textOf() });
    fs.chmodSync(file, 0o600);
    fs.symlinkSync('a.ipynb', path.join(folder.path, 'link.ipynb'));
    const notebook = readNotebook(file);
    notebook.metadata['note'] = 'new';
    writeNotebook(path.join(folder.path, 'link.ipynb'), notebook);
    expect(fs.readdirSync(folder.path).sort()).toEqual(['a.ipynb', 'link.ipynb']);
    expect(fs.lstatSync(path.join(folder.path, 'link.ipynb')).isSymbolicLink()).toBe(true);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    expect(readNotebook(file).metadata['note']).toBe('new');
  });

  test('a place that can not be written is told in words', () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'a.ipynb': textOf(), file: '' });
    const notebook = readNotebook(path.join(folder.path, 'a.ipynb'));
    for (const place of ['file', 'no such folder']) {
      expect(() => writeNotebook(path.join(folder.path, place, 'b.ipynb'), notebook)).toThrow(expect.objectContaining({ name: 'UserError', message: expect.stringContaining('--output FILE') }));
    }
  });
});
