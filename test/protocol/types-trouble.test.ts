/** What happens to cells when the compiler does not: killed, hung, killed at the start, ended with its kernel; large cells; long sessions. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { KernelClient } from './support/kernel-client';
import type { KernelProcess } from './support/kernel-process';
import { enginePid } from './support/cells';
import { linesOf, outputsOf } from './support/lines';
import { residentBytes } from './support/memory';
import { untilGone } from './support/processes';
import { withKernel } from './support/session';
import { endOf, storyEnd } from './support/typed-cells';

const CHECKED = { env: { AWAITBOOK_CHECK: 'error' } };

/** The compiler's process among those of a kernel; waits for it, since nothing tells of it. */
async function compilerPid(kernel: KernelProcess): Promise<number> {
  for (;;) {
    const pid = kernel.processes().find((one) => /--lsp/.test(commandOf(one)));
    if (pid !== undefined) return pid;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A process may end between two looks. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

const stderrOf = (outputs: readonly string[]) => outputs.filter((line) => line.startsWith('stderr '));

/** Runs a cell until it is checked again; what it said before has to be the line that it ran unchecked. */
async function untilChecked(client: KernelClient, cell: string, words: RegExp): Promise<string> {
  for (;;) {
    const outputs = outputsOf(await client.execute(cell, { content: { stop_on_error: false } }));
    const error = outputs.find((line) => line.startsWith('error TypeScriptError'));
    if (error !== undefined) return error;
    expect(stderrOf(outputs)).toEqual([expect.stringMatching(words)]);
  }
}

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('killed in the middle of a session: cells run unchecked and say so in one line, then checks go on with all that was declared', async () => {
  await withKernel(async (client, kernel) => {
    await storyEnd(client, 'const kept: number = 1; interface Kept { a: number }', "import { sep } from 'node:path'", '1');
    process.kill(await compilerPid(kernel), 'SIGKILL');
    const error = await untilChecked(client, 'kept.length', /The type checker is not there: it was ended by SIGKILL\. It is being started anew; this cell ran unchecked\./);
    expect(error).toContain('TS2339');
    expect(await endOf(client, "({ a: 'x' } satisfies Kept)")).toBe('TS2322');
    expect(await endOf(client, 'sep.nothing')).toBe('TS2339');
    expect(kernel.takeLog()).toBe('awaitbook: the type checker is gone: it was ended by SIGKILL\n');
  }, CHECKED);
});

onLinux('hung: after 3 s the cell runs unchecked, and what declared something meanwhile is known', async () => {
  await withKernel(async (client, kernel) => {
    await storyEnd(client, 'const before1 = 1', '1');
    process.kill(await compilerPid(kernel), 'SIGSTOP');
    const outputs = outputsOf(await client.execute('const meanwhile = "a"; meanwhile'));
    expect(outputs).toEqual([expect.stringMatching(/^stderr "The type checker is not there: it did not answer within 3 s .*this cell ran unchecked\.\\n"$/), "execute_result 'a'"]);
    expect(await untilChecked(client, 'meanwhile.nothing', /it did not answer within 3 s/)).toContain('TS2339');
    kernel.takeLog();
  }, CHECKED);
});

/** Ten thousand types each, which no compiler has room for by then. */
const LARGE_TYPES = `type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
${['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => `const ${name}: \`${name}${'${Digit}'.repeat(4)}\` = '${name}0000';`).join('\n')}
a + b + c + d + e + f + g + h`;

onLinux('out of memory: the cell runs unchecked and says so in one line, then checks go on with all that was declared', async () => {
  await withKernel(async (client, kernel) => {
    await storyEnd(client, 'const kept: number = 1; interface Kept { a: number }', '1');
    // What it has it keeps; the system gives it no more.
    execFileSync('prlimit', ['--pid', String(await compilerPid(kernel)), '--data=1']);
    const outputs = outputsOf(await client.execute(LARGE_TYPES));
    const words = 'The type checker is not there: it ran out of memory. It is being started anew; this cell ran unchecked.';
    expect(outputs).toEqual([`stderr "${words}\\n"`, "execute_result 'a0000b0000c0000d0000e0000f0000g0000h0000'"]);
    expect(await untilChecked(client, 'kept.length', /^stderr "The type checker is not there: it ran out of memory\./)).toContain('TS2339');
    expect(await endOf(client, "({ a: 'x' } satisfies Kept)")).toBe('TS2322');
    expect(await endOf(client, 'a.nothing')).toBe('TS2339');
    expect(kernel.takeLog()).toBe('awaitbook: the type checker is gone: it ran out of memory\n');
  }, CHECKED);
});

onLinux('killed at the start: the first cells run, and later ones are checked', async () => {
  await withKernel(async (client, kernel) => {
    process.kill(await compilerPid(kernel), 'SIGKILL');
    expect(await untilChecked(client, 'const first: number = "a"', /it was ended by SIGKILL/)).toContain('TS2322');
    kernel.takeLog();
  }, CHECKED);
});

onLinux('killed again and again before it has answered: types are given up, in words, and cells run', async () => {
  await withKernel(async (client, kernel) => {
    const killed = new Set<number>();
    let isOver = false;
    while (!isOver) {
      const pid = kernel.processes().find((one) => /--lsp/.test(commandOf(one)) && !killed.has(one));
      if (pid !== undefined) {
        killed.add(pid);
        process.kill(pid, 'SIGKILL');
      }
      const outputs = outputsOf(await client.execute('1'));
      isOver = outputs.some((line) => line.includes('It failed several times, so types are not checked any more; restart the kernel to try again.'));
      expect(outputs.at(-1)).toBe('execute_result 1');
    }
    kernel.takeLog();
  }, CHECKED);
});

onLinux.each(['SIGKILL', 'SIGTERM'] as const)('the compiler ends with its kernel, by %s', async (signal) => {
  await withKernel(async (client, kernel) => {
    await storyEnd(client, '1');
    await compilerPid(kernel);
    kernel.kill(signal);
    await untilGone(kernel.mark, 10_000);
  }, CHECKED);
});

onLinux('a hung compiler ends with its kernel', async () => {
  await withKernel(async (client, kernel) => {
    await storyEnd(client, '1');
    process.kill(await compilerPid(kernel), 'SIGSTOP');
    kernel.kill('SIGTERM');
    await untilGone(kernel.mark, 10_000);
  }, CHECKED);
});

test('what the engine had is unknown after its death, types are not', async () => {
  await withKernel(async (client, kernel) => {
    await storyEnd(client, 'const had = 1; class Had {} interface Still { a: number } declare global { var everywhere: number }', 'had');
    const pid = await enginePid(client);
    await client.execute(`process.kill(${pid}, 'SIGKILL')`, { content: { stop_on_error: false } });
    expect(await endOf(client, 'had')).toBe('TS2304');
    expect(await endOf(client, 'new Had()')).toBe('TS2304');
    expect(await endOf(client, 'everywhere')).toBe('TS2304');
    expect(await endOf(client, "({ a: 'x' } satisfies Still)")).toBe('TS2322');
    kernel.takeLog();
  }, CHECKED);
});

const ROWS = JSON.stringify(Array.from({ length: 2_000 }, (_, id) => ({ id, name: `name ${id}`, tags: ['a'] })));

test('a large cell runs first and is checked beside; later cells know its types', async () => {
  await withKernel(async (client) => {
    const id = client.sendCell(`const rows = ${ROWS};\nconst wrong: number = 'a';\n${'// long\n'.repeat(5_000)}rows.length`);
    const outputs = outputsOf(await client.exchange(id));
    expect(outputs[0]).toMatch(/^stderr "This cell is so large that it runs first and is checked beside\.\\n/);
    expect(outputs).toContain('execute_result 2000');
    await client.untilText(id, '(TS2322)');
    expect(await storyEnd(client, 'rows[0]?.id.toFixed(1)', 'wrong', 'rows[0].nme')).toBe('TS2551');
  }, CHECKED);
});

test('a cell beyond all measure is not checked, and its names are usable', async () => {
  await withKernel(async (client) => {
    const cell = `const huge = '${'x'.repeat(1_100_000)}'; huge.length`;
    expect(outputsOf(await client.execute(cell))).toEqual([expect.stringContaining('This cell is too large for its types to be checked.'), 'execute_result 1100000']);
    expect(await storyEnd(client, 'huge.anything', 'const after: number = "a"')).toBe('TS2322');
  }, CHECKED);
});

onLinux('500 cells: the compiler stays small, checks take as long as at first, and nothing lies in the folder', async () => {
  await withKernel(async (client, kernel) => {
    const cellOf = (n: number): string => `import { readFile as read${n % 7} } from 'node:fs/promises';\ninterface Row${n} { id: number; name: string }\nconst rows${n}: Row${n}[] = [{ id: ${n}, name: 'a' }];\nfunction total${n}(rows: Row${n}[]): number { return rows.reduce((sum, { id }) => sum + id, 0) }\ntotal${n}(rows${n})`;
    const times: number[] = [];
    for (let n = 0; n < 500; n++) {
      const start = performance.now();
      const lines = linesOf(await client.execute(cellOf(n)));
      times.push(performance.now() - start);
      expect(lines).toContain(`execute_result ${n}`);
    }
    const median = (part: number[]): number => part.sort((a, b) => a - b)[Math.floor(part.length / 2)]!;
    const [early, late] = [median(times.slice(20, 80)), median(times.slice(-60))];
    const bytes = residentBytes(await compilerPid(kernel));
    console.info(`500 cells: ${early.toFixed(1)} ms at first, ${late.toFixed(1)} ms at the end; the compiler has ${Math.round(bytes / 2 ** 20)} MB`);
    expect(late).toBeLessThan(early * 4);
    // 128 MB on a quiet machine; Go's collector comes when it likes.
    expect(bytes).toBeLessThan(240 * 2 ** 20);
    expect(await endOf(client, "total3([{ id: 'a', name: '' }])")).toBe('TS2322');
    expect(readdirSync(kernel.folder)).toEqual([]);
  }, CHECKED);
});
