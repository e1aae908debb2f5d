/** What a handler may use. */
import type { CellDiagnostic, TypeChecker } from '../checker/contract';
import type { Engine, ThrownDescription } from '../engine/contract';
import type { Language } from '../language/language';
import type { ConnectionPorts } from '../protocol/connection-file';
import type { Cells } from './cells';
import type { Comms } from './comms';
import type { ExecutionQueue } from './execution-queue';
import type { History } from './history';
import type { Inputs } from './inputs';
import type { Iopub } from './iopub';
import type { OnceLog } from './once-log';
import type { Runs } from './runs';
import type { ShownError } from './shown-error';

export interface Services {
  readonly engine: Engine;
  readonly language: Language;
  readonly checker: TypeChecker;
  readonly iopub: Iopub;
  readonly cells: Cells;
  readonly runs: Runs;
  readonly queue: ExecutionQueue;
  readonly history: History;
  readonly comms: Comms;
  readonly inputs: Inputs;
  readonly once: OnceLog;
  readonly ports: ConnectionPorts;
  readonly implementationVersion: string;
  /** True once the kernel ends: what still runs is answered as aborted. */
  readonly isEnding: boolean;
  showError(error: ThrownDescription): ShownError;
  /** A cell that was stopped by errors of type; `label` as in tracebacks. */
  showTypeErrors(errors: readonly CellDiagnostic[], source: string, label: string): ShownError;
  /** Text for stderr; empty without any. */
  showTypeWarnings(warnings: readonly CellDiagnostic[], source: string, label: string): string;
  log(line: string): void;
  /** Interrupts the running cell and aborts the queue; returns at once. */
  interrupt(): void;
  /** Ends the kernel once this request is answered; `exitCode` is 0 but after a failure. */
  endSoon(exitCode?: number): void;
}
