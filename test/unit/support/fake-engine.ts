/** An engine without a process: what a cell does is a function of the test's. */
import type {
  Candidate,
  CellTiming,
  CommMessage,
  CompletionTarget,
  Engine,
  EngineListener,
  EvaluateRequest,
  LiveInspection,
  Outcome,
  ThrownDescription,
} from '../../../kernel/engine/contract';

export const TIMING: CellTiming = { startedAt: '2026-01-02T03:04:05.678Z', wallMs: 12, cpuMs: 3, idleMs: 9 };

export const ok = (text: string | null = null): Outcome => ({
  status: 'ok',
  result: text === null ? null : { data: { 'text/plain': text }, metadata: {} },
  timing: TIMING,
});

export const thrown = (name: string, message: string): ThrownDescription => ({ name, message, frames: [], properties: null, cause: null, errors: [] });

export const failed = (name: string, message: string, reason: 'thrown' | 'interrupted' | 'exited' | 'engine-died' | 'engine-ended' = 'thrown'): Outcome => ({
  status: 'error',
  reason,
  error: thrown(name, message),
  timing: TIMING,
});

/** What a cell's text does. */
export type Program = (request: EvaluateRequest, engine: FakeEngine) => Outcome | Promise<Outcome>;

export class FakeEngine implements Engine {
  readonly evaluated: EvaluateRequest[] = [];
  readonly comms: CommMessage[] = [];
  readonly answers: [inputId: number, value: string][] = [];
  interrupts = 0;
  isEnded = false;
  candidates: readonly Candidate[] = [];
  inspection: LiveInspection | null = null;
  readonly asked: (CompletionTarget | string)[] = [];
  readonly #programs: Readonly<Record<string, Program>>;
  #settle: ((outcome: Outcome) => void) | null = null;

  constructor(
    readonly listener: EngineListener,
    programs: Readonly<Record<string, Program>>,
  ) {
    this.#programs = programs;
  }

  async evaluate(request: EvaluateRequest): Promise<Outcome> {
    this.evaluated.push(request);
    const program = this.#programs[request.code];
    return program === undefined ? ok() : program(request, this);
  }

  /** A cell that runs until `finish`, or until it is interrupted. */
  untilFinished(): Promise<Outcome> {
    return new Promise((resolve) => (this.#settle = resolve));
  }

  finish(outcome: Outcome): void {
    this.#settle?.(outcome);
  }

  async interrupt(): Promise<void> {
    this.interrupts++;
    this.finish(failed('KeyboardInterrupt', 'The cell was interrupted.', 'interrupted'));
  }

  async complete(target: CompletionTarget): Promise<readonly Candidate[]> {
    this.asked.push(target);
    return this.candidates;
  }

  async inspect(expression: string): Promise<LiveInspection | null> {
    this.asked.push(expression);
    return this.inspection;
  }

  answerInput(inputId: number, value: string): void {
    this.answers.push([inputId, value]);
  }

  comm(message: CommMessage): void {
    this.comms.push(message);
  }

  async end(): Promise<void> {
    this.isEnded = true;
    this.finish(failed('EngineDied', 'The engine was ended.', 'engine-died'));
  }
}
