/** The one place that ties the rooms: channels, protocol, dispatch, language and engine. */
import type { CellDiagnostic, RunningNotebook, TypeChecker } from './checker/contract';
import type { Channels } from './channels/channels';
import { Cells } from './dispatch/cells';
import { Comms } from './dispatch/comms';
import { Dispatcher } from './dispatch/dispatcher';
import { createEngineListener } from './dispatch/engine-listener';
import { ExecutionQueue } from './dispatch/execution-queue';
import { History } from './dispatch/history';
import { Inputs } from './dispatch/inputs';
import { Iopub } from './dispatch/iopub';
import { OnceLog } from './dispatch/once-log';
import { Runs } from './dispatch/runs';
import type { Services } from './dispatch/services';
import { showError, showTypeErrors } from './dispatch/shown-error';
import { Wire } from './dispatch/wire';
import type { CellNumber, Engine, EngineListener, ThrownDescription } from './engine/contract';
import type { KernelEnvironment } from './environment';
import type { Language } from './language/language';
import { ENGINE_END_LIMIT_MS, HEADER_BYTES, JSON_DEPTH, REMEMBERED_SIGNATURES } from './limits';
import { Session } from './protocol/session';
import type { SessionLimits } from './protocol/session';
import type { Signer } from './protocol/signature';

const SESSION_LIMITS: SessionLimits = { headerBytes: HEADER_BYTES, jsonDepth: JSON_DEPTH, signatures: REMEMBERED_SIGNATURES };

/** What a kernel is made of. */
export interface KernelParts {
  readonly channels: Channels;
  /** Signs and verifies messages, with the key of the connection file. */
  readonly signer: Signer;
  /** Called once, after kernel_info can be answered. */
  startEngine(listener: EngineListener): Engine;
  readonly language: Language;
  /** Called once, when the engine is there. `inspect` is its. */
  createChecker(notebook: RunningNotebook): TypeChecker;
  /** The lines of an error's traceback; `sourceOf` gives the author's text of a cell. */
  renderTraceback(error: ThrownDescription, sourceOf: (cell: CellNumber) => string | undefined): string[];
  /** Text about faults of type; see `traceback/render-diagnostics.ts`. */
  readonly typeFaults: TypeFaultText;
  readonly environment: KernelEnvironment;
  readonly implementationVersion: string;
  /** One line for stderr. */
  log(line: string): void;
  /** Ends the process; called once, last. */
  exit(code: number): void;
}

/** How faults of type are written. */
export interface TypeFaultText {
  renderTypeErrors(errors: readonly CellDiagnostic[], source: string, label: string): string[];
  renderTypeWarnings(warnings: readonly CellDiagnostic[], source: string, label: string): string;
  typeErrorText(errors: readonly CellDiagnostic[]): string;
}

/** A kernel that runs. */
export interface Kernel {
  /** Interrupts the running cell and aborts the queue (SIGINT). */
  interrupt(): void;
  /** Ends engine and channels within their limits, then calls `exit(0)` (SIGTERM). */
  shutDown(): Promise<void>;
}

/** Starts to answer; kernel_info and heartbeat do so before the engine is up. */
export function startKernel(parts: KernelParts): Kernel {
  const { channels, log } = parts;
  const session = new Session(parts.signer, SESSION_LIMITS);
  const wire = new Wire(channels, session, parts.environment.logsDebug ? (line) => log(`${new Date().toISOString()} ${line}`) : null);
  const runs = new Runs();
  const iopub = new Iopub(wire, runs);
  const queue = new ExecutionQueue();
  const cells = new Cells();
  let engine: Engine | null = null;
  let ended: Promise<void> | null = null;
  let hasGreeted = false;

  const interrupt = () => {
    queue.abortWaiting();
    cells.interrupt();
    engine?.interrupt().catch((error: unknown) => log(`the interrupt failed: ${(error as Error).stack}`));
  };
  const end = async (exitCode: number) => {
    queue.abortWaiting();
    checker.end();
    if (engine !== null) await endWithin(engine, ENGINE_END_LIMIT_MS, log);
    iopub.flush();
    await channels.close();
    parts.exit(exitCode);
  };
  const shutDown = (exitCode = 0) => (ended ??= end(exitCode));
  const checker = parts.createChecker({ inspect: async (expression) => (engine === null ? null : engine.inspect(expression)), log });
  const services: Omit<Services, 'engine'> = {
    language: parts.language,
    checker,
    iopub,
    queue,
    cells,
    runs,
    history: new History(),
    comms: new Comms(),
    inputs: new Inputs(wire),
    once: new OnceLog(log),
    ports: channels.ports,
    implementationVersion: parts.implementationVersion,
    get isEnding() {
      return ended !== null;
    },
    showError: (error) => showError(error, () => parts.renderTraceback(error, (cell) => cells.sourceOf(cell))),
    showTypeErrors: (errors, source, label) => showTypeErrors(parts.typeFaults.typeErrorText(errors), parts.typeFaults.renderTypeErrors(errors, source, label)),
    showTypeWarnings: parts.typeFaults.renderTypeWarnings,
    log,
    interrupt,
    endSoon: (exitCode) => void setImmediate(shutDown, exitCode),
  };
  const startEngine = () => (engine ??= parts.startEngine(createEngineListener(services)));
  const dispatcher = new Dispatcher(session, wire, withEngine(services, startEngine));

  /** `starting` is said once: to whoever listens when the kernel is up, else to the first who comes before any other message. */
  const sayStarting = () => {
    if (!hasGreeted && wire.published === 0) iopub.status('starting', null);
    hasGreeted = true;
  };
  channels.listen({
    received: (channel, frames) => dispatcher.receive(channel, frames),
    subscribed: (subscription) => {
      queueMicrotask(sayStarting);
      return wire.welcome(subscription);
    },
  });
  setImmediate(() => {
    if (ended === null) startEngine();
  });
  return { interrupt, shutDown: () => shutDown() };
}

/** A getter: a cell that comes before the engine was started starts it. */
function withEngine(services: Omit<Services, 'engine'>, start: () => Engine): Services {
  const property = { get: start, enumerable: true };
  return Object.defineProperty(services, 'engine', property) as Services;
}

async function endWithin(engine: Engine, limitMs: number, log: (line: string) => void): Promise<void> {
  let limit: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (limit = setTimeout(() => resolve(log('the engine did not end in time')), limitMs)));
  try {
    await Promise.race([engine.end(), late]);
  } catch (error) {
    log(`the engine did not end: ${(error as Error).stack}`);
  } finally {
    clearTimeout(limit);
  }
}
