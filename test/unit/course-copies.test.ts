/** Copies of a course: what a person changed is never lost, and what nobody changed is brought up to date. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { courseNotebooks } from '../../kernel/cli/course/bundled';
import { formOfCopy, makeCopy, type ChangedFiles } from '../../kernel/cli/course/copies';
import { temporaryFolder, writeFiles } from './support/set-up-folder';

const NOW = new Date('2026-03-04T05:06:07Z');
const SOLVED = '// BEGIN SOLUTION\nreturn 1;\n// END SOLUTION';

function notebook(source: string, outputs: readonly object[] = []): object {
  const kernelspec = { name: 'awaitbook', display_name: 'TypeScript (Awaitbook)', language: 'typescript' };
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells: [{ cell_type: 'code', id: 'a', metadata: {}, source, outputs, execution_count: null }] };
}

const RAN = [{ output_type: 'stream', name: 'stdout', text: '1' }];

/** A course of two notebooks, a module and what is no part of it, with a copy. */
function courseAndCopy(): Disposable & { course: string; copy: string; make: (changed: ChangedFiles) => Record<string, string>; sourceOf: (file: string) => string } {
  const folder = temporaryFolder();
  const [course, copy] = ['course', 'copy'].map((name) => path.join(folder.path, name)) as [string, string];
  writeFiles(course, { '01.ipynb': notebook(SOLVED), '02.ipynb': notebook('2'), 'parts/helper.ts': 'export {};', '.ipynb_checkpoints/01.ipynb': '{}', 'node_modules/x/index.js': '' });
  const make = (changed: ChangedFiles) => Object.fromEntries(makeCopy(course, copy, 'student', changed, NOW).map(({ file, was }) => [file, was]));
  const sourceOf = (file: string) => (JSON.parse(fs.readFileSync(path.join(copy, file), 'utf8')) as { cells: { source: string[] }[] }).cells[0]!.source.toString();
  expect(make('go aside')).toEqual({ '01.ipynb': 'written', '02.ipynb': 'written', [path.join('parts', 'helper.ts')]: 'written' });
  return { course, copy, make, sourceOf, [Symbol.dispose]: folder[Symbol.dispose] };
}

test('a copy has the notebooks in its form and what they need, and nothing else; a second one changes nothing', () => {
  using fixture = courseAndCopy();
  const { copy, make, sourceOf } = fixture;
  expect(fs.readdirSync(copy, { recursive: true, encoding: 'utf8' }).sort()).toEqual(['.awaitbook-course.json', '01.ipynb', '02.ipynb', 'parts', path.join('parts', 'helper.ts')]);
  expect(sourceOf('01.ipynb')).toContain('YOUR CODE HERE');
  expect(formOfCopy(copy)).toBe('student');
  expect(new Set(Object.values(make('go aside')))).toEqual(new Set(['same']));
});

test.each<[changed: ChangedFiles, was: string]>([['stay', 'same'], ['go aside', 'kept']])('a changed notebook and module, when they are to %s, are %s', (changed, was) => {
  using fixture = courseAndCopy();
  const { copy, make, sourceOf } = fixture;
  writeFiles(copy, { '02.ipynb': notebook('mine', RAN), 'parts/helper.ts': 'mine', 'own.ipynb': 'no notebook at all' });
  expect(make(changed)).toEqual({ '01.ipynb': 'same', '02.ipynb': was, [path.join('parts', 'helper.ts')]: was });
  const aside = path.join(copy, 'kept', '2026-03-04 05.06.07');
  const place = changed === 'stay' ? copy : aside;
  expect([path.join(place, '02.ipynb'), path.join(place, 'parts', 'helper.ts')].map((file) => fs.readFileSync(file, 'utf8').includes('mine'))).toEqual([true, true]);
  expect(fs.existsSync(aside)).toBe(changed === 'go aside');
  expect(sourceOf('02.ipynb')).toBe(changed === 'stay' ? 'mine' : '2');
  expect(fs.readFileSync(path.join(copy, 'own.ipynb'), 'utf8')).toBe('no notebook at all');
});

test('outputs alone are no change of a person: a start leaves them, a reset takes them away and keeps nothing', () => {
  using fixture = courseAndCopy();
  const { copy, make } = fixture;
  writeFiles(copy, { '02.ipynb': notebook('2', RAN) });
  expect(make('stay')['02.ipynb']).toBe('same');
  expect(fs.readFileSync(path.join(copy, '02.ipynb'), 'utf8')).toContain('"stdout"');
  expect(make('go aside')['02.ipynb']).toBe('written');
  expect(fs.readFileSync(path.join(copy, '02.ipynb'), 'utf8')).not.toContain('stdout');
  expect(fs.existsSync(path.join(copy, 'kept'))).toBe(false);
});

test('a newer course replaces what nobody changed, and leaves what somebody did', () => {
  using fixture = courseAndCopy();
  const { course, copy, make, sourceOf } = fixture;
  writeFiles(copy, { '01.ipynb': notebook('mine') });
  writeFiles(course, { '01.ipynb': notebook('newer'), '02.ipynb': notebook('newer') });
  expect(make('stay')).toMatchObject({ '01.ipynb': 'left', '02.ipynb': 'written' });
  expect([sourceOf('01.ipynb'), sourceOf('02.ipynb')]).toEqual(['mine', 'newer']);
  // Still the person's at the next start.
  expect(make('stay')).toMatchObject({ '01.ipynb': 'left', '02.ipynb': 'same' });
});

test('what was put aside is no part of the course that a copy is', () => {
  using fixture = courseAndCopy();
  const { copy, make } = fixture;
  writeFiles(copy, { '02.ipynb': notebook('mine') });
  make('go aside');
  expect(courseNotebooks(copy)).toEqual(['01.ipynb', '02.ipynb'].map((name) => path.join(copy, name)));
});

test('two resets within a second keep both versions', () => {
  using fixture = courseAndCopy();
  const { copy, make } = fixture;
  for (const words of ['first', 'second']) {
    writeFiles(copy, { '02.ipynb': notebook(words) });
    expect(make('go aside')['02.ipynb']).toBe('kept');
  }
  const kept = fs.readdirSync(path.join(copy, 'kept')).sort();
  expect(kept.map((place) => /first|second/.exec(fs.readFileSync(path.join(copy, 'kept', place, '02.ipynb'), 'utf8'))?.[0])).toEqual(['first', 'second']);
});

test.each(['{', '{"form": "nonsense"}', null])('without a readable record (%j) all that is there counts as the person’s', (record) => {
  using fixture = courseAndCopy();
  const { copy, make } = fixture;
  const file = path.join(copy, '.awaitbook-course.json');
  if (record === null) fs.rmSync(file);
  else fs.writeFileSync(file, record);
  writeFiles(copy, { '02.ipynb': notebook('mine') });
  expect(make('go aside')).toMatchObject({ '01.ipynb': 'same', '02.ipynb': 'kept' });
});

test('a damaged notebook is kept too', () => {
  using fixture = courseAndCopy();
  const { copy, make } = fixture;
  writeFiles(copy, { '01.ipynb': '{"cells": 1}', '02.ipynb': 'half a file {' });
  expect(make('go aside')).toMatchObject({ '01.ipynb': 'kept', '02.ipynb': 'kept' });
});

test('the course is never copied onto itself, and a place that is no folder is told in words', () => {
  using fixture = courseAndCopy();
  const { course, copy } = fixture;
  expect(() => makeCopy(course, course, 'student', 'go aside')).toThrow('is the course itself');
  expect(() => makeCopy(course, path.join(course, 'a', 'copy'), 'student', 'go aside')).toThrow('is within the course');
  expect(fs.existsSync(path.join(course, 'a'))).toBe(false);
  expect(() => makeCopy(course, path.join(copy, '01.ipynb'), 'student', 'go aside')).toThrow(/is not a folder[^]*another folder/);
});
