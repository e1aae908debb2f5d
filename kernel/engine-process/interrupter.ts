/** The worker's half of an interrupt: asks first, terminates when the main thread does not answer. */
import type { MessagePort } from 'node:worker_threads';
import type { InterruptResult } from '../engine/wire';
import { TERMINATION_MS, TURNING_LOOP_MS, WAITED_CHILD_MS } from '../limits';
import { HOOKS_KEY, type InterruptAnswer, type InterruptMessage, type Standing } from './interrupt-hooks';
import type { MainThreadInspector } from './main-thread-inspector';
import { childrenOf, descendantsOf, signalAll } from './process-tree';
import { unknownPids } from './shared-pids';
import type { WorkerMemory } from './worker';

/** Interrupts, one at a time. */
export interface Interrupter {
  interrupt(): Promise<InterruptResult>;
}

const HOOKS = `globalThis[Symbol.for(${JSON.stringify(HOOKS_KEY)})]`;

/** Resolves with null after a time, without keeping the thread alive. */
function after(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, ms, null).unref());
}

/** Makes the interrupter of one engine. */
export function createInterrupter(inspector: MainThreadInspector, main: MessagePort, { turns, pids }: WorkerMemory): Interrupter {
  const terminatedUpTo = new Int32Array(turns);
  const waiting = new Map<number, (answer: InterruptAnswer) => void>();
  let lastTurn = 0;
  let current: Promise<InterruptResult> | null = null;

  main.on('message', (answer: InterruptAnswer) => {
    waiting.get(answer.interrupt)?.(answer);
    waiting.delete(answer.interrupt);
  });

  async function standing(): Promise<Standing | null> {
    const found = await inspector.evaluate(`${HOOKS}.where()`, { mayChange: true, byValue: true });
    return typeof found?.value === 'string' ? (JSON.parse(found.value) as Standing) : null;
  }

  /** What can't be terminated may wait for a child process (`spawnSync`). */
  function endWaitedChildren(): void {
    for (const child of unknownPids(pids, childrenOf(process.pid))) signalAll([...descendantsOf(child), child], 'SIGKILL');
  }

  async function interruptOnce(): Promise<InterruptResult> {
    lastTurn += 1;
    const turn = lastTurn;
    const turned = new Promise<InterruptAnswer>((resolve) => waiting.set(turn, resolve));
    main.postMessage({ interrupt: turn } satisfies InterruptMessage);
    let where: Standing | null = null;
    const computes = standing().then((found) => {
      where = found;
      // In the midst of the cell: its loop can't turn, so there is nothing to wait for.
      return found?.isInRunningCell === true ? null : new Promise<never>(() => undefined);
    });
    const answer = await Promise.race([turned, computes, after(TURNING_LOOP_MS)]);
    if (answer !== null) return answer.wasRunning ? 'interrupted' : 'idle';

    Atomics.store(terminatedUpTo, 0, turn);
    waiting.delete(turn);
    const terminated = inspector.terminate().then(() => true);
    if ((await Promise.race([terminated, after(WAITED_CHILD_MS)])) === null) endWaitedChildren();
    const stopped = await Promise.race([terminated, after(TERMINATION_MS - WAITED_CHILD_MS)]);
    if (stopped === null) return 'stuck';
    const frames = JSON.stringify(JSON.stringify((where as Standing | null)?.frames ?? []));
    const settled = await Promise.race([inspector.evaluate(`${HOOKS}.afterTermination(${frames})`, { mayChange: true, byValue: true }), after(TERMINATION_MS)]);
    return settled === null ? 'stuck' : 'interrupted';
  }

  return {
    interrupt() {
      current ??= interruptOnce().finally(() => {
        current = null;
      });
      return current;
    },
  };
}
