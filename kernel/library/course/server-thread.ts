/** The slow server's own thread: a learner's loop that is blocked delays no answer, and the server's work takes no time of the learner's loop. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { answerTo, type Answer } from './server-endpoints';
import { createServerLog } from './server-log';
import type { ServerAnswer, ServerBehaviour, ServerQuestion, ServerStarted, ServerThreadData } from './server-messages';

/** Loopback alone: nobody else on the network sees the server. */
const HOST = '127.0.0.1';

/** Random numbers from 0 to 1 that a seed repeats (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The process's clock in ms, which all threads share. */
const processMs = (): number => Number(process.hrtime.bigint()) / 1e6;

function start({ behaviour, port, turn }: ServerThreadData, parent: MessagePort): void {
  const random = randomNumbers(behaviour.seed);
  const waiting = new Set<MessagePort>();
  const log = createServerLog(processMs, () => {
    for (const asking of waiting) asking.postMessage(null);
    waiting.clear();
  });
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [method, path] = [request.method ?? 'GET', request.url ?? '/'];
    const isFull = behaviour.limit !== null && log.inFlight >= behaviour.limit;
    const entry = log.arrive(method, path, isFull);
    const gone = new AbortController();
    response.on('close', () => {
      entry.aborted();
      gone.abort();
    });
    request.resume();
    if (isFull) {
      send(response, refusal(503, `More than ${behaviour.limit} requests at once.`), entry);
      return;
    }
    const wanted = answerTo(method, path, request.headers);
    // Drawn in the order of arrival, so that a seed repeats them.
    const [luck, shift] = [random(), (random() * 2 - 1) * behaviour.jitter];
    const delay = wanted.isPlain ? 0 : Math.max(0, (wanted.delay ?? behaviour.delay) + shift);
    const fails = !wanted.isPlain && luck < behaviour.errorRate;
    try {
      if (wanted.isStream && !fails) await sendLines(response, wanted, delay, gone.signal);
      else if (delay > 0) await wait(delay, undefined, { signal: gone.signal });
    } catch (error) {
      if (gone.signal.aborted) return; // the client gave up, which the log has
      throw error;
    }
    send(response, fails ? refusal(500, 'This server fails now and then.') : wanted, entry);
  }

  server.on('error', (error) => parent.postMessage({ failed: error.message } satisfies ServerStarted));
  server.listen(0, HOST, () => {
    const address = server.address();
    if (typeof address === 'object' && address !== null) parent.postMessage({ listening: address.port } satisfies ServerStarted);
  });

  port.on('message', (question: ServerQuestion) => {
    if (question.ask === 'idle') {
      if (log.inFlight === 0) question.port.postMessage(null);
      else waiting.add(question.port);
    } else if (question.ask === 'close') {
      server.close(() => question.port.postMessage(null));
      server.closeAllConnections();
    } else {
      if (question.ask === 'clear') log.clear();
      port.postMessage({ id: question.id, log: log.snapshot(question.ask === 'log') } satisfies ServerAnswer);
      const turns = new Int32Array(turn);
      Atomics.add(turns, 0, 1);
      Atomics.notify(turns, 0);
    }
  });
}

function refusal(status: number, error: string): Answer {
  return { status, lines: [{ error }], isStream: false, delay: null, isPlain: true };
}

async function sendLines(response: ServerResponse, { status, lines }: Answer, delay: number, signal: AbortSignal): Promise<void> {
  response.writeHead(status, { 'content-type': 'application/x-ndjson' });
  for (const line of lines) {
    if (delay > 0) await wait(delay, undefined, { signal });
    if (!response.write(`${JSON.stringify(line)}\n`)) await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
    signal.throwIfAborted();
  }
}

/** The log has the answer before the client can have it. */
function send(response: ServerResponse, { status, lines, isStream }: Answer, entry: { answered(status: number): void }): void {
  if (response.destroyed) return;
  if (!response.headersSent) response.writeHead(status, { 'content-type': 'application/json' });
  entry.answered(status);
  if (isStream) response.end();
  else response.end(`${JSON.stringify(lines[0])}\n`);
}

if (parentPort === null) throw new Error('The slow server runs in a thread of its own only.');
start(workerData as ServerThreadData, parentPort);
