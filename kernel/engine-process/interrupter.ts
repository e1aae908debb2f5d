/** The worker's half of an interrupt: asks first, terminates when the main thread does not answer. */
import type { MessagePort } from 'node:worker_threads';
import type { CellNumber } from '../engine/contract';
import type { InterruptResult } from '../engine/wire';
import { LOST_TERMINATION_MS, STANDING_MS, TERMINATION_MS, TURNING_LOOP_MS, WAITED_CHILD_MS } from '../limits';
import { HOOKS_KEY, type InterruptAnswer, type InterruptMessage, type Standing, type Stopping } from './interrupt-hooks';
import type { MainThreadInspector } from './main-thread-inspector';
import { childrenOf, descendantsOf, signalAll } from './process-tree';
import { unknownPids } from './shared-pids';
import { giveUpTurn, keepFromStarting, nextStop } from './shared-turns';
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

  /** Whether the event loop turns within a time, all microtasks and ticks done. */
  async function loopTurns(limitMs: number): Promise<boolean> {
    const check = nextNumber();
    const answered = new Promise<boolean>((resolve) => checking.set(check, resolve));
    main.postMessage({ check } satisfies InterruptMessage);
    const turned = await Promise.race([answered, after(limitMs)]);
    checking.delete(check);
    return turned !== null;
  }

  /** What can't be terminated may wait for a child process (`spawnSync`). */
  function endWaitedChildren(): void {
    for (const child of unknownPids(pids, childrenOf(process.pid))) signalAll([child, ...descendantsOf(child)], 'SIGKILL');
  }

  /** Has the main thread stop itself, where that breaks nothing; tells where it stood. Without an answer it is in native code. */
  async function stopFromWithin(): Promise<Standing | 'no answer' | 'stuck'> {
    for (const start = performance.now(); ; ) {
      const stopped = nextStop(turns);
      const call = `${HOOKS}.stop(${performance.now() - start})`;
      const found = await Promise.race([inspector.evaluate(call, { mayChange: true, byValue: true }), after(STANDING_MS)]);
      if (typeof found?.value !== 'string') return 'no answer';
      const where = JSON.parse(found.value) as Stopping;
      if (where.isStopped) return (await comesToStop(stopped)) ? where : 'stuck';
      await after(1);
    }
  }

  /** Waits until a termination has unwound all, and sees to it where it was lost. */
  async function comesToStop(stopped: Promise<unknown>): Promise<boolean> {
    let isDone = false;
    const done = stopped.then(() => (isDone = true));
    if ((await Promise.race([done, after(LOST_TERMINATION_MS)])) !== null) return true;
    const byDebugger = inspector.terminateByDebugger(() => isDone);
    await Promise.race([done, after(TERMINATION_MS)]);
    const hasStopped = isDone;
    isDone = true;
    await Promise.race([byDebugger, after(LOST_TERMINATION_MS)]);
    return hasStopped;
  }

  /** From outside: what is held up in native code comes to its end there, or is ended with the child that it waits for. */
  async function stopFromOutside(deadline: number): Promise<boolean> {
    const terminated = inspector.terminate().then(() => true);
    if ((await Promise.race([terminated, after(WAITED_CHILD_MS)])) === null) endWaitedChildren();
    return (await Promise.race([terminated, after(deadline - performance.now())])) !== null;
  }

  /** Terminates what runs and settles the cell; says whether that could be done. `asked`: where it stood at first. */
  async function terminate(cell: CellNumber | null, asked: Promise<Standing | null>): Promise<boolean> {
    const deadline = performance.now() + TERMINATION_MS;
    const stood = await stopFromWithin();
    if (stood === 'stuck' || (stood === 'no answer' && !(await stopFromOutside(deadline)))) return false;
    // It answers as it comes out of the native code, and is terminated then.
    const where = stood === 'no answer' ? await Promise.race([asked, after(TURNING_LOOP_MS)]) : stood;
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
    // A chain of ticks or microtasks may live on after one termination. A loaded machine gets more time to turn the loop, round by round.
    for (let limitMs = TURNING_LOOP_MS; limitMs < TERMINATION_MS; limitMs *= 2) {
      if (!(await terminate(cell, asked))) return 'stuck';
      if (await loopTurns(limitMs)) return 'interrupted';
    }
    return 'stuck';
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
