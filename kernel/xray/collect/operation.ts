/** One operation as it is seen while the cell runs: its times, and the stack that started it. A flood of them is made: each is to be cheap. */
import type { CellNumber } from '../../engine/contract';
import type { OperationKind } from '../report';
import type { CapturedStack } from './captured-stack';

export const { apply } = Reflect;

/** What is known when an operation begins. */
export interface OperationStart {
  readonly kind: OperationKind;
  /** What made it, for example `setTimeout`. */
  readonly type: string;
  /** Made when it is known that the operation is told. */
  readonly label: string | (() => string);
  /**
   * The function that the person calls, whose caller is to be told. Null for what Node calls itself on the way (the start of a child, the
   * connecting of a socket): there the nearest frame says nothing.
   */
  readonly calledAs: ((...args: never[]) => unknown) | null;
  /** The call that led to it without a line of the person in between: the stream that reads from a file. */
  readonly origin?: Origin | null;
  /** Where it was started, when it is one more of a row: the periods of an interval. */
  readonly stack?: CapturedStack | null;
}

/** A call that goes on by itself: a stream. What it does later is told as parts of it. */
export interface Origin {
  readonly kind: OperationKind;
  readonly type: string;
  readonly label: string;
  readonly stack: CapturedStack;
  readonly call: number;
}

/** What an operation asks and tells. */
export interface OperationHost {
  now(): number;
  /** Told of every change, so that it can be handed on before the end. */
  changed(operation: Operation): void;
  /** Told of the end, once. */
  ended(operation: Operation): void;
  /** Told when it turns out to be no wait, or to be one after all. */
  dropped(operation: Operation, isDropped: boolean): void;
}

/** What ends a timer and runs its callback. */
export interface TimerOperation {
  done(): void;
  failed(error: unknown): void;
  cleared(): void;
  /** It is set anew. */
  beginsAnew(): void;
  /** The timer that it is; an unref'ed one that is open at the end is not told. */
  is(timer: { hasRef(): boolean }): void;
  /** Runs its callback, right behind its end. */
  runs(callback: (...args: never[]) => unknown, self: unknown, args: readonly unknown[]): unknown;
}

/** Who has an entry of an operation, and who only counts it. */
export interface Noted<Looker> {
  readonly withEntry: readonly Looker[];
  readonly counting: readonly Looker[];
}

/** One operation. Times are those of `performance.now()`. */
export class Operation<Looker = unknown> implements TimerOperation {
  end: number | null = null;
  sent: number | null = null;
  headers: number | null = null;
  status: number | null = null;
  /** When a timer should fire. */
  due: number | null = null;
  run = 0;
  wasCleared = false;
  error: string | null = null;
  /** The parts of cells that it was started in, the outermost first. */
  parts: readonly object[] = [];
  readonly kind: OperationKind;
  readonly type: string;
  readonly label: string;
  readonly isApi: boolean;
  readonly origin: Origin | null;
  readonly #host: OperationHost;
  #isDropped = false;
  #timer: { hasRef(): boolean } | null = null;
  #delayMs = 0;

  /**
   * @param call its number
   * @param awaiting the await that the cell's top level had come to, see `language/mark-awaits.ts`
   * @param stack null for one that is only counted: it has no label either
   */
  constructor(
    { kind, type, label, calledAs, origin = null }: OperationStart,
    readonly call: number,
    readonly start: number,
    readonly cell: CellNumber | null,
    readonly awaiting: number,
    readonly stack: CapturedStack | null,
    readonly noted: Noted<Looker>,
    host: OperationHost,
  ) {
    this.kind = kind;
    this.type = type;
    this.label = stack === null ? '' : typeof label === 'string' ? label : label();
    this.isApi = calledAs !== null;
    this.origin = origin;
    this.#host = host;
  }

  /** It turned out to be no wait, and is not told. */
  get isDropped(): boolean {
    return this.#isDropped;
  }

  set isDropped(isDropped: boolean) {
    if (isDropped === this.#isDropped) return;
    this.#isDropped = isDropped;
    this.#host.dropped(this, isDropped);
  }

  /** Nothing waits for it. */
  get isForgotten(): boolean {
    return this.#isDropped || (this.end === null && this.#timer?.hasRef() === false);
  }

  /** It is done. Only the first end counts. */
  done(): void {
    if (this.end === null) this.#endNow();
  }

  /** It failed; what was taken back by a signal did not. */
  failed(error: unknown): void {
    if (this.end !== null) return;
    if (nameOf(error) === 'AbortError') this.wasCleared = true;
    else this.error = errorWords(error);
    this.#endNow();
  }

  /** It was taken back. */
  cleared(): void {
    if (this.end !== null) return;
    this.wasCleared = true;
    this.#endNow();
  }

  /** It is a timer. @param ms its delay */
  isDueAfter(ms: number): void {
    this.#delayMs = ms;
    this.due = this.start + ms;
  }

  beginsAnew(): void {
    if (this.due !== null && this.end === null) this.due = this.#host.now() + this.#delayMs;
  }

  is(timer: { hasRef(): boolean }): void {
    this.#timer = timer;
  }

  /** A request left the queue. */
  wasSent(): void {
    this.sent ??= this.#host.now();
  }

  /** The headers of a response are there. */
  hasHeaders(status: number): void {
    this.headers = this.#host.now();
    this.status = status;
  }

  runs(callback: (...args: never[]) => unknown, self: unknown, args: readonly unknown[]): unknown {
    if (this.stack === null) return apply(callback, self, args);
    const from = this.#host.now();
    try {
      return apply(callback, self, args);
    } finally {
      this.run += this.#host.now() - from;
      this.#host.changed(this);
    }
  }

  #endNow(): void {
    this.end = this.#host.now();
    this.#host.ended(this);
  }
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** Code and message, in one line. */
export function errorWords(error: unknown): string {
  try {
    if (!(error instanceof Error)) return String(error);
    // undici's `fetch failed` says what failed in its cause only.
    const cause = error.cause instanceof Error ? error.cause : error;
    const code: unknown = Reflect.get(cause, 'code');
    const text = cause.message.split('\n')[0] ?? '';
    return typeof code === 'string' && !text.includes(code) ? `${code}: ${text}` : text || cause.name;
  } catch {
    return 'an error that has no text';
  }
}
