/** `awaitbook/course` in cells: the slow server, sleep, checks and exercises. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { interrupt, prepare, startCell, TELL_RUNS, valueOf } from './support/cells';
import { lineOf, outputsOf } from './support/lines';
import { sharedKernel, withKernel } from './support/session';
import type { Fields } from './support/wire-format';

const IMPORT = "import { slowServer, sleep, check, exercise } from 'awaitbook/course';";
const VERDICT = 'application/vnd.awaitbook.check+json';
const shared = sharedKernel();

/** The one JSON-like value of a cell. */
async function jsonOf<T>(cell: string): Promise<T> {
  const text = await valueOf(shared.client, `JSON.stringify(await (async () => { ${cell} })())`);
  return JSON.parse(text.slice(1, -1).replaceAll('\\\\', '\\').replaceAll("\\'", "'")) as T;
}

/** The bundles that a cell shows, and how it ended. */
async function shown(cell: string, client = shared.client): Promise<{ bundles: Fields[]; end: string }> {
  const { iopub, reply } = await client.execute(cell);
  const bundles = iopub.filter(({ header }) => /^(?:display_data|execute_result)$/.test(header.msg_type)).map(({ content }) => content['data'] as Fields);
  return { bundles, end: lineOf(reply) };
}

beforeAll(() => prepare(shared.client, IMPORT, TELL_RUNS));

test.each(["import * as course from 'awaitbook/course'; typeof course.slowServer", "typeof require('awaitbook/course').slowServer", "typeof (await import('npm:awaitbook/course')).slowServer"])(
  'a cell gets it wherever its notebook lies: %s', async (cell) => {
    expect(await valueOf(shared.client, cell)).toBe("'function'");
  });

describe('the server', () => {
  test('answers, keeps a log, and tells how many were in flight', async () => {
    await prepare(shared.client, 'const server = await slowServer({ delay: 300 }); const get = async (path) => { const answer = await fetch(server.url + path); return [answer.status, await answer.json()]; };');
    expect(await jsonOf("return get('/item/7?delay=0')")).toEqual([200, { id: 7, name: 'stew' }]);
    await prepare(shared.client, 'server.clearLog(); await Promise.all(Array.from({ length: 10 }, (_, id) => get(`/item/${id}`)));');
    const { log, counts, most } = await jsonOf<{ log: { path: string; arrived: number; answered: number; status: number; inFlight: number }[]; counts: object; most: number }>('return { log: server.log, counts: server.counts, most: server.mostInFlight };');
    expect(log.map((request) => request.path).sort()).toEqual(Array.from({ length: 10 }, (_, id) => `/item/${id}`));
    expect(log.filter(({ arrived, answered, status }) => answered - arrived < 295 || status !== 200)).toEqual([]);
    expect(log.map(({ inFlight }) => inFlight)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect({ counts, most }).toEqual({ counts: { arrived: 10, answered: 10, aborted: 0, turnedAway: 0 }, most: 10 });
    expect(await valueOf(shared.client, 'server')).toMatch(/^A slow server at http:\/\/127\.0\.0\.1:\d+ \(300 ms an answer\): 10 requests, 10 answered, 0 given up, 10 at once at most\.$/);
  });

  test('the log has an answer as soon as the client has it, without a turn of the loop', async () => {
    const late = await jsonOf<number>('let late = 0; for (let i = 0; i < 200; i++) { await get("/item/1?delay=0"); if (server.log.at(-1).answered === null) late += 1; } return late;');
    expect(late).toBe(0);
  });

  test('answers in time beside a cell that blocks its loop, and the log has it on the clock of the cell', async () => {
    const { sent, free, request } = await jsonOf<{ sent: number; free: number; request: { arrived: number; answered: number } }>(`
      await get('/item/1?delay=0');
      const sent = performance.now(); const answer = get('/item/2?delay=50'); await new Promise((resolve) => setTimeout(resolve, 20));
      while (performance.now() < sent + 1500); const free = performance.now(); await answer;
      return { sent, free, request: server.log.at(-1) };`);
    expect(request.arrived).toBeGreaterThan(sent);
    expect(request.answered).toBeLessThan(free);
  });

  test('a client that gives up is in the log, once the server is idle again', async () => {
    const [name, request, inFlight] = await jsonOf<[string, { status: unknown; answered: unknown; aborted: unknown }, number]>(`
      const ending = new AbortController(); const answer = fetch(server.url + '/item/1?delay=60000', { signal: ending.signal }).catch((error) => error.name);
      while (server.inFlight === 0) await sleep(1);
      ending.abort(); const name = await answer; await server.idle(); return [name, server.log.at(-1), server.inFlight];`);
    expect([name, request.status, request.answered, inFlight]).toEqual(['AbortError', null, null, 0]);
    expect(request.aborted).toEqual(expect.any(Number));
  });

  test('a limit turns away what is too much, at once', async () => {
    const [statuses, counts, most] = await jsonOf<[number[], object, number]>(`
      await using few = await slowServer({ delay: 400, limit: 3 });
      const statuses = await Promise.all(Array.from({ length: 8 }, async () => { const answer = await fetch(few.url + '/item/1'); await answer.text(); return answer.status; }));
      return [statuses.sort(), few.counts, few.mostInFlight];`);
    expect(statuses).toEqual([200, 200, 200, 503, 503, 503, 503, 503]);
    expect([counts, most]).toEqual([{ arrived: 8, answered: 8, aborted: 0, turnedAway: 5 }, 3]);
  });

  test('errors come as often as was said, and the same ones again from the same seed', async () => {
    const run = (seed: number): string => `await (async () => { await using server = await slowServer({ delay: 0, errorRate: 0.3, seed: ${seed} }); const statuses = []; for (let i = 0; i < 100; i++) { const answer = await fetch(server.url + '/item/1'); await answer.text(); statuses.push(answer.status); } return statuses; })()`;
    const [first, again, other] = await jsonOf<number[][]>(`return [${run(1)}, ${run(1)}, ${run(2)}];`);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    const failed = first!.filter((status) => status === 500).length;
    expect([failed > 15, failed < 45]).toEqual([true, true]);
  });

  test('a jitter makes waits shorter and longer', async () => {
    const waits = await jsonOf<number[]>(`await using server = await slowServer({ delay: 100, jitter: 90 });
      await Promise.all(Array.from({ length: 20 }, async () => (await fetch(server.url + '/item/1')).text())); return server.log.map(({ arrived, answered }) => answered - arrived);`);
    expect(Math.min(...waits)).toBeLessThan(95);
    expect(Math.max(...waits)).toBeGreaterThan(105);
  });

  test('a stream comes line by line', async () => {
    const [lines, gaps] = await jsonOf<[string[], number[]]>(`const lines = []; const gaps = []; let last = performance.now();
      for await (const chunk of (await fetch(server.url + '/stream/3?delay=400')).body.pipeThrough(new TextDecoderStream())) { lines.push(chunk); gaps.push(performance.now() - last); last = performance.now(); }
      return [lines.join('').trim().split('\\n'), gaps];`);
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([{ id: 1, name: 'rice' }, { id: 2, name: 'bread' }, { id: 3, name: 'soup' }]);
    expect(gaps.length).toBeGreaterThan(1);
  });

  test('an interrupt of the cell that started it, or that asks it, leaves it running', async () => {
    const { client } = shared;
    const id = await startCell(client, "const kept = await slowServer({ delay: 0 }); const waiting = fetch(kept.url + '/item/1?delay=60000'); while (kept.inFlight === 0) await sleep(1); runs(); await waiting;");
    await interrupt(client);
    expect(lineOf((await client.exchange(id)).reply)).toBe('execute_reply error KeyboardInterrupt');
    expect(await jsonOf('await kept.idle(); const answer = await fetch(kept.url + "/item/3"); return [await answer.json(), kept.counts];')).toEqual([{ id: 3, name: 'soup' }, { arrived: 2, answered: 1, aborted: 1, turnedAway: 0 }]);
  });

  test('an interrupt in the midst of reading the log leaves the log readable', async () => {
    const { client } = shared;
    const id = await startCell(client, 'runs(); for (;;) server.log;');
    await interrupt(client);
    expect(lineOf((await client.exchange(id)).reply)).toBe('execute_reply error KeyboardInterrupt');
    expect(await jsonOf('server.clearLog(); await get("/item/5?delay=0"); return server.log.map(({ path }) => path);')).toEqual(['/item/5?delay=0']);
  });

  test('closed it answers no more, its log can be read, and to close it again does no harm', async () => {
    const [first, second, error, log] = await jsonOf<[string, string, string, object[]]>(`const server = await slowServer({ delay: 60000 }); const open = fetch(server.url + '/item/1').then(() => 'answered', () => 'failed');
      while (server.inFlight === 0) await sleep(1); await server.close(); await server.close(); await server.idle();
      return [await open, String(server.inFlight), await fetch(server.url).then(() => 'answered', () => 'failed'), server.log];`);
    expect([first, second, error, log.length]).toEqual(['failed', '0', 'failed', 1]);
  });

  test.each([
    ['{ delay: -1 }', 'RangeError: slowServer() takes a number from 0 to 60000 as delay, not -1.'],
    ['{ errorRate: 2 }', 'RangeError: slowServer() takes a number from 0 to 1 as errorRate, not 2.'],
    ['{ limit: 0 }', 'RangeError: slowServer() takes a number from 1 to 1000000 as limit, not 0.'],
    ["{ delay: '1' }", "RangeError: slowServer() takes a number from 0 to 60000 as delay, not '1'."],
    ['{ dealy: 1 }', "TypeError: slowServer() has no option 'dealy'; it has delay, jitter, errorRate, limit, seed."],
  ])('wrong options are told: %s', async (options, words) => {
    expect(await jsonOf(`return slowServer(${options}).catch(String);`)).toBe(words);
  });

  test('a kernel ends with a server that works, and takes it along', async () => {
    await withKernel(async (client) => {
      await prepare(client, IMPORT, "const server = await slowServer({ delay: 60000 }); void fetch(server.url + '/item/1'); while (server.inFlight === 0) await sleep(1);");
    });
  });
});

describe('sleep', () => {
  test('waits, gives its value, and can be ended by a signal with the signal’s reason', async () => {
    const [waited, value, nothing, late, atOnce, why] = await jsonOf<[number, string, string, string, string, string]>(`const before = performance.now(); const value = await sleep(50, 'soup'); const waited = performance.now() - before;
      return [waited, value, String(await sleep(0)), await sleep(60000, 1, { signal: AbortSignal.timeout(10) }).catch((error) => error.name), await sleep(1, 1, { signal: AbortSignal.abort('no') }).catch(String), await sleep(NaN).catch(String)];`);
    expect(waited).toBeGreaterThanOrEqual(49);
    expect([value, nothing, late, atOnce, why]).toEqual(['soup', 'undefined', 'TimeoutError', 'no', 'RangeError: sleep() takes a time in ms from 0 to 2147483647, not NaN.']);
  });

  test('an interrupt ends it', async () => {
    const { client } = shared;
    const id = await startCell(client, 'runs(); await sleep(60000);');
    await interrupt(client);
    expect(lineOf((await client.exchange(id)).reply)).toBe('execute_reply error KeyboardInterrupt');
  });
});

describe('check', () => {
  test.each<[cell: string, text: string, report: Fields]>([
    ["check('one', true)", '✓ Passed: one', { name: 'one', passed: true, hint: null, detail: null }],
    ["check('one', () => true, 'look')", '✓ Passed: one', { name: 'one', passed: true, hint: 'look', detail: null }],
    ["check('one', 1 > 2, 'look')", '✗ Failed: one\n  look', { name: 'one', passed: false, hint: 'look', detail: null }],
    ["check('one', true, { measured: `${2} ms` })", '✓ Passed: one (2 ms)', { name: 'one', passed: true, hint: null, detail: '2 ms' }],
    ["await check('one', async () => false, { hint: 'look', measured: 3 })", '✗ Failed: one (3)\n  look', { name: 'one', passed: false, hint: 'look', detail: '3' }],
    ["await check('one', Promise.resolve(true))", '✓ Passed: one', { name: 'one', passed: true, hint: null, detail: null }],
    ["check('one', () => { throw new TypeError('boom') })", '✗ Failed: one\n  The condition threw TypeError: boom', { passed: false, detail: 'The condition threw TypeError: boom' }],
    ["await check('one', Promise.reject(new TypeError('boom')))", '✗ Failed: one\n  The condition threw TypeError: boom', { passed: false }],
    ["check('one', () => { 1 > 0 })", '✗ Failed: one\n  The condition gave nothing, not true or false: does it say "return"?', { passed: false }],
    ["await check('one', new Promise(() => {}), { hint: 'look', patience: 50 })", '✗ Failed: one\n  It was not through after 0.05 s. Does it wait for something that never comes?\n  look', { passed: false }],
    ["check('one', null)", '✗ Failed: one\n  The condition gave null, not true or false: does it say "return"?', { passed: false }],
    ["check('one', {})", '✗ Failed: one\n  The condition gave an object, not true or false: does it say "return"?', { passed: false }],
    ["check('one', 1)", '✗ Failed: one\n  The condition gave a number, not true or false: does it say "return"?', { passed: false }],
  ])('%s', async (cell, text, report) => {
    const { bundles, end } = await shown(cell);
    expect(end).toBe('execute_reply ok');
    expect(bundles).toEqual([{ 'text/plain': text, 'text/html': expect.stringMatching(/^<div style="border-left/), [VERDICT]: expect.objectContaining({ version: 1, kind: 'check', ...report }) }]);
  });

  test('names and hints are text, and `code` is shown as such', async () => {
    const { bundles } = await shown("check('<b>a</b> `x < 1`', false, '<script>')");
    expect(bundles[0]!['text/html']).toContain('&lt;b&gt;a&lt;/b&gt; <code>x &lt; 1</code><div>&lt;script&gt;</div>');
  });

  test('the checks of a cell all show, also when one fails', async () => {
    expect((await shown("check('a', false); check('b', true)")).bundles.map((bundle) => bundle['text/plain'])).toEqual(['✗ Failed: a', '✓ Passed: b']);
  });

  test('one that is not awaited is shown under its cell all the same', async () => {
    expect((await shown("check('late', async () => { await sleep(20); return true; })")).end).toBe('execute_reply ok');
    await shared.client.until(({ content }) => (content['data'] as Fields | undefined)?.['text/plain'] === '✓ Passed: late', 'the late verdict');
  });
});

test('the time that a check may take is no work of the cell: an X-ray does not see it, and an interrupt ends it', async () => {
  await withKernel(async (client) => {
    await prepare(client, IMPORT, TELL_RUNS);
    const { iopub } = await client.execute("%%xray\nawait check('one', async () => (await sleep(20), true));");
    const reports = iopub.flatMap(({ content }) => (content['data'] as Fields | undefined)?.['application/vnd.awaitbook.xray+json'] ?? []) as { timeline: { kind: string }[]; groups: unknown[] }[];
    expect(reports.map(({ timeline, groups }) => [timeline.map(({ kind }) => kind), groups])).toEqual([[['timer'], []]]);
    const id = await startCell(client, "runs(); await check('never', new Promise(() => {}), { patience: 1_000 })");
    await interrupt(client);
    expect(lineOf((await client.exchange(id)).reply)).toBe('execute_reply error KeyboardInterrupt');
    // Its end would be told by now.
    const { iopub: later } = await client.execute('await sleep(1_500); 1');
    expect(later.filter(({ header }) => header.msg_type === 'display_data')).toEqual([]);
  });
});

describe('exercise', () => {
  const EXERCISE = `const pair = exercise({ title: 'Pair', checks: [
    { name: 'two values', test: (f) => f().length === 2, hint: 'Count \`them\`.' },
    { name: 'a first', test: async (f) => f()[0] === 'a' },
  ], hints: ['first', 'second'], solution: 'const x = \`1\` < 2;' });`;
  beforeAll(() => prepare(shared.client, EXERCISE));
  const textOf = async (cell: string): Promise<[text: unknown, report: Fields, html: string]> => {
    const { bundles, end } = await shown(cell);
    expect([end, bundles.length]).toEqual(['execute_reply ok', 1]);
    return [bundles[0]!['text/plain'], bundles[0]![VERDICT] as Fields, String(bundles[0]!['text/html'])];
  };
  const UNTOUCHED = 'Pair: not solved yet. The cell is as it was: write your code there, run it, then run this cell again.\n  · two values\n  · a first\n  (2 hints in a front end that shows HTML)';

  test('is shown with its claims, hints within each other, and the solution folded', async () => {
    const { bundles } = await shown('pair');
    expect(bundles[0]![VERDICT]).toBeUndefined();
    expect(String(bundles[0]!['text/html']).replace(/ style="[^"]*"/g, '')).toBe(
      '<div><strong>Pair:</strong> your turn. It is solved when<div>· two values</div><div>· a first</div>' +
        '<details><summary>Hint 1</summary><div>first<details><summary>Hint 2</summary><div>second</div></details></div></details>' +
        '<details><summary>A solution</summary><div><pre>const x = `1` &lt; 2;</pre></div></details></div>',
    );
  });

  test.each([
    ['a stub that throws', "await pair.check(() => { throw new Error('Not solved yet.'); })"],
    ['a stub that rejects', "const later = exercise({ title: 'Pair', hints: ['1', '2'], checks: [{ name: 'two values', test: async (f) => (await f()).length === 2 }, { name: 'a first', test: () => true }] }); await later.check(async () => { throw new Error('Not solved yet.'); })"],
    ['no answer', 'await pair.check(undefined)'],
    ['what the exercise itself knows', "const known = exercise({ title: 'Pair', hints: ['1', '2'], untouched: (n) => n === 0, checks: [{ name: 'two values', test: () => true }, { name: 'a first', test: () => true }] }); await known.check(0)"],
  ])('untouched: %s', async (_name, cell) => {
    const [text, report] = await textOf(cell);
    expect(text).toBe(UNTOUCHED);
    expect(report).toMatchObject({ version: 1, kind: 'exercise', name: 'Pair', passed: false, isUntouched: true });
  });

  test('what fails is told with its hint, and what comes behind is left for later', async () => {
    const [text, report, html] = await textOf("await pair.check(() => ['a'])");
    expect(text).toBe('✗ Pair: not solved yet. Change your cell, run it, then run this cell again.\n  ✗ two values\n    Count `them`.\n  · a first\n  (2 hints in a front end that shows HTML)');
    expect(report).toMatchObject({ passed: false, isUntouched: false, checks: [{ name: 'two values', state: 'failed', detail: 'Count `them`.' }, { name: 'a first', state: 'open', detail: null }] });
    expect(html).toContain('Count <code>them</code>.');
  });

  test('an answer that throws something else is no stub', async () => {
    const [text] = await textOf("await pair.check(() => { throw new RangeError('mine'); })");
    expect(text).toContain('✗ two values\n    The condition threw RangeError: mine\n    Count `them`.');
  });

  test('an answer that waits for what never comes is told', async () => {
    const [text, report] = await textOf("await exercise({ title: 'Pair', patience: 300, checks: [{ name: 'it ends', test: (f) => f(), hint: 'Who resolves it?' }] }).check(() => new Promise(() => {}))");
    expect(text).toBe('✗ Pair: not solved yet. Change your cell, run it, then run this cell again.\n  ✗ it ends\n    It was not through after 0.3 s. Does it wait for something that never comes?\n    Who resolves it?');
    expect(report).toMatchObject({ passed: false, isUntouched: false });
  });

  test('solved', async () => {
    const [text, report, html] = await textOf("await pair.check(() => ['a', 'b'])");
    expect(text).toBe('✓ Pair: solved!\n  ✓ two values\n  ✓ a first');
    expect(report).toMatchObject({ passed: true, isUntouched: false });
    expect(html).not.toContain('<details>');
  });

  test('one without checks could never be unsolved', async () => {
    expect(outputsOf(await shared.client.execute("exercise({ title: 'x', checks: [] })"))[0]).toMatch(/^error TypeError: The exercise 'x' has no checks/);
    expect(outputsOf(await shared.client.execute("exercise({ title: 'x' })"))[0]).toMatch(/^error TypeError: The exercise 'x' has no checks/);
  });
});

test('where notebooks are verified, what fails is shown and then thrown', async () => {
  await withKernel(async (client) => {
    await prepare(client, IMPORT, "check('fine', true); const pair = exercise({ title: 'Pair', checks: [{ name: 'one', test: (n) => n === 1 }] }); await pair.check(1);");
    for (const [cell, text, error] of [
      ["check('claim', false, 'look')", '✗ Failed: claim\n  look', 'error CheckFailed: claim\nlook'],
      ["await check('claim', async () => false)", '✗ Failed: claim', 'error CheckFailed: claim'],
      ['await pair.check(2)', '✗ Pair: not solved yet. Change your cell, run it, then run this cell again.\n  ✗ one', 'error CheckFailed: Pair: not solved yet\n  ✗ one'],
    ] as const) {
      const exchange = await client.execute(cell);
      expect(exchange.iopub.filter(({ header }) => /^(?:display_data|error)$/.test(header.msg_type)).map((message) => (message.header.msg_type === 'error' ? lineOf(message) : (message.content['data'] as Fields)['text/plain']))).toEqual([text, error]);
    }
  }, { env: { AWAITBOOK_VERIFY: '1' } });
});

test('a package of the name in the notebook’s folder does not stand in its way', async () => {
  await withKernel(async (client) => {
    expect(await valueOf(client, "typeof (await import('awaitbook/course')).slowServer")).toBe("'function'");
  }, { prepare: (folder) => mkdirSync(path.join(folder, 'node_modules', 'awaitbook'), { recursive: true }) });
});
