/** Output belongs to the cell that started the work, also while another one runs (issue 5). */
import { beforeAll, expect, test } from '@jest/globals';
import { ownedLines, prepare, valueOf } from './support/cells';
import { LATE_CALLS, LATE_PRINTS, LATE_WORLD } from './support/late-work';
import { linesOf } from './support/lines';
import { sharedKernel } from './support/session';

const shared = sharedKernel();
beforeAll(() => prepare(shared.client, ...LATE_WORLD));

test.each([...LATE_CALLS, ...LATE_PRINTS])('%s', async (_name, code) => {
  const { client } = shared;
  const before = Number(await valueOf(client, 'said'));
  const owner = await client.execute(`const say = () => { console.log('done'); said++; }; ${code}; 0`);
  expect(linesOf(owner).filter((line) => !line.startsWith('stdout'))).toEqual(['busy', 'execute_input', 'execute_result 0', 'idle', 'execute_reply ok']);
  // Another cell runs until it is said; it prints before and after.
  const other = await client.execute(`console.log('other begins'); await awaitedBy(${before + 1}); console.log('other ends');`);
  expect(linesOf(other).filter((line) => line.startsWith('std')).join('')).toMatch(/^stdout "other begins\\n(?:"stdout ")?other ends\\n"$/);
  await client.untilText(owner.reply.parent_header.msg_id!, 'done');
  await client.checks.done();
  expect(ownedLines(client, owner)).toEqual(['stdout "done\\n"']);
});
