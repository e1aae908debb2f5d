/** The bundle that a front end gets, against the JSON Schema that is published with it; and `compare`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020';
import { compare } from '../../kernel/library/awaitbook';
import { JUPYTER_DISPLAY } from '../../kernel/engine-process/rich-output';
import { comparisonBundle, reportBundle } from '../../kernel/xray/bundle';
import { OPERATION_KINDS, XRAY_MIME_TYPE } from '../../kernel/xray/report';
import { summarise } from '../../kernel/xray/summarise';
import { collected, COMPARED, COMPARISON, LESSON, MANY, TROUBLED } from './support/xray-samples';

type Schema = { [key: string]: unknown };

const published = JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'kernel', 'assets', 'xray.schema.json'), 'utf8')) as Schema;

/** Refuses what it does not know, so that no field is left out of the schema. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in schema && (schema as Schema)['type'] === 'object' ? { ...inner, additionalProperties: false } : inner;
}

const ajv = () => new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
const validate = ajv().compile(published);
const validateClosed = ajv().compile(closed(published) as Schema);

const REPORTS = { lesson: summarise(LESSON), troubled: summarise(TROUBLED), many: summarise(MANY), empty: summarise(collected([])) };

test.each(Object.entries(REPORTS))('the report %s is valid, and has no field that the schema does not tell of', (_name, report) => {
  const saved: unknown = JSON.parse(JSON.stringify(report));
  expect(validateClosed(saved) ? [] : validateClosed.errors).toEqual([]);
});

test('a comparison is valid', () => {
  expect(validateClosed(JSON.parse(JSON.stringify(COMPARISON))) ? [] : validateClosed.errors).toEqual([]);
});

test.each<[why: string, change: (report: Schema) => void]>([
  ['another version', (report) => { report['version'] = 2; }],
  ['no wall time', (report) => { delete report['wall']; }],
  ['an ending that is none', (report) => { report['ended'] = 'fine'; }],
  ['a kind that is none', (report) => { (report['timeline'] as Schema[])[0]!['kind'] = 'promise'; }],
  ['a stack that is text', (report) => { (report['timeline'] as Schema[])[0]!['stack'] = 'at main'; }],
  ['a share over 1', (report) => { (report['blocks'] as Schema[])[0]!['share'] = 1.2; }],
])('the schema refuses %s', (_why, change) => {
  const report = JSON.parse(JSON.stringify(REPORTS.lesson)) as Schema;
  change(report);
  expect(validate(report)).toBe(false);
});

test('readers of version 1 let fields pass that they do not know', () => {
  expect(validate({ ...REPORTS.lesson, more: 1 })).toBe(true);
});

test('the schema has the kinds of the type', () => {
  const { $defs } = published as { $defs: { operation: { properties: { kind: { enum: string[] } } } } };
  expect($defs.operation.properties.kind.enum).toEqual([...OPERATION_KINDS]);
});

test('the bundle has data, drawing and table', () => {
  const bundle = reportBundle(REPORTS.lesson);
  expect(Object.keys(bundle)).toEqual([XRAY_MIME_TYPE, 'image/svg+xml', 'text/plain']);
  expect(bundle[XRAY_MIME_TYPE]).toBe(REPORTS.lesson);
  expect(bundle['image/svg+xml']).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="760" height="[\d.]+" viewBox="0 0 760 [\d.]+" role="img"/);
  expect(bundle['text/plain']).toMatch(/^Async X-ray of cell \[7\]\nwall 2\.05 s/);
  expect(Object.keys(comparisonBundle(COMPARISON))).toEqual(Object.keys(bundle));
});

test('compare shows reports, or what has them, in the order given, and keeps their data', () => {
  const { sequential, concurrent } = COMPARED;
  const comparison = compare({ sequential, concurrent: { report: concurrent } });
  const bundle = comparison[JUPYTER_DISPLAY]() as Record<string, unknown>;
  expect(bundle).toEqual(comparisonBundle(COMPARISON));
  expect(comparison.runs.map(({ name }) => name)).toEqual(['sequential', 'concurrent']);
  expect(JSON.parse(JSON.stringify(comparison))).toEqual(JSON.parse(JSON.stringify(COMPARISON)));
});

test.each<[given: unknown, words: RegExp]>([
  [{}, /^compare\(\) was given no X-ray\. Give it some by name/],
  [undefined, /^compare\(\) was given no X-ray\./],
  [{ slow: 5 }, /^compare\(\) was given no X-ray as 'slow'\. Give it what xray\(\) resolves to: compare\(\{ slow: await xray/],
  [{ 'a b': { report: null } }, /'a b'.*compare\(\{ "a b": await xray/],
])('compare(%j) says what to give', (given, words) => {
  expect(() => compare(given as never)).toThrow(words);
});
