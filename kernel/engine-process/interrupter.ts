/** The worker's half of an interrupt: asks first, terminates when the main thread does not answer. */
import type { MessagePort } from 'node:worker_threads';
import type { CellNumber } from '../engine/contract';
import type { InterruptResult } from '../engine/wire';
import { COMPUTING_MS, LOST_TERMINATION_MS, TERMINATION_MS, TURNING_LOOP_MS, WAITED_CHILD_MS } from '../limits';
import { HOOKS_KEY, type InterruptAnswer, type InterruptMessage, type Standing, type Stopping } from './interrupt-hooks';
import type { MainThreadInspector } from './main-thread-inspector';
import { childrenOfMainThread, descendantsOf, signalAll } from './process-tree';
import { unknownPids } from './shared-pids';
import { giveUpTurn, keepFromStarting, nextStop, tellWaitEnded } from './shared-turns';
import type { WorkerMemory } from './worker-memory';

/** Interrupts, one at a time. */
export interface Interrupter {
  /** `cell`: the cell that the front saw running; it may not have arrived here yet. */
  interrupt(cell: CellNumber | null): Promise<InterruptResult>;
  /** The end of the interrupt that is under way; null for none. */
  underWay(): Promise<unknown> | null;
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

  /**
   * What does not answer may wait for a child process (`spawnSync`). That is ended, and the main thread stops as it comes back. Says whether it did; null
   * when it waits for none: then it has to be asked again. `answered`: the main thread executes JavaScript again.
   */
  async function endWaitedChildren(answered: Promise<unknown>, deadline: number): Promise<boolean | null> {
    const children = unknownPids(pids, childrenOfMainThread(process.pid));
    if (children.length === 0) return null;
    const stopped = nextStop(turns);
    tellWaitEnded(turns, true);
    for (const child of children) signalAll([child, ...descendantsOf(child)], 'SIGKILL');
    // It may be in another long call, beside a child that is just being made: what comes back from that does not stop by itself.
    const cameBack = answered.then(() => after(WAITED_CHILD_MS)).then(() => 'runs on' as const);
    const end = await Promise.race([stopped, cameBack, after(deadline - performance.now())]);
    tellWaitEnded(turns, false);
    return end === 'runs on' ? null : end === 'stopped';
  }

  /**
   * Has the main thread stop itself, where that breaks nothing, and settle the cell; says whether that could be done. It answers at once, or
   * as it comes out of native code.
   */
  async function terminate(cell: CellNumber | null): Promise<boolean> {
    const start = performance.now();
    const deadline = start + TERMINATION_MS;
    while (performance.now() < deadline) {
      const stopped = nextStop(turns);
      const answer = inspector.evaluate(`${HOOKS}.stop(${performance.now() - start})`, { mayChange: true, byValue: true });
      if ((await Promise.race([answer.then(() => true), after(WAITED_CHILD_MS)])) === null) {
        const hasStopped = await endWaitedChildren(answer, deadline);
        if (hasStopped !== null) return hasStopped;
      }
      const found = await Promise.race([answer, after(deadline - performance.now())]);
      const where = typeof found?.value === 'string' ? (JSON.parse(found.value) as Stopping) : null;
      // Slow on a loaded machine, no more: there is nothing to terminate.
      const isIdle = where?.isStopped === false && where.frames.length === 0 && (await loopTurns(TURNING_LOOP_MS));
      if (where?.isStopped === true && !(await comesToStop(stopped))) return false;
      if (where !== null && (where.isStopped || isIdle)) {
        const isSettled = await settleAfter(cell, where);
        if (isSettled !== 'runs on') return isSettled === 'settled';
      }
      await after(1);
    }
    return false;
  }

  /** Null when the main thread does not answer. */
  async function settleAfter(cell: CellNumber | null, where: Standing): Promise<'settled' | 'runs on' | null> {
    const call = `${HOOKS}.afterTermination(${String(cell)}, ${JSON.stringify(JSON.stringify(where))})`;
    const answer = await Promise.race([inspector.evaluate(call, { mayChange: true, byValue: true }), after(TERMINATION_MS)]);
    if (answer === null) return null;
    return answer.value === false ? 'runs on' : 'settled';
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

  async function interruptOnce(cell: CellNumber | null): Promise<InterruptResult> {
    const asked = standing();
    // In the midst of the cell, and not out of it at once: its loop does not turn, so there is nothing to wait for.
    const computes = asked.then((found) => (found?.isInRunningCell === true && !found.mustFinish ? after(COMPUTING_MS) : new Promise<never>(() => undefined)));
    const wasRunning = await askMain(cell, computes);
    if (wasRunning !== null) return wasRunning ? 'interrupted' : 'idle';
    // A chain of ticks or microtasks may live on after one termination. A loaded machine gets more time to turn the loop, round by round.
    for (let limitMs = TURNING_LOOP_MS; limitMs < TERMINATION_MS; limitMs *= 2) {
      if (!(await terminate(cell))) return 'stuck';
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
    underWay: () => current,
  };
}
