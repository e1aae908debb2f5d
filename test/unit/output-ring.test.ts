/** The ring between the engine's threads holds whole records, also when one is written in the midst of another. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { createOutputRing, ringReader, ringWriter } from '../../kernel/engine-process/output-ring';
import { OUTPUT_RING_BYTES } from '../../kernel/limits';

afterEach(() => {
  jest.restoreAllMocks();
});

/** Runs `inner` once, when the writer looks how far the reader is: V8 may have an inspector's code run there. */
function inTheMidst(inner: () => void): void {
  const load = Atomics.load;
  let isDue = true;
  jest.spyOn(Atomics, 'load').mockImplementation(((words: Int32Array, index: number) => {
    if (index === 1 && isDue) {
      isDue = false;
      inner();
    }
    return load(words, index);
  }) as typeof Atomics.load);
}

function recordsOf(ring: SharedArrayBuffer): [kind: number, cell: number, text: string][] {
  const found: [number, number, string][] = [];
  ringReader(ring).drain(OUTPUT_RING_BYTES * 2, (kind, cell, payload) => void found.push([kind, cell, payload.toString('utf8')]));
  return found;
}

test.each([
  ['a short text', 'runs\n'],
  ['a long one', 'x'.repeat(3_000)],
  ['characters of several bytes', '€😀'.repeat(50)],
])('a record that is written in the midst of another comes before it, and both are whole: %s', (_what, text) => {
  const ring = createOutputRing();
  const writer = ringWriter(ring);
  writer.write(1, 1, 4, 'before');
  inTheMidst(() => writer.write(4, 4, 9, '{"type":"done"}'));
  writer.write(1, 1, 4, text);
  writer.write(1, 1, 4, 'after');
  expect(recordsOf(ring)).toEqual([[1, 4, 'before'], [4, 9, '{"type":"done"}'], [1, 4, text], [1, 4, 'after']]);
});

test('the same at the end of the ring, where a record begins anew', () => {
  const ring = createOutputRing();
  const writer = ringWriter(ring);
  const reader = ringReader(ring);
  const taken: string[] = [];
  const drain = (): void => void reader.drain(OUTPUT_RING_BYTES * 2, (_kind, _cell, payload) => void taken.push(payload.toString('utf8')));
  const line = 'y'.repeat(9_991);
  const count = Math.floor(OUTPUT_RING_BYTES / 10_004);
  for (let index = 0; index < count; index++) writer.write(1, 1, 1, line);
  drain();
  inTheMidst(() => writer.write(1, 1, 1, 'z'.repeat(9_000)));
  writer.write(1, 1, 1, line);
  drain();
  expect(taken.map((text) => `${text[0]}${text.length}`)).toEqual([...Array.from({ length: count }, () => 'y9991'), 'z9000', 'y9991']);
});
