import fs from 'node:fs';
import { expect, test } from '@jest/globals';
import { lockFile, oneAtATime } from '../../scripts/set-up/one-at-a-time';
import { runStep } from '../../scripts/set-up/run-step';
import { temporaryFolder } from './support/set-up-folder';

const never = new AbortController().signal;

test('a second set-up of the same folder waits for the first, says so once, and then does its work', async () => {
  using folder = temporaryFolder();
  const order: string[] = [];
  const second = Promise.withResolvers<void>();
  const first = oneAtATime(folder.path, { signal: never, onWait: () => order.push('first waits') }, async () => {
    order.push('first');
    await second.promise;
    order.push('first ends');
  });
  const onWait = (pid: number) => {
    order.push(`second waits for ${pid === process.pid ? 'us' : pid}`);
    second.resolve();
  };
  await Promise.all([first, oneAtATime(folder.path, { signal: never, onWait }, async () => void order.push('second'))]);
  expect(order).toEqual(['first', 'second waits for us', 'first ends', 'second']);
  expect(fs.existsSync(lockFile(folder.path))).toBe(false);
});

test('a process that is gone holds nothing', async () => {
  using folder = temporaryFolder();
  const { output } = await runStep(process.execPath, ['-p', 'process.pid']);
  fs.writeFileSync(lockFile(folder.path), output.trim());
  await expect(oneAtATime(folder.path, { signal: never, onWait: () => { throw new Error('waited'); } }, async () => 'done')).resolves.toBe('done');
});

test('Ctrl-C ends the wait', async () => {
  using folder = temporaryFolder();
  const controller = new AbortController();
  fs.writeFileSync(lockFile(folder.path), String(process.pid));
  const waiting = oneAtATime(folder.path, { signal: controller.signal, onWait: () => controller.abort(new Error('interrupted')) }, async () => 'done');
  await expect(waiting).rejects.toThrow('interrupted');
  fs.rmSync(lockFile(folder.path));
});
