/** What collecting could hand over, for tests of the stages behind it. */
import type { Collected, CollectedBlock, CollectedGroup, CollectedOperation } from '../../../kernel/xray/collected';
import type { XrayComparison, XrayFrame, XrayReport } from '../../../kernel/xray/report';
import { summarise } from '../../../kernel/xray/summarise';

export const CELL = 7;

export const at = (line: number, fn = '', cell: number | null = CELL): XrayFrame => ({ cell, line, fn });

/** A stack: the innermost call first, the line of the cell last. */
export const calls = (line: number, ...inner: readonly [fn: string, line: number][]): XrayFrame[] => [...inner.map(([fn, innerLine]) => at(innerLine, fn)), at(line)];

export const timer = (start: number, end: number | null, stack: readonly XrayFrame[], more: Partial<CollectedOperation> = {}): CollectedOperation => ({
  kind: 'timer',
  type: 'setTimeout',
  label: `setTimeout ${Math.round((end ?? start) - start)} ms`,
  start,
  end,
  stack,
  ...more,
});

export function collected(operations: readonly CollectedOperation[], more: Partial<Collected> = {}): Collected {
  const wall = operations.reduce((last, { end }) => Math.max(last, end ?? 0), 0);
  const rest = { groups: [], blocks: [], counted: null, untimedGroups: 0, node: '24.21.0', unseen: [] };
  return { label: `cell [${CELL}]`, cell: CELL, ended: 'ok', wall, cpuMs: 12.5, elu: 0.25, operations, ...rest, ...more };
}

const PAGES = Array.from({ length: 50 }, (_, page): CollectedOperation => {
  const start = 1306 + page * 1.3;
  const sent = 1401 + page * 0.4;
  const end = 1543 + ((page * 7) % 31);
  const stack = [at(3, 'getPage'), at(12), at(12)];
  return { kind: 'http', type: 'fetch', label: `GET /page/${page}`, start, sent, headers: end - 8, end, status: 200, stack };
});

const GROUPS: readonly CollectedGroup[] = [
  { label: 'Promise.all', n: 3, start: 903, end: 1304, stack: [at(9)] },
  { label: 'Promise.all', n: 50, start: 1370, end: 1577, stack: [at(12)] },
];

const BLOCKS: readonly CollectedBlock[] = [
  { start: 1304, end: 1423, frame: at(11, 'getPage'), share: 0.93 },
  { start: 1731, end: 1930, frame: at(16, 'crunch'), share: 0.99 },
];

/** The run of the picture that the drawing has to better. */
export const LESSON: Collected = collected(
  [
    timer(0, 301, calls(6, ['loadA', 2])),
    timer(301, 501, calls(7, ['loadB', 3])),
    timer(501, 902, calls(8, ['loadC', 4])),
    timer(902, 1202, calls(9, ['loadA', 2])),
    timer(902, 1102, calls(9, ['loadB', 3])),
    timer(902, 1302, calls(9, ['loadC', 4])),
    ...PAGES,
    ...[0, 1, 2].map((part): CollectedOperation => ({ kind: 'file', type: 'FSREQPROMISE', label: 'readFile data.csv', start: 1578 + part * 21, end: 1598 + part * 21, stack: [at(13)] })),
    { kind: 'dns', type: 'GETADDRINFOREQWRAP', label: 'lookup localhost', start: 1648, end: 1648.4, stack: [at(14)] },
    timer(1649, 1709, [at(17)]),
    timer(1649, 1729, [at(18)]),
    timer(1649, 1930, calls(19, ['sleep', 1]), { due: 1801 }),
    timer(1930, 2050, calls(20, ['sleep', 1])),
  ],
  { wall: 2052, groups: GROUPS, blocks: BLOCKS },
);

/** Everything that is told apart by more than its colour, in one run that failed. */
export const TROUBLED: Collected = collected(
  [
    { kind: 'http', type: 'fetch', label: 'GET /broken', start: 4, sent: 6, headers: 80, end: 90, status: 500, error: 'TypeError: terminated', stack: [at(2)] },
    { kind: 'http', type: 'fetch', label: 'GET /slow', start: 5, sent: 7, end: 240, cleared: true, stack: calls(3, ['withLimit', 1]) },
    timer(5, 240, calls(3, ['withLimit', 1]), { cleared: true, label: 'setTimeout 5000 ms' }),
    { kind: 'process', type: 'spawn', label: 'spawn python3', start: 20, end: 310, status: 1, error: 'exit code 1', stack: [at(5)] },
    { kind: 'worker', type: 'Worker', label: 'worker prime.js', start: 60, end: null, stack: [at(6)] },
    { kind: 'crypto', type: 'SCRYPTREQUEST', label: 'scrypt', start: 100, end: 180, stack: [at(7, '', 3), at(8)] },
    { kind: 'zlib', type: 'ZLIB', label: 'gzip', start: 120, end: 160, stack: [{ cell: null, file: 'fetcher.ts', line: 4, fn: 'pack' }] },
    { kind: 'timer', type: 'setInterval', label: 'setInterval 100 ms', start: -40, end: 60, background: true, stack: [at(2, 'tick', 4)] },
    { kind: 'timer', type: 'setInterval', label: 'setInterval 100 ms', start: 60, end: 260, background: true, due: 160, stack: [at(2, 'tick', 4)] },
  ],
  {
    wall: 330,
    ended: 'error',
    error: 'Error: python3 ended with exit code 1',
    groups: [{ label: 'Promise.race', n: 2, start: 5, end: null, stack: [at(3)] }],
    blocks: [{ start: 180, end: 240, frame: at(9), share: 0.7 }],
    unseen: ['On Node 22 the parts of a request that a library sends without fetch are not seen.'],
  },
);

export const reportOf = (operations: readonly CollectedOperation[], more: Partial<Collected> = {}): XrayReport => summarise(collected(operations, more));

const inTurn = [120, 240, 180, 90, 210].map((ms, page, all) => ({ page, ms, before: all.slice(0, page).reduce((sum, other) => sum + other, 0) }));

const get = (page: number, start: number, ms: number, line: number): CollectedOperation => ({
  kind: 'http',
  type: 'fetch',
  label: `GET /page/${page}`,
  start,
  sent: start + 2,
  headers: start + ms - 3,
  end: start + ms,
  status: 200,
  stack: [at(2, 'getPage'), at(line)],
});

/** Five requests one after the other, and at once. */
export const COMPARED = {
  sequential: reportOf(inTurn.map(({ page, ms, before }) => get(page, before, ms, 5)), { label: 'sequential' }),
  concurrent: reportOf(inTurn.map(({ page, ms }) => get(page, page * 0.4, ms, 9)), { label: 'concurrent', groups: [{ label: 'Promise.all', n: 5, start: 1.5, end: 240.4, stack: [at(9)] }] }),
};

export const COMPARISON: XrayComparison = { version: 1, runs: Object.entries(COMPARED).map(([name, report]) => ({ name, report })) };

/** More of everything than a drawing has room for. */
export const MANY: Collected = collected(
  Array.from({ length: 100_000 }, (_, index): CollectedOperation => {
    const line = 1 + (index % 120);
    const start = (index / 100_000) * 9_000 * (line / 120);
    return timer(start, start + 5 + (line * (index % 7)) / 2, calls(line, [`step${line}`, 1]), index % 997 === 0 ? { error: 'Error: no' } : {});
  }),
  {
    wall: 9_600,
    counted: { count: 20_000, waiting: 1_000_000, cleared: 0, errors: 0, late: 0, open: 0, fromMs: 9_000, peak: 3_000, inFlight: [[9_000, 3_000], [9_600, 0]] },
    groups: Array.from({ length: 400 }, (_, index) => ({ label: 'Promise.all', n: index, start: index * 20, end: index * 20 + 15, stack: [at(4)] })),
    blocks: Array.from({ length: 30 }, (_, index) => ({ start: index * 300, end: index * 300 + 20 + index * 3, frame: at(index + 1, `work${index}`), share: 1 })),
  },
);
