/** The worker's half of an interrupt: asks first, terminates when the main thread does not answer. */
import type { MessagePort } from 'node:worker_threads';
import type { CellNumber } from '../engine/contract';
import type { InterruptResult } from '../engine/wire';
import { STANDING_MS, TERMINATION_MS, TURNING_LOOP_MS, WAITED_CHILD_MS } from '../limits';
import { HOOKS_KEY, type InterruptAnswer, type InterruptMessage, type Standing } from './interrupt-hooks';
import type { MainThreadInspector } from './main-thread-inspector';
import { childrenOf, descendantsOf, signalAll } from './process-tree';
import { unknownPids } from './shared-pids';
import { giveUpTurn, isProtected, keepFromStarting } from './shared-turns';
import type { WorkerMemory } from './worker-memory';

/** Interrupts, one at a time. */
export interface Interrupter {
  /** `cell`: the cell that the front saw running; it may not have arrived here yet. */
  interrupt(cell: CellNumber | null): Promise<InterruptResult>;
}

const HOOKS = `globalThis[Symbol.for(${JSON.stringify(HOOKS_KEY)})]`;

/** Resolves with null after a time, without keeping the thread alive. */
function after(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, ms, null).unref());
}

/** Makes the interrupter of one engine. */
export function createInterrupter(inspector: MainThreadInspector, main: MessagePort, { turns, pids }: WorkerMemory): Interrupter {
  const asking = new Map<number, (wasRunning: boolean) => void>();
  const checking = new Map<number, (turned: true) => void>();
  let lastNumber = 0;
  let current: Promise<InterruptResult> | null = null;
  const nextNumber = (): number => (lastNumber += 1);

  main.on('message', (answer: InterruptAnswer) => {
    if ('check' in answer) checking.get(answer.check)?.(true);
    else asking.get(answer.interrupt)?.(answer.wasRunning);
  });

  async function standing(): Promise<Standing | null> {
    const found = await inspector.evaluate(`${HOOKS}.where()`, { mayChange: true, byValue: true });
    return typeof found?.value === 'string' ? (JSON.parse(found.value) as Standing) : null;
  }

  /** Asks the main thread to settle the cell itself; null when its event loop does not turn. */
  async function askMain(cell: CellNumber | null, computes: Promise<null>): Promise<boolean | null> {
    const turn = nextNumber();
    const answered = new Promise<boolean>((resolve) => asking.set(turn, resolve));
    main.postMessage({ interrupt: turn, cell } satisfies InterruptMessage);
    const wasRunning = await Promise.race([answered, computes, after(TURNING_LOOP_MS)]);
    asking.delete(turn);
    if (wasRunning === null) giveUpTurn(turns, turn);
    return wasRunning;
  }

  /** Whether the event loop turns, all microtasks and ticks done. */
  async function loopTurns(): Promise<boolean> {
    const check = nextNumber();
    const answered = new Promise<boolean>((resolve) => checking.set(check, resolve));
    main.postMessage({ check } satisfies InterruptMessage);
    const turned = await Promise.race([answered, after(TURNING_LOOP_MS)]);
    checking.delete(check);
    return turned !== null;
  }

  /** What can't be terminated may wait for a child process (`spawnSync`). */
  function endWaitedChildren(): void {
    for (const child of unknownPids(pids, childrenOf(process.pid))) signalAll([child, ...descendantsOf(child)], 'SIGKILL');
  }

  /** Terminates what runs and settles the cell; says whether that could be done. `asked`: where it stands. */
  async function terminate(cell: CellNumber | null, asked: Promise<Standing | null>): Promise<boolean> {
    let where = await Promise.race([asked, after(STANDING_MS)]);
    const deadline = performance.now() + TERMINATION_MS;
    while ((isProtected(turns) || where?.mustFinish === true) && performance.now() < deadline) {
      await after(1);
      where = await Promise.race([standing(), after(TURNING_LOOP_MS)]);
    }
    const terminated = inspector.terminate().then(() => true);
    if ((await Promise.race([terminated, after(WAITED_CHILD_MS)])) === null) endWaitedChildren();
    if ((await Promise.race([terminated, after(deadline - performance.now())])) === null) return false;
    // What was held up in native code (`spawnSync`) answers as it comes out of it, and is terminated then.
    where ??= await Promise.race([asked, after(TURNING_LOOP_MS)]);
    const call = `${HOOKS}.afterTermination(${String(cell)}, ${JSON.stringify(JSON.stringify(where))})`;
    const settled = inspector.evaluate(call, { mayChange: true, byValue: true });
    return (await Promise.race([settled, after(TERMINATION_MS)])) !== null;
  }

  async function interruptOnce(cell: CellNumber | null): Promise<InterruptResult> {
    const asked = standing();
    // In the midst of the cell: its loop can't turn, so there is nothing to wait for.
    const computes = asked.then((found) => (found?.isInRunningCell === true && !found.mustFinish ? null : new Promise<never>(() => undefined)));
    const wasRunning = await askMain(cell, computes);
    if (wasRunning !== null) return wasRunning ? 'interrupted' : 'idle';
    // A chain of ticks or microtasks may live on after one termination.
    const deadline = performance.now() + TERMINATION_MS;
    do {
      if (!(await terminate(cell, asked))) return 'stuck';
    } while (!(await loopTurns()) && performance.now() < deadline);
    return 'interrupted';
  }

  return {
    interrupt(cell) {
      if (current === null) keepFromStarting(turns, cell);
      current ??= interruptOnce(cell).finally(() => {
        keepFromStarting(turns, null);
        current = null;
      });
      return current;
    },
  };
}
