import { describe, expect, test } from '@jest/globals';
import type { KernelClient } from './support/kernel-client';
import { linesOf, outputsOf } from './support/lines';
import { sharedKernel } from './support/session';
import type { Message } from './support/wire-format';

const shared = sharedKernel();
const ASKING = { content: { allow_stdin: true } };

/** The question of that number that a cell asks, from 0. */
function question(client: KernelClient, cell: string, at = 0): Promise<Message> {
  const questions = () => client.seen.filter(({ header, parent_header }) => header.msg_type === 'input_request' && parent_header.msg_id === cell);
  return client.until((message) => questions()[at] === message, `question ${at}`);
}

/** Runs a cell, answers its questions in turn and gives its outputs; `asked` are the questions. */
async function converse(code: string, ...answers: readonly string[]): Promise<{ asked: unknown[]; outputs: string[] }> {
  const { client } = shared;
  const cell = client.sendCell(code, ASKING);
  const asked: unknown[] = [];
  for (const [at, value] of answers.entries()) {
    const { header, content } = await question(client, cell, at);
    asked.push(content);
    client.send('input_reply', { value }, { channel: 'stdin', parent: header });
  }
  return { asked, outputs: outputsOf(await client.exchange(cell)) };
}

describe('prompt and confirm block until the answer is there', () => {
  test('prompt gives the text, awaited or not', async () => {
    const { asked, outputs } = await converse('const first = prompt("Name? "); const word = await prompt("Word? ", {password: true}); `${first} ${word.length}`', 'Ada 😀', 'x'.repeat(1_000_000));
    expect(asked).toEqual([{ prompt: 'Name? ', password: false }, { prompt: 'Word? ', password: true }]);
    expect(outputs).toEqual(["execute_result 'Ada 😀 1000000'"]);
  });

  test('nothing else runs meanwhile, and what was printed before is there', async () => {
    const { client } = shared;
    const cell = client.sendCell('setTimeout(() => console.log("timer")); console.log("before"); prompt(); console.log("after"); await new Promise((r) => setTimeout(r))', ASKING);
    const asked = await question(client, cell);
    await client.untilText(cell, 'before\n');
    const completed = await client.request('complete_request', { code: 'process.platf', cursor_pos: 13 });
    expect(completed.reply.content['matches']).toEqual(['platform']);
    client.send('input_reply', { value: '' }, { channel: 'stdin', parent: asked.header });
    await client.exchange(cell);
    expect(client.text(cell)).toBe('before\nafter\ntimer\n');
  });

  test('a text as second argument stands for an empty answer; the end of input is null', async () => {
    const { asked, outputs } = await converse('[prompt("Colour?", "red"), prompt("Colour?", "red"), prompt("Colour?"), prompt("Colour?")]', '', 'blue', '', '\x04');
    expect(asked).toContainEqual({ prompt: 'Colour? [red] ', password: false });
    expect(outputs).toEqual(["execute_result [ 'red', 'blue', '', null ]"]);
  });

  test('confirm is true for yes', async () => {
    const { asked, outputs } = await converse('[1, 2, 3, 4, 5].map(() => confirm("Delete?"))', 'y', 'YES', 'n', '', 'maybe');
    expect(asked[0]).toEqual({ prompt: 'Delete? [y/N] ', password: false });
    expect(outputs).toEqual(['execute_result [ true, true, false, false, false ]']);
  });

  test('input and prompt mix', async () => {
    expect((await converse('[await input("a"), prompt("b"), await input("c")]', '1', '2', '3')).outputs).toEqual(["execute_result [ '1', '2', '3' ]"]);
  });

  test('an interrupt ends the wait; the engine is well, and a late answer does not reach the next question', async () => {
    const { client } = shared;
    await client.execute('let kept = 5');
    for (let round = 0; round < 5; round++) {
      const cell = client.sendCell('try { prompt("never answered") } finally { kept = 0 }', ASKING);
      const asked = await question(client, cell);
      await client.request('interrupt_request', {}, { channel: 'control' });
      expect(linesOf(await client.exchange(cell)).slice(-2)).toEqual(['idle', 'execute_reply error KeyboardInterrupt']);
      const next = client.sendCell('[prompt("again"), kept]', ASKING);
      const again = await question(client, next);
      client.send('input_reply', { value: 'late' }, { channel: 'stdin', parent: asked.header });
      client.send('input_reply', { value: 'right' }, { channel: 'stdin', parent: again.header });
      expect(outputsOf(await client.exchange(next))).toEqual(["execute_result [ 'right', 5 ]"]);
    }
  });

  test('without allow_stdin they throw in words, also when the cell has ended', async () => {
    const { client } = shared;
    for (const name of ['prompt', 'confirm']) {
      expect(outputsOf(await client.execute(`${name}("?")`))).toEqual([
        `error Error: ${name}() needs a front end that can ask: this cell was run without one (for example by nbconvert).`, 'execute_reply error Error',
      ]);
    }
    const cell = client.sendCell('setTimeout(() => prompt("?"), 1); 0', ASKING);
    const late = await client.until(({ header, parent_header }) => header.msg_type === 'error' && parent_header.msg_id === cell, 'the error of the timer');
    expect(late.content['evalue']).toMatch(/^prompt\(\) only works while its cell runs/);
  });

  test('can be imported, and declared anew', async () => {
    expect((await converse("import { confirm as ask, prompt as question } from 'awaitbook'; [ask('?'), question('?')]", 'y', 'z')).outputs).toEqual(["execute_result [ true, 'z' ]"]);
    expect((await converse('const prompt = 3, confirm = 4; prompt + confirm')).outputs).toEqual(['execute_result 7']);
  });
});

describe('node:readline on process.stdin asks the front end', () => {
  const OPEN = (module: string) => `const rl = require('node:${module}').createInterface({ input: process.stdin, output: process.stdout });`;

  test('question of readline/promises', async () => {
    const { asked, outputs } = await converse(`import { createInterface } from 'node:readline/promises';
      const rl = createInterface({ input: process.stdin, output: process.stdout });
      const name = await rl.question('Name? '); const age = await rl.question('Age? '); rl.close(); [name, age]`, 'Ada', '36');
    expect(asked).toEqual([{ prompt: 'Name? ', password: false }, { prompt: 'Age? ', password: false }]);
    expect(outputs).toEqual(["execute_result [ 'Ada', '36' ]"]);
  });

  test('question of readline, by callback and promisified', async () => {
    const byCallback = await converse(`${OPEN('readline')} const answers = [];
      await new Promise((done) => rl.question('First? ', (first) => rl.question('Second? ', {}, (second) => { answers.push(first, second); rl.close(); done() })));
      answers`, 'one', 'two');
    expect(byCallback).toEqual({ asked: [{ prompt: 'First? ', password: false }, { prompt: 'Second? ', password: false }], outputs: ["execute_result [ 'one', 'two' ]"] });
    const promisified = await converse(`${OPEN('readline')} const word = await require('node:util').promisify(rl.question).call(rl, 'Word? '); rl.close(); word`, 'yes');
    expect(promisified).toEqual({ asked: [{ prompt: 'Word? ', password: false }], outputs: ["execute_result 'yes'"] });
  });

  test('its lines, by for await and by event', async () => {
    const lines = await converse(`${OPEN('readline')} const read = []; for await (const line of rl) { if (line === '') break; read.push(line) } rl.close(); read`, 'a', 'b', '');
    expect(lines).toEqual({ asked: Array(3).fill({ prompt: '', password: false }), outputs: ["execute_result [ 'a', 'b' ]"] });
    expect((await converse(`${OPEN('readline')} const got = await new Promise((done) => rl.once('line', done)); rl.close(); got`, 'event')).outputs).toEqual(["execute_result 'event'"]);
  });

  test('the end of input ends the lines, and the next reader begins anew', async () => {
    const reading = `${OPEN('readline')} const read = []; for await (const line of rl) read.push(line); read`;
    expect((await converse(reading, 'a', '\x04')).outputs).toEqual(["execute_result [ 'a' ]"]);
    expect((await converse(reading, 'b', '\x04')).outputs).toEqual(["execute_result [ 'b' ]"]);
  });

  test('an interface alone asks nothing, and may be used by a later cell', async () => {
    const made = await converse(`${OPEN('readline/promises')} await new Promise((r) => setTimeout(r, 50)); 'made'`);
    expect(made.outputs).toEqual(["execute_result 'made'"]);
    expect(await converse("const later = await rl.question('Later? '); rl.close(); later", 'now')).toEqual({ asked: [{ prompt: 'Later? ', password: false }], outputs: ["execute_result 'now'"] });
  });

  test('the stream itself can be read', async () => {
    expect((await converse("process.stdin.setEncoding('utf8'); const chunk = await new Promise((done) => process.stdin.once('data', done)); process.stdin.pause(); chunk", 'raw')).outputs).toEqual(["execute_result 'raw\\n'"]);
    expect((await converse('let all = ""; for await (const chunk of process.stdin) all += chunk; all', 'x', 'y', '\x04')).outputs).toEqual(["execute_result 'x\\ny\\n'"]);
  });

  test('an interrupt ends the question, also of an interface from an earlier cell', async () => {
    const { client } = shared;
    await client.execute(`var rl = require('node:readline/promises').createInterface({ input: process.stdin })`);
    for (const code of ["await rl.question('never? ')", `${OPEN('readline')} rl.question('never? ', () => console.log('not this')); await new Promise(() => {})`]) {
      const cell = client.sendCell(code, ASKING);
      await question(client, cell);
      await client.request('interrupt_request', {}, { channel: 'control' });
      expect(linesOf(await client.exchange(cell)).slice(-2)).toEqual(['idle', 'execute_reply error KeyboardInterrupt']);
    }
    expect((await converse(`${OPEN('readline/promises')} const again = await rl.question('Again? '); rl.close(); again`, 'well')).outputs).toEqual(["execute_result 'well'"]);
  });

  test('without allow_stdin all fail in words', async () => {
    const { client } = shared;
    const words = /(?:question\(\) of node:readline|process\.stdin) needs a front end that can ask: this cell was run without one/;
    for (const code of [
      `${OPEN('readline/promises')} await rl.question('?')`,
      `${OPEN('readline')} rl.question('?', () => {})`,
      `${OPEN('readline')} for await (const line of rl) console.log(line)`,
      'for await (const chunk of process.stdin) console.log(chunk)',
    ]) {
      const { reply } = await client.execute(code);
      expect(reply.content).toMatchObject({ status: 'error', evalue: expect.stringMatching(words) });
    }
    const heard = await client.execute(`${OPEN('readline')} rl.on('line', console.log); await new Promise((r) => setTimeout(r, 50)); rl.close()`);
    expect(outputsOf(heard)).toEqual([expect.stringMatching(words)]);
    expect((await converse(`${OPEN('readline/promises')} const again = await rl.question('Again? '); rl.close(); again`, 'well')).outputs).toEqual(["execute_result 'well'"]);
  });
});
