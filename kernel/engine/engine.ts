/** The front's handle of the engine process: starts it, speaks to it, and replaces it when it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { KERNEL_FOLDER } from '../kernel-folder';
import { ENGINE_START_TRIES, INTERRUPT_LIMIT_MS, LIVE_ANSWER_LIMIT_MS, LOST_END_MS, LOST_END_WORST_MS, PIPE_LOST_GRACE_MS, WATCHED_AFTER_MS } from '../limits';
import { engineFlags } from '../node-version';
import type { CellNumber, CellTiming, Engine, EngineListener, EvaluateRequest, Outcome, ThrownDescription } from './contract';
import { causeOfDeath, ENDED_BY_INTERRUPT, isStopped, LOST_WITH_ENGINE, type ProcessEnd } from './death';
import { readEngineEvents } from './engine-events';
import { encodeJsonFrame, MAIN_PIPE, PIPE_LOST, WORKER_PIPE, type MainRequest, type WorkerReply, type WorkerRequest } from './wire';

const ENGINE_SCRIPT = path.join(KERNEL_FOLDER, 'engine-process', 'main.js');

/** Characters of stderr that are kept to tell why an engine ended. */
const LAST_ERRORS_CHARACTERS = 8_000;

interface RunningCell {
  readonly request: EvaluateRequest;
  readonly startedAt: string;
  readonly startMs: number;
  readonly settle: (outcome: Outcome) => void;
  /** Resolves once it is settled. */
  readonly ended: Promise<Outcome>;
}

/** One process; a new one is made after its end. */
interface EngineRun {
  readonly child: ChildProcess;
  readonly toMain: Duplex;
  readonly toWorker: Duplex;
  lastErrors: string;
  isReady: boolean;
  /** When a frame last came from it, by performance.now(). */
  spokeMs: number;
  /** Why we end it ourselves; null while it is wanted. */
  endedBecause: 'stuck' | 'stopped' | 'shutdown' | null;
}

type ReplyHandler = (reply: WorkerReply | null) => void;

function describe(name: string, message: string): ThrownDescription {
  return { name, message, frames: [], properties: null, cause: null, errors: [] };
}

/** What the front knows of a cell's cost when the engine can't tell any more. */
function timingOf(cell: RunningCell): CellTiming {
  return { startedAt: cell.startedAt, wallMs: Math.round((performance.now() - cell.startMs) * 1000) / 1000, cpuMs: null, idleMs: null };
}

/** Ends an engine with all that its cells started, but what was started detached. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  child.kill('SIGKILL');
}

/**
 * Waits until what the engine wrote before this moment has been read: its own stdout and stderr, and the worker's pipe, are other pipes than
 * the one that told the end of the cell. The second round of the event loop polls them after that.
 */
function afterAllOutput(work: () => void): void {
  setImmediate(() => setImmediate(work));
}

/** How the engine is started. */
export interface EngineOptions {
  readonly nodePath?: string;
  /** Flags of Node beyond those that the engine needs. */
  readonly nodeOptions?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts an engine in the current folder. */
export function startEngine(listener: EngineListener, { nodePath = process.execPath, nodeOptions = [], env = process.env }: EngineOptions = {}): Engine {
  const replies = new Map<number, ReplyHandler>();
  let nextId = 1;
  let running: RunningCell | null = null;
  /** While an interrupt is under way no cell may start: a late termination would hit it. */
  let interrupting: Promise<void> | null = null;
  let watching: NodeJS.Timeout | 'watched' | null = null;
  let failedStarts = 0;
  let hasEnded = false;
  let ended: () => void = () => undefined;
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });

  /** Short cells are not watched: it would cost them more than it tells. */
  function watchTurns(cell: RunningCell): void {
    watching = setTimeout(() => {
      watching = 'watched';
      current.toWorker.write(encodeJsonFrame({ type: 'watch', sinceMs: performance.now() - cell.startMs } satisfies WorkerRequest));
    }, WATCHED_AFTER_MS);
  }

  function endWatch(): void {
    if (watching === 'watched') current.toWorker.write(encodeJsonFrame({ type: 'watch', sinceMs: null } satisfies WorkerRequest));
    else if (watching !== null) clearTimeout(watching);
    watching = null;
  }

  function settle(outcome: Outcome): void {
    endWatch();
    const cell = running;
    running = null;
    cell?.settle(outcome);
  }

  function onExit(run: EngineRun, how: ProcessEnd): void {
    for (const reply of [...replies.values()]) reply(null);
    replies.clear();
    if (run.endedBecause === 'shutdown') return ended();
    // Nothing is lost with one that was not ready. (A cell may run, and end it, before it is.)
    const hasStarted = run.isReady || run.endedBecause !== null || running !== null;
    failedStarts = hasStarted ? 0 : failedStarts + 1;
    // One that can't even start would be started for ever.
    if (failedStarts >= ENGINE_START_TRIES) {
      ended();
      return listener.failed(`The engine can't start. ${causeOfDeath(how)}`);
    }
    current = startRun();
    if (!hasStarted) return;
    const wasEnded = run.endedBecause !== null;
    const cause = run.endedBecause === null ? causeOfDeath(how) : ENDED_BY_INTERRUPT[run.endedBecause];
    const words = `${cause} ${LOST_WITH_ENGINE}`;
    const cell = running;
    if (cell === null) return listener.died(words);
    const error = describe(wasEnded ? 'KeyboardInterrupt' : 'EngineDied', words);
    listener.cellLost(cell.request.cell, timingOf(cell).wallMs, words);
    settle({ status: 'error', reason: wasEnded ? 'engine-ended' : 'engine-died', error, timing: timingOf(cell) });
  }

  function startRun(): EngineRun {
    const nodeVersion = process.versions.node;
    const child = spawn(nodePath, [...engineFlags(nodeVersion), ...nodeOptions, ENGINE_SCRIPT], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      env,
      // A group of its own: Ctrl-C in a terminal is for the front, which interrupts; and what cells start ends with the engine.
      detached: true,
    });
    const run: EngineRun = {
      child,
      toMain: child.stdio[MAIN_PIPE] as Duplex,
      toWorker: child.stdio[WORKER_PIPE] as Duplex,
      lastErrors: '',
      isReady: false,
      spokeMs: 0,
      endedBecause: null,
    };
    // One that is closed with something unread in it is reset: an error without an end (Linux, `unix_release_sock`).
    for (const pipe of [run.toMain, run.toWorker]) pipe.once('end', () => onPipeLost(run)).on('error', () => onPipeLost(run));
    readEngineEvents(child, { workerPipe: run.toWorker, mainPipe: run.toMain }, {
      ...listener,
      done: (cell, outcome) => afterAllOutput(() => {
        if (running?.request.cell === cell) settle(outcome);
      }),
      reply: (reply) => {
        replies.get(reply.id)?.(reply);
        replies.delete(reply.id);
      },
      ready: () => {
        run.isReady = true;
      },
      spoke: () => {
        run.spokeMs = performance.now();
      },
      nativeErrors: (text) => {
        run.lastErrors = (run.lastErrors + text).slice(-LAST_ERRORS_CHARACTERS);
      },
    });
    child.on('error', (error) => {
      run.lastErrors += error.message;
    });
    // What the cells started must not outlive a dead engine, nor hold its pipes open.
    child.on('exit', () => killGroup(child));
    // `close` comes after the pipes are read to their ends, so what was written last is not lost.
    child.on('close', (code, signal) => onExit(run, { code, signal, lastErrors: run.lastErrors }));
    return run;
  }

  /** A pipe ends with the engine, or because code of a cell closed it, which the engine itself does not notice. */
  function onPipeLost(run: EngineRun): void {
    if (run.child.exitCode !== null || run.child.signalCode !== null) return;
    const timer = setTimeout(() => {
      run.lastErrors += PIPE_LOST;
      killGroup(run.child);
    }, PIPE_LOST_GRACE_MS);
    run.child.once('exit', () => clearTimeout(timer));
  }

  function send(request: MainRequest): void {
    current.toMain.write(encodeJsonFrame(request));
  }

  /** Asks the worker; null when there is no answer within `limitMs`, or twice that where `mayWait` says so then. */
  function ask(request: Omit<WorkerRequest, 'id'> & object, limitMs: number, mayWait: () => boolean = () => false): Promise<WorkerReply | null> {
    const id = nextId;
    nextId += 1;
    return new Promise((resolve) => {
      let timer = setTimeout(() => {
        if (mayWait()) timer = setTimeout(() => finish(null), limitMs);
        else finish(null);
      }, limitMs);
      const finish: ReplyHandler = (reply) => {
        clearTimeout(timer);
        replies.delete(id);
        resolve(reply);
      };
      replies.set(id, finish);
      current.toWorker.write(encodeJsonFrame({ ...request, id }));
    });
  }

  /** The engine says that it is done with a cell whose end never came: that cell must not run for ever here. */
  async function settleLost(cell: CellNumber | null): Promise<void> {
    const lost = running;
    if (cell === null || lost?.request.cell !== cell) return;
    const run = current;
    const worstMs = performance.now() + LOST_END_WORST_MS;
    let sinceMs: number;
    do {
      sinceMs = performance.now();
      let limit: NodeJS.Timeout | undefined;
      await Promise.race([lost.ended, new Promise((resolve) => (limit = setTimeout(resolve, LOST_END_MS)))]);
      clearTimeout(limit);
      // What came meanwhile is read first: this process may have been the slow one.
      await new Promise<void>((resolve) => afterAllOutput(resolve));
      if (running !== lost) return;
      // Output that is still on its way stands in front of the end.
    } while (run.spokeMs > sinceMs && performance.now() < worstMs);
    settle({ status: 'error', reason: 'interrupted', error: describe('KeyboardInterrupt', `${lost.request.label} was interrupted.`), timing: timingOf(lost) });
  }

  async function interruptOnce(): Promise<void> {
    const run = current;
    const askedMs = performance.now();
    const request = { type: 'interrupt' as const, cell: running?.request.cell ?? null };
    // An engine that still speaks has a worker that will say by itself when something can't be stopped: a flood of output may be in front.
    const reply = await ask(request, INTERRUPT_LIMIT_MS, () => run.spokeMs > askedMs);
    if (reply !== null && 'interrupt' in reply && reply.interrupt !== 'stuck') return settleLost(request.cell);
    if (run !== current || run.endedBecause !== null || hasEnded) return;
    run.endedBecause = isStopped(run.child.pid) ? 'stopped' : 'stuck';
    const closed = new Promise((resolve) => run.child.once('close', resolve));
    killGroup(run.child);
    await closed;
  }

  let current = startRun();

  return {
    async evaluate(request) {
      while (interrupting !== null) await interrupting;
      const { promise: ended, resolve: settle } = Promise.withResolvers<Outcome>();
      running = { request, startedAt: new Date().toISOString(), startMs: performance.now(), settle, ended };
      watchTurns(running);
      send({ type: 'evaluate', ...request });
      return ended;
    },
    interrupt() {
      interrupting ??= interruptOnce().finally(() => {
        interrupting = null;
      });
      return interrupting;
    },
    async complete(target) {
      const reply = await ask({ type: 'complete', target } as Omit<WorkerRequest, 'id'>, LIVE_ANSWER_LIMIT_MS);
      return reply !== null && 'candidates' in reply ? reply.candidates : [];
    },
    async inspect(expression) {
      const reply = await ask({ type: 'inspect', expression } as Omit<WorkerRequest, 'id'>, LIVE_ANSWER_LIMIT_MS);
      return reply !== null && 'inspection' in reply ? reply.inspection : null;
    },
    // To both threads: the main thread may be asleep in `prompt()`, and whoever did not ask ignores it.
    answerInput(inputId, value) {
      send({ type: 'input', inputId, value });
      current.toWorker.write(encodeJsonFrame({ type: 'input', inputId, value } satisfies WorkerRequest));
    },
    comm: (message) => send({ type: 'comm', message }),
    end() {
      if (!hasEnded) {
        hasEnded = true;
        current.endedBecause = 'shutdown';
        killGroup(current.child);
      }
      return end;
    },
  };
}
