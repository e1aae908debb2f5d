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
