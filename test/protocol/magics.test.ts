import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { MAGICS } from '../../kernel/language/magics';
import { outputsOf, tracebackOf } from './support/lines';
import { sharedKernel, withKernel } from './support/session';

const shared = sharedKernel({
  // npm keeps its own compiled code in the temporary folder.
  env: { NODE_DISABLE_COMPILE_CACHE: '1' },
  prepare: (folder) => {
    for (const name of ['sub folder', 'package', 'later']) mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, 'helpers.ts'), 'export const answer: number = 42;\n// end\n');
    writeFileSync(path.join(folder, 'picture.png'), Buffer.from([0x89, 0x50, 0xff, 0]));
    writeFileSync(path.join(folder, 'package', 'package.json'), JSON.stringify({ name: 'fresh-package', version: '1.2.3', main: 'index.js' }));
    writeFileSync(path.join(folder, 'package', 'index.js'), 'exports.answer = 43;');
  },
});

/** The cell's outputs as lines, and its reply where it is not `ok`. */
async function run(code: string): Promise<string[]> {
  return outputsOf(await shared.client.execute(code));
}

/** What the cell wrote on both streams; it must have ended well. */
async function textOf(code: string): Promise<string> {
  const { reply, iopub } = await shared.client.execute(code);
  expect(reply.content).toMatchObject({ status: 'ok' });
  return stripVTControlCharacters(iopub.filter(({ header }) => header.msg_type === 'stream').map(({ content }) => content['text']).join(''));
}

/** The message of the error that the cell ended with. */
async function errorOf(code: string): Promise<string> {
  const { reply } = await shared.client.execute(code);
  expect(reply.content['status']).toBe('error');
  return `${String(reply.content['ename'])}: ${String(reply.content['evalue'])}`;
}

const TIME_LINE = '(?:\\d+\\.\\d+ m?s)';
const timed = (written: string) => new RegExp(`^${written}: ${TIME_LINE} wall, ${TIME_LINE} CPU, ${TIME_LINE} idle\\n$`);

describe('%time', () => {
  test('tells the times of an expression, whose value is the result', async () => {
    expect(await run('%time 20 + 22')).toEqual([expect.stringMatching(/^stdout "%time: .* wall, .* CPU, .* idle\\n"$/), 'execute_result 42']);
    expect(await textOf('%time await new Promise((r) => setTimeout(r, 1));')).toMatch(timed('%time'));
  });

  test('counts waiting as idle, computing as CPU', async () => {
    const waiting = /(\d+\.\d+) ms wall, .* CPU, (\d+\.\d+) ms idle/.exec(await textOf('%time await new Promise((r) => setTimeout(r, 200))'))!;
    expect(Number(waiting[1])).toBeGreaterThanOrEqual(199);
    expect(Number(waiting[2])).toBeGreaterThan(100);
    const computing = /CPU, (\d+\.\d+) ms idle/.exec(await textOf('%time for (const end = Date.now() + 200; Date.now() < end;);'))!;
    expect(Number(computing[1])).toBeLessThan(100);
  });

  test('keeps what the statement declares, with types', async () => {
    await run('%time const timedValue: number = 7; function timedFunction(): number { return timedValue }');
    expect(await run('timedFunction()')).toEqual(['execute_result 7']);
  });

  test('%%time surrounds a cell, its imports too', async () => {
    expect(await run("%%time\nimport path from 'node:path';\nconst joined = path.posix.join('a', 'b');\njoined")).toEqual([
      expect.stringMatching(/^stdout "%%time: /), "execute_result 'a/b'",
    ]);
  });

  test('tells the times up to an error too, which stands in the author\'s line', async () => {
    const { iopub } = await shared.client.execute('1;\n%time null.x');
    const lines = iopub.map(({ header, content }) => (header.msg_type === 'stream' ? String(content['text']).split(':')[0] : header.msg_type));
    expect(lines).toEqual(['status', 'execute_input', '%time', 'error', 'status']);
    expect(tracebackOf(iopub.find(({ header }) => header.msg_type === 'error')!).join('\n')).toMatch(/2 \| %time null\.x\n.*\^/);
  });

  test('tells the times of a cell that is interrupted', async () => {
    const { client } = shared;
    const id = client.sendCell('%%time\nconsole.log("on"); await new Promise(() => setTimeout(() => {}, 1e9))');
    await client.untilText(id, 'on');
    await client.request('interrupt_request', {}, { channel: 'control' });
    const { reply } = await client.exchange(id);
    expect(reply.content['ename']).toBe('KeyboardInterrupt');
    expect(client.text(id)).toMatch(/^on\n%%time: /);
  });
});

describe('%who and %reset', () => {
  test('list the variables with their kinds, and drop them', async () => {
    await withKernel(async (client) => {
      const outputs = async (code: string) => outputsOf(await client.execute(code));
      expect(await outputs('%who')).toEqual(['stdout "There are no variables yet.\\n"']);
      await client.execute(`import * as fs from 'node:fs';
        const rows = [1, 2, 3], byName = new Map([[1, 2]]), when = new Date(), nothing = null, text: string = '';
        let later; class Greeter {} enum Colour { Red } async function load() {} const greeter = new Greeter();
        globalThis.made = 1n; const fetch = () => 1; const watched = new Proxy({}, { get() { throw new Error('read') } })`);
      expect(await outputs('%who')).toEqual([`stdout ${JSON.stringify([
        'Colour   Object', 'Greeter  class', 'byName   Map(1)', 'fetch    function', 'fs       module', 'greeter  Greeter', 'later    undefined', 'load     async function',
        'made     bigint', 'nothing  null', 'rows     Array(3)', 'text     string', 'watched  Proxy', 'when     Date', '',
      ].join('\n'))}`]);
      expect(await outputs('%reset')).toEqual(['stdout "Dropped 13 variables: Colour, Greeter, byName, fetch, fs, greeter, load, made, nothing, rows, text, watched, when\\n"']);
      expect(await outputs('%who')).toEqual(['stdout "There are no variables yet.\\n"']);
      expect(await outputs('[rows, typeof made, typeof fetch, globalThis.fetch === fetch]')).toEqual(["execute_result [ undefined, 'undefined', 'function', true ]"]);
      expect(await outputs('%reset\nconst rows = 1; rows')).toEqual(['stdout "There was nothing to drop.\\n"', 'execute_result 1']);
      expect(await outputs('%who')).toEqual(['stdout "rows  number\\n"']);
    });
  });
});

describe('%cd and %pwd', () => {
  test('change the folder of the process; modules are still looked for from the notebook', async () => {
    const { folder } = shared.kernel;
    expect(await textOf('%pwd')).toBe(`${folder}\n`);
    expect(await textOf('%cd sub folder')).toBe(`${path.join(folder, 'sub folder')}\n`);
    expect(await run('process.cwd()')).toEqual([`execute_result '${path.join(folder, 'sub folder')}'`]);
    expect(await textOf('%sh pwd')).toBe(`${path.join(folder, 'sub folder')}\n`);
    expect(await run("import { answer } from './helpers'; answer")).toEqual(['execute_result 42']);
    expect(await run("require('./package').answer")).toEqual(['execute_result 43']);
    expect(await textOf('%cd -')).toBe(`${folder}\n`);
    expect(await textOf('%cd "sub folder"')).toBe(`${path.join(folder, 'sub folder')}\n`);
    expect(await textOf('%cd ~')).toBe(`${realpathSync(os.homedir())}\n`);
    expect(await textOf(`%cd ${folder}`)).toBe(`${folder}\n`);
    expect(await errorOf('%cd missing')).toBe(`Error: The folder ${path.join(folder, 'missing')} can't be entered: it does not exist.`);
    expect(await errorOf('%cd helpers.ts')).toMatch(/not a folder\.$/);
    expect(await errorOf('%pwd here')).toBe('Error: %pwd takes nothing behind it, and there is `here`.');
    expect(await textOf('%pwd;')).toBe(`${folder}\n`);
  });
});

test('%env shows, sets and lists, and hides what names tell to be secret', async () => {
  expect(await errorOf('%env MAGIC_COLOUR')).toBe('Error: There is no environment variable MAGIC_COLOUR.');
  expect(await textOf('%env MAGIC_COLOUR=light blue=1')).toBe('MAGIC_COLOUR=light blue=1\n');
  expect(await textOf('%env MAGIC_COLOUR')).toBe('light blue=1\n');
  expect(await run('process.env.MAGIC_COLOUR')).toEqual(["execute_result 'light blue=1'"]);
  expect(await textOf('%sh echo "$MAGIC_COLOUR"')).toBe('light blue=1\n');
  expect(await textOf('%env MAGIC_API_KEY=hush')).toBe('MAGIC_API_KEY=<hidden>\n');
  const list = (await textOf('%env')).split('\n');
  expect(list).toEqual(expect.arrayContaining(['MAGIC_COLOUR=light blue=1', 'MAGIC_API_KEY=<hidden>']));
  expect(await errorOf('%env A B')).toMatch(/^Error: Write `%env NAME`/);
});

describe('%sh and %%sh', () => {
  test('run a command, both streams under the cell', async () => {
    expect(await run('%sh echo out; echo err >&2')).toEqual(expect.arrayContaining(['stdout "out\\n"', 'stderr "err\\n"']));
    expect(await run('%sh true\n1 + 1')).toEqual(['execute_result 2']);
    expect(await textOf('%%sh\nfor i in 1 2 3; do\n  echo "line $i"\ndone')).toBe('line 1\nline 2\nline 3\n');
  });

  test('the output is live', async () => {
    const { client, kernel } = shared;
    const id = client.sendCell('%%sh\necho first\nwhile [ ! -e go ]; do sleep 0.05; done\necho second');
    await client.untilText(id, 'first');
    expect(client.text(id)).toBe('first\n');
    writeFileSync(path.join(kernel.folder, 'go'), '');
    await client.exchange(id);
    expect(client.text(id)).toBe('first\nsecond\n');
  });

  test('an exit code other than 0 is told, and nothing behind it runs', async () => {
    expect(await run('%sh exit 3\nconsole.log("not this")')).toEqual(['error ProgramError: The command ended with exit code 3.', 'execute_reply error ProgramError']);
    expect(await errorOf('%%sh\nno-such-program-here')).toBe('ProgramError: The script ended with exit code 127.');
    expect(await errorOf('%sh kill -9 $$')).toBe('ProgramError: The command ended with signal SIGKILL.');
    const { iopub } = await shared.client.execute('2;\n%sh exit 3');
    expect(tracebackOf(iopub.find(({ header }) => header.msg_type === 'error')!).join('\n')).toMatch(/2 \| %sh exit 3/);
  });

  test('what is left in the background is not waited for', async () => {
    expect(await textOf('%sh sleep 1000 & echo started')).toBe('started\n');
  });

  test('an interrupt ends the command and what it started', async () => {
    const { client, kernel } = shared;
    const id = client.sendCell('%%sh\necho on\nsleep 1001\necho not this');
    await client.untilText(id, 'on');
    await client.request('interrupt_request', {}, { channel: 'control' });
    const { reply } = await client.exchange(id);
    expect(reply.content).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
    expect(client.text(id)).toBe('on\n');
    for (const alive = () => kernel.processes().filter((pid) => commandOf(pid).includes('sleep\x001001')); alive().length > 0;) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await run('1')).toEqual(['execute_result 1']);
  });

  test('wrong use is told', async () => {
    expect(await errorOf('%sh')).toMatch(/^Error: %sh needs a command/);
    expect(await errorOf('%%sh')).toBe('Error: %%sh needs a script below its line.');
    expect(await errorOf('%%sh\n  \n')).toBe('Error: %%sh needs a script below its line.');
    expect(await errorOf('%%sh bash\nls')).toMatch(/^Error: %%sh takes its script from the lines below/);
  });
});

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it has ended
  }
}

describe('%npm', () => {
  test('installs into the notebook\'s folder, shows its progress, and the package can be imported at once', async () => {
    const { client, kernel } = shared;
    expect(await errorOf("await import('fresh-package')")).toMatch(/'fresh-package' is not installed/);
    await run('%cd later');
    const install = await client.execute('%npm install ./package');
    expect(install.reply.content).toMatchObject({ status: 'ok' });
    const shown = install.iopub.filter(({ header }) => header.msg_type.endsWith('display_data'));
    expect((shown[0]!.content['data'] as Record<string, string>)['text/plain']).toMatch(/^npm install \.\/package: at work, 0 fetched, \d/);
    expect((shown.at(-1)!.content['data'] as Record<string, string>)['text/plain']).toMatch(/^npm install \.\/package: done, 0 fetched, \d/);
    expect(client.text(install.reply.parent_header.msg_id!)).toMatch(/added 1 package/);
    expect(JSON.parse(readFileSync(path.join(kernel.folder, 'package.json'), 'utf8'))).toEqual({ dependencies: { 'fresh-package': 'file:package' } });
    expect(await run("import fresh from 'fresh-package'; fresh.answer")).toEqual(['execute_result 43']);
    await run('%cd -');
    expect(await run("%npm uninstall fresh-package\n%npm install ./package\nimport { answer } from 'fresh-package'\nanswer")).toContain('execute_result 43');
  });

  test('runs npm\'s other commands, and tells a failure', async () => {
    expect(await run('%npm pkg get dependencies.fresh-package')).toContain(`stdout ${JSON.stringify('"file:package"\n')}`);
    const { reply, iopub } = await shared.client.execute('%npm install ./no-such-folder');
    expect(`${String(reply.content['ename'])}: ${String(reply.content['evalue'])}`).toMatch(/^ProgramError: npm install ended with exit code \d+\.$/);
    expect(iopub.filter(({ content }) => content['name'] === 'stderr').map(({ content }) => content['text']).join('')).toMatch(/npm error/);
    expect(await errorOf('%npm')).toMatch(/^Error: %npm needs a command/);
  });
});

test('%load puts a file into the next cell', async () => {
  const { reply } = await shared.client.execute('%load helpers.ts');
  expect(reply.content).toMatchObject({ status: 'ok', payload: [{ source: 'set_next_input', text: 'export const answer: number = 42;\n// end', replace: false }] });
  expect((await shared.client.execute('1')).reply.content['payload']).toEqual([]);
  expect(await errorOf('%load missing.ts')).toMatch(/missing\.ts can't be loaded: it does not exist\.$/);
  expect(await errorOf('%load picture.png')).toMatch(/it is not text in UTF-8\.$/);
  expect(await errorOf('%load')).toMatch(/^Error: %load needs the name of a file/);
});

test('%%writefile writes, overwrites and appends', async () => {
  const file = path.join(shared.kernel.folder, 'written file.ts');
  expect(await textOf('%%writefile written file.ts\nexport const a = `\n%who`;')).toBe(`Wrote ${file}\n`);
  expect(readFileSync(file, 'utf8')).toBe('export const a = `\n%who`;\n');
  expect(await textOf('%%writefile "written file.ts"\nexport const a = 1;\n')).toBe(`Overwrote ${file}\n`);
  expect(await textOf('%%writefile -a written file.ts\nexport const b = 2;')).toBe(`Appended to ${file}\n`);
  expect(readFileSync(file, 'utf8')).toBe('export const a = 1;\nexport const b = 2;\n');
  expect(await run("import { a, b } from './written file'; [a, b]")).toEqual(['execute_result [ 1, 2 ]']);
  expect(await errorOf('%%writefile no/such/folder.ts\n1')).toMatch(/can't be written: its folder does not exist\.$/);
  expect(await errorOf('%%writefile\n1')).toMatch(/^Error: %%writefile needs the name of a file/);
});

test('%magics shows every one with its help', async () => {
  const text = (await textOf('%magics')).replace(/\s+/g, ' ');
  for (const { usage, help } of MAGICS) expect(text).toContain(`${usage} ${help}`);
});

test('an unknown one names the nearest, and nothing of the cell runs', async () => {
  expect(await run('console.log("not this");\n%lod a')).toEqual([
    'error SyntaxError: There is no magic `%lod`. Did you mean `%load`? `%magics` shows them all.', 'execute_reply error SyntaxError',
  ]);
});

test('what looks like one and is none stays JavaScript', async () => {
  expect(await run('const who = 4, time = 10;\ntime\n  %who')).toEqual(['execute_result 2']);
  expect(await run('`\n%who\n%%sh`')).toEqual(["execute_result '\\n%who\\n%%sh'"]);
});

test('in functions and blocks, as often as they run', async () => {
  expect(await textOf('async function shout() {\n  %sh echo hey\n}\nfor (const i of [1, 2]) {\n  await shout()\n}')).toBe('hey\nhey\n');
});

test('are completed with Tab, inspected with help, and right for is_complete', async () => {
  const { client } = shared;
  const { reply } = await client.request('complete_request', { code: 'a;\n%ti', cursor_pos: 6 });
  expect(reply.content).toMatchObject({ status: 'ok', matches: ['%time'], cursor_start: 3, cursor_end: 6 });
  expect((reply.content['metadata'] as { _jupyter_types_experimental: unknown[] })._jupyter_types_experimental).toEqual([{ text: '%time', type: 'magic', start: 3, end: 6 }]);
  const inspected = await client.request('inspect_request', { code: '%sh ls', cursor_pos: 2, detail_level: 0 });
  expect(inspected.reply.content).toMatchObject({ found: true, data: { 'text/plain': expect.stringMatching(/^%sh command\n\nRuns a command/) } });
  const asked = await Promise.all(['%%sh\nls', '%%sh\nls\n', '%who', '%time f('].map((code) => client.request('is_complete_request', { code })));
  expect(asked.map(({ reply: { content } }) => content['status'])).toEqual(['incomplete', 'complete', 'complete', 'incomplete']);
});
