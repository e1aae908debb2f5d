/** `slowServer`: a web server on this machine that takes its time, for lessons without a network. */
import { once } from 'node:events';
import path from 'node:path';
import { inspect } from 'node:util';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { runDetached } from '../../engine-process/cell-context';
import { JUPYTER_DISPLAY } from '../../engine-process/rich-output';
import { KERNEL_FOLDER } from '../../kernel-folder';
import { COURSE_SERVER_ANSWER_MS } from '../../limits';
import type { ShownForm } from '../displayable';
import type { LoggedRequest, LogSnapshot, ServerCounts } from './server-log';
import type { ServerAnswer, ServerBehaviour, ServerQuestion, ServerStarted, ServerThreadData } from './server-messages';

/** Options of `slowServer`. */
export interface ServerOptions {
  /** Ms that an answer takes: 200 unless told. */
  readonly delay?: number;
  /** Ms by which each answer may be quicker or slower, by chance: 0 unless told. */
  readonly jitter?: number;
  /** Share of the requests that are answered with status 500, from 0 to 1: 0 unless told. */
  readonly errorRate?: number;
  /** How many requests the server works on at once; one more is answered with status 503, at once. Without it there is no limit. */
  readonly limit?: number;
  /** Where the random numbers of jitter and errors begin: the same seed brings the same ones, in the order in which the requests arrive. */
  readonly seed?: number;
}

/**
 * A running server. It listens on this machine alone and answers
 * - `/item/N`: a small JSON object, `{"id": 7, "name": "stew"}`;
 * - `/stream/N`: N such objects, one a line, each after the delay;
 * - `/echo`: what it was asked, as JSON;
 * - `/`: this list.
 *
 * `?delay=MS` behind an address asks for another delay, `?status=CODE` for another status.
 */
export interface SlowServer extends AsyncDisposable {
  /** For example `http://127.0.0.1:40123`. */
  readonly url: string;
  /** All requests so far, the oldest first: a copy of what the server itself noted. */
  readonly log: readonly LoggedRequest[];
  /** How many requests came, and what became of them. */
  readonly counts: ServerCounts;
  /** Requests that the server works on now. */
  readonly inFlight: number;
  /** The most that it worked on at once, since the start or `clearLog`. */
  readonly mostInFlight: number;
  /** Begins a new log, for a new run. */
  clearLog(): void;
  /** Resolves when no request is in flight: each is answered, or the server has noticed that its client gave up. */
  idle(): Promise<void>;
  /** Ends the server and all its connections; its log can still be read. A kernel that ends takes its servers with it. */
  close(): Promise<void>;
  [JUPYTER_DISPLAY](): ShownForm;
}

const LEAST_AND_MOST: Readonly<Record<keyof ServerOptions, readonly [number, number]>> = {
  delay: [0, 60_000],
  jitter: [0, 60_000],
  errorRate: [0, 1],
  limit: [1, 1_000_000],
  seed: [0, 2 ** 32 - 1],
};

function behaviourOf(options: ServerOptions): ServerBehaviour {
  for (const [name, value] of Object.entries(options)) {
    const bounds = Object.hasOwn(LEAST_AND_MOST, name) ? LEAST_AND_MOST[name as keyof ServerOptions] : undefined;
    if (bounds === undefined) throw new TypeError(`slowServer() has no option '${name}'; it has ${Object.keys(LEAST_AND_MOST).join(', ')}.`);
    if (value === undefined) continue;
    if (typeof value !== 'number' || !(value >= bounds[0] && value <= bounds[1])) {
      throw new RangeError(`slowServer() takes a number from ${bounds[0]} to ${bounds[1]} as ${name}, not ${inspect(value)}.`);
    }
  }
  const { delay = 200, jitter = 0, errorRate = 0, limit = null, seed = 1 } = options;
  return { delay, jitter, errorRate, limit, seed };
}

/** The server's thread, as the cell's side knows it. */
class ServerThread {
  readonly #worker: Worker;
  readonly #channel = new MessageChannel();
  readonly #turn = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #lastId = 0;
  /** The log of a server that has ended. */
  #last: LogSnapshot | null = null;

  constructor(behaviour: ServerBehaviour) {
    const { port1, port2 } = this.#channel;
    port1.unref();
    const workerData: ServerThreadData = { behaviour, port: port2, turn: this.#turn.buffer as SharedArrayBuffer };
    this.#worker = new Worker(path.join(KERNEL_FOLDER, 'library', 'course', 'server-thread.js'), { workerData, transferList: [port2], stdout: true, stderr: true });
    this.#worker.unref();
  }

  /** Resolves to the port. */
  async started(): Promise<number> {
    const [word] = (await once(this.#worker, 'message')) as [ServerStarted];
    if ('failed' in word) throw new Error(`The slow server could not be started: ${word.failed}`);
    return word.listening;
  }

  /**
   * Asks, and sleeps until the answer is there, for 20 µs to 1 ms. A message that the event loop would bring comes later than the
   * answers of the server itself, and would make work for the loop that a lesson looks at.
   */
  read(ask: 'log' | 'figures' | 'clear'): LogSnapshot {
    if (this.#last !== null) return this.#last;
    const id = ++this.#lastId;
    const { port1 } = this.#channel;
    port1.postMessage({ id, ask } satisfies ServerQuestion);
    for (;;) {
      const seen = Atomics.load(this.#turn, 0);
      // An interrupt may have come between a question and its answer, which is then still here.
      for (let got = receiveMessageOnPort(port1); got !== undefined; got = receiveMessageOnPort(port1)) {
        const answer = got.message as ServerAnswer;
        if (answer.id === id) return answer.log;
      }
      if (Atomics.wait(this.#turn, 0, seen, COURSE_SERVER_ANSWER_MS) === 'timed-out') {
        throw new Error(`The slow server's thread did not answer within ${COURSE_SERVER_ANSWER_MS / 1000} s. Start another one: await slowServer().`);
      }
    }
  }

  async idle(): Promise<void> {
    if (this.#last === null) await this.#ask('idle');
  }

  async close(): Promise<void> {
    if (this.#last !== null) return;
    this.#last = this.read('log');
    await this.#ask('close');
    this.#last = { ...this.#last, inFlight: 0 };
    await this.#worker.terminate();
  }

  async #ask(ask: 'idle' | 'close'): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    this.#channel.port1.postMessage({ ask, port: port2 } satisfies ServerQuestion, [port2]);
    // A thread that has ended closes its end of the port.
    await Promise.race([once(port1, 'message'), once(port1, 'close')]);
    port1.close();
  }
}

/** Times of the process's clock become times of `performance.now()`. */
function onCellClock(requests: readonly LoggedRequest[]): LoggedRequest[] {
  const offset = Number(process.hrtime.bigint()) / 1e6 - performance.now();
  const moved = (ms: number | null): number | null => (ms === null ? null : ms - offset);
  return requests.map((request) => ({ ...request, arrived: request.arrived - offset, answered: moved(request.answered), aborted: moved(request.aborted) }));
}

function describe(url: string, { delay, jitter, errorRate, limit }: ServerBehaviour, { counts, mostInFlight }: LogSnapshot): string {
  const manners = [
    `${delay} ms${jitter > 0 ? ` ± ${jitter}` : ''} an answer`,
    ...(errorRate > 0 ? [`${Math.round(errorRate * 100)} % errors`] : []),
    ...(limit === null ? [] : [`at most ${limit} at once`]),
  ];
  const turnedAway = counts.turnedAway > 0 ? `, ${counts.turnedAway} turned away` : '';
  return `A slow server at ${url} (${manners.join(', ')}): ${counts.arrived} requests, ${counts.answered} answered${turnedAway}, ${counts.aborted} given up, ${mostInFlight} at once at most.`;
}

/**
 * Starts a web server on a free port of this machine that waits before it answers. It runs in a thread of its own: a cell that blocks its
 * loop does not slow it down, an interrupt does not end it, and no cell waits for it. It ends with the kernel, or by `close()`.
 *
 * Rejects with a TypeError or RangeError when an option is none or out of its bounds, with an Error when no port can be had.
 *
 * @example
 * const server = await slowServer({ delay: 200, limit: 20 });
 * const answer = await fetch(`${server.url}/item/7`);
 * console.log(await answer.json(), server.mostInFlight);
 */
export async function slowServer(options: ServerOptions = {}): Promise<SlowServer> {
  const behaviour = behaviourOf(options);
  // It is no work of the cell's, which an interrupt would end.
  const thread = runDetached(() => new ServerThread(behaviour));
  const url = `http://127.0.0.1:${await thread.started()}`;
  const close = (): Promise<void> => thread.close();
  const text = (): string => describe(url, behaviour, thread.read('figures'));
  return {
    url,
    get log() {
      return onCellClock(thread.read('log').requests);
    },
    get counts() {
      return thread.read('figures').counts;
    },
    get inFlight() {
      return thread.read('figures').inFlight;
    },
    get mostInFlight() {
      return thread.read('figures').mostInFlight;
    },
    clearLog: () => void thread.read('clear'),
    idle: () => thread.idle(),
    close,
    [Symbol.asyncDispose]: close,
    [JUPYTER_DISPLAY]: () => ({ 'text/plain': text() }),
    ...{ [inspect.custom]: text },
  };
}
