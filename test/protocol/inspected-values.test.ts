/** Live values in inspections and completions: what is told of each kind, also of values with millions of elements, and that the look is no work for the cell. */
import { beforeAll, expect, test } from '@jest/globals';
import { prepare, startCell } from './support/cells';
import { completeAt, inspectAt } from './support/help';
import { sharedKernel } from './support/session';

const shared = sharedKernel({ env: { AWAITBOOK_CHECK: 'error' } });

const CELLS = [
  `const list = [1, 'two', { three: 3 }];
const ages = new Map<unknown, unknown>([['ann', 1], [{ id: 2 }, 'two']]);
const seen = new Set(['x', 2]);
const soon = new Promise<number>(() => {});
const done = Promise.resolve('tea');
const failed = Promise.reject(new RangeError('too hot'));
failed.catch(() => {});
const bag = { title: 't'.repeat(300), stir() {}, clean: setTimeout, get now() { return 1; }, none: undefined };
class Shy extends Map<string, number> {
  asked = 0;
  override entries(): MapIterator<[string, number]> { this.asked++; return super.entries(); }
  override get size(): number { this.asked++; return super.size; }
}
const shy = new Shy();
shy.set('kk', 1);`,
  `const hugeList = new Array<number>(3_000_000).fill(7);
const bytes = Buffer.alloc(20_000_000);
const longText = 'x'.repeat(20_000_000);
const wide: any = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => ['key' + index, index]));
const manyAges = new Map(Array.from({ length: 300_000 }, (_, index) => ['mk' + index, index]));`,
];

beforeAll(() => prepare(shared.client, ...CELLS));

const valueOf = async (name: string): Promise<string> => (await inspectAt(shared.client, name))!.plain.replace(/^[^]*?\n\nValue:\n\n/, '');

test.each<[name: string, value: string]>([
  ['list', 'Array(3)\n  0: 1\n  1: "two"\n  2: Object'],
  ['ages', 'Map(2)\n  "ann" => 1\n  Object => "two"'],
  ['seen', 'Set(2)\n  "x"\n  2'],
  ['soon', 'Promise (pending)'],
  ['done', 'Promise (fulfilled)\n  "tea"'],
  ['failed', 'Promise (rejected)\n  RangeError: too hot'],
  ['bag', `Object\n  title: "${'t'.repeat(199)}…\n  stir: stir() {}\n  clean: [function]\n  now: [getter]\n  none: undefined`],
  ['shy', 'Shy(1)\n  "kk" => 1'],
])('the value of %s', async (name, value) => {
  expect(await valueOf(name)).toBe(value);
  expect(await valueOf('shy.asked')).toBe('0');
});

test.each<[name: string, first: string, last: string]>([
  ['hugeList', 'Array(3000000)\n  0: 7\n  1: 7\n', '\n  … 2999970 more'],
  ['bytes', 'Buffer(20000000)\n  0: 0\n', '\n  … 19999970 more'],
  ['longText', '"xxx', 'xxx…'],
  ['wide', 'Object\n  key0: 0\n  key1: 1\n', '\n  … 19970 more'],
  ['manyAges', 'Map(300000)\n  "mk0" => 0\n', '\n  … 299970 more'],
])('of %s, the beginning', async (name, first, last) => {
  const value = await valueOf(name);
  expect([value.slice(0, first.length), value.slice(-last.length)]).toEqual([first, last]);
  expect(value.length).toBeLessThan(3_000);
});

test.each<[marked: string, match: string]>([
  ['hugeList.len', 'length'],
  ['bytes.byteL', 'byteLength'],
  ['longText.len', 'length'],
  ['wide.key1', 'key1'],
  ['manyAges.siz', 'size'],
  ['manyAges.get("mk1|")', 'mk1'],
])('completion of %j', async (marked, match) => {
  expect((await completeAt(shared.client, marked)).matches[0]).toBe(match);
});

test('a cell that computes goes on beside looks at large values, and is not ended by them', async () => {
  const { client } = shared;
  const id = await startCell(client, 'console.log("runs"); const until = Date.now() + 1_500; let turns = 0; while (Date.now() < until) turns++; "went on"');
  for (const marked of ['hugeList.', 'wide.', 'manyAges.get("', 'longText.']) expect((await completeAt(client, marked)).matches.length).toBeGreaterThan(0);
  await client.untilIdle(id);
  expect(client.published(id).find(({ header }) => header.msg_type === 'execute_result')?.content['data']).toMatchObject({ 'text/plain': expect.stringContaining('went on') });
});

test('looks at the same time do not take values from each other', async () => {
  const { client } = shared;
  const looks = Array.from({ length: 20 }, (_, index) => Promise.all([inspectAt(client, `${' '.repeat(index)}list`), completeAt(client, `${' '.repeat(index)}bag.st`)]));
  for (const [inspected, completed] of await Promise.all(looks)) {
    expect(inspected?.plain).toContain('0: 1\n  1: "two"');
    expect(completed.entries[0]).toMatchObject({ text: 'stir', signature: 'stir()' });
  }
});
