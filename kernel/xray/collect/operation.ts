/** One operation as it is seen while the cell runs: its times, and the stack that started it, which is read at the end only. */
import type { CellNumber } from '../../engine/contract';
import type { OperationKind } from '../report';
import type { StackHolder } from './stack-holder';

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
  readonly stack?: StackHolder;
}

/** A call that goes on by itself: a stream. What it does later is told as parts of it. */
export interface Origin {
  readonly kind: OperationKind;
  readonly type: string;
  readonly label: string;
  readonly stack: StackHolder;
  readonly call: number;
}

/** What an operation asks and tells. */
export interface OperationHost {
  now(): number;
  /** Told of every change, so that it can be handed on before the end. */
  changed(operation: Operation): void;
}

/** One operation. Times are those of `performance.now()`. */
export class Operation {
  end: number | null = null;
  sent: number | null = null;
  headers: number | null = null;
  status: number | null = null;
  due: number | null = null;
  run = 0;
  wasCleared = false;
  error: string | null = null;
  /** Whether anything still waits for it; an unref'ed timer that is open at the end is not told. */
  isAwaited: (() => boolean) | null = null;
  /** It turned out to be no wait, and is not told. */
  isDropped = false;
  label: string;
  readonly kind: OperationKind;
  readonly type: string;
  readonly isApi: boolean;
  readonly origin: Origin | null;
  /** Recordings that it is noted in. */
  readonly lookers: { readonly changed: Set<Operation> }[] = [];
  readonly #host: OperationHost;

  /**
   * @param call its number
   * @param awaiting the await that the cell's top level had come to, see `language/mark-awaits.ts`
   */
  constructor(
    { kind, type, label, calledAs, origin = null }: OperationStart,
    readonly call: number,
    readonly start: number,
    readonly cell: CellNumber | null,
    readonly awaiting: number,
    readonly stack: StackHolder,
    host: OperationHost,
  ) {
    this.kind = kind;
    this.type = type;
    this.label = typeof label === 'string' ? label : label();
    this.isApi = calledAs !== null;
    this.origin = origin;
    this.#host = host;
  }

  /** It is done. Only the first end counts. */
  done(): void {
    this.#endWith(() => undefined);
  }

  /** It failed; what was taken back by a signal did not. */
  failed(error: unknown): void {
    this.#endWith(() => {
      const isAbort = nameOf(error) === 'AbortError';
      if (isAbort) this.wasCleared = true;
      else this.error = errorWords(error);
    });
  }

  /** It was taken back. */
  cleared(): void {
    this.#endWith(() => {
      this.wasCleared = true;
    });
  }

  /** A timer is set anew. */
  beginsAnew(): void {
    if (this.due !== null && this.end === null) this.due = this.#host.now() + this.due - this.start;
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

  /** Runs its callback. */
  runs<T>(callback: () => T): T {
    const from = this.#host.now();
    try {
      return callback();
    } finally {
      this.run += this.#host.now() - from;
      this.#host.changed(this);
    }
  }

  #endWith(note: () => void): void {
    if (this.end !== null) return;
    this.end = this.#host.now();
    note();
    this.#host.changed(this);
  }
}

function nameOf(error: unknown): string {
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
