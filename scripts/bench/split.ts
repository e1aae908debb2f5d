/**
 * Where the time of a cell goes: each part alone, by the measured kernel's own functions on the messages of that cell. The parts run warm
 * and without the others, but for the check, which the running kernel tells; their sum is held against the whole that the bench measured.
 */
import { createHmac, randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Engine, EngineListener } from '../../kernel/engine/contract';
import type { startEngine } from '../../kernel/engine/engine';
import type { TransformResult } from '../../kernel/language/running-form';
import type { Session } from '../../kernel/protocol/session';
import { PlainError } from '../set-up/plain-error';
import { TYPESCRIPT } from './cells';
import { BenchClient } from './client';
import { newConnection } from './connection';
import { answersTo } from './floor-messages';
import type { BenchFolders } from './folders';
import type { KernelName } from './kernels';
import type { MeasureName } from './measures';
import type { Samples } from './samples';
import { median } from './statistics';

/** One part, in ms. */
export interface SplitPart {
  readonly name: string;
  readonly ms: number;
  readonly note: string;
}

/** The parts of one cell in one kernel, all to its reply. */
export interface Split {
  readonly title: string;
  readonly parts: readonly SplitPart[];
}

/** A cell whose parts are measured. */
interface SplitCell {
  readonly title: string;
  readonly code: string;
  /** What it shows. */
  readonly result: string;
  /** Medians of the running kernels: to the reply, and of the check; the latter null where none is made. */
  readonly whole: number;
  readonly check: number | null;
}

const REPETITIONS = 500;
/** Repetitions before those that count: compiled code is what runs in a kernel that is in use. */
const WARM_UP = 300;
const KEY = randomUUID();
const IDENTITY = Buffer.from(randomUUID());

/** The messages up to the reply, type and content. */
function answersOf({ code, result }: SplitCell): [type: string, content: object][] {
  return [
    ['status', { execution_state: 'busy' }],
    ['execute_input', { code, execution_count: 1 }],
    ['execute_result', { execution_count: 1, data: { 'text/plain': result }, metadata: {} }],
    ['execute_reply', { status: 'ok', execution_count: 1, user_expressions: {}, payload: [] }],
  ];
}

/** @throws PlainError unless the bench measured ours, checked and unchecked, and the floor. */
export async function measureSplits(folders: BenchFolders, samples: Samples): Promise<Split[]> {
  const medians = (kernel: KernelName, measure: MeasureName): number => {
    const found = samples.summary(kernel, measure);
    if (found === null) throw new PlainError('--split needs the round trips of awaitbook, unchecked and floor: name all three in --only.');
    return found.median;
  };
  const [one, nine] = [TYPESCRIPT.one(1), TYPESCRIPT.typed(1)];
  const [two, longest] = ['\u001b[93m2\u001b[39m', "\u001b[92m'363.497'\u001b[39m"];
  const floor = medians('floor', 'oneToReply');
  const cells: SplitCell[] = [
    { title: '1+1 unchecked', code: one, result: two, whole: medians('unchecked', 'oneToReply'), check: null },
    { title: '1+1', code: one, result: two, whole: medians('awaitbook', 'oneToReply'), check: medians('awaitbook', 'oneCheck') },
    { title: '9 lines unchecked', code: nine, result: longest, whole: medians('unchecked', 'typedToReply'), check: null },
    { title: '9 lines', code: nine, result: longest, whole: medians('awaitbook', 'typedToReply'), check: medians('awaitbook', 'typedCheck') },
  ];
  const splits: Split[] = [];
  for (const cell of cells) splits.push({ title: cell.title, parts: await measureSplit(folders, cell, floor) });
  return splits;
}

/** `floor`: ms of the floor kernel's round trip. */
async function measureSplit(folders: BenchFolders, cell: SplitCell, floor: number): Promise<SplitPart[]> {
  const { code, whole, check } = cell;
  const kernel = kernelModules(folders.kernel);
  const sender = kernel.session();
  const request = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: false };
  const requests = Array.from({ length: WARM_UP + REPETITIONS }, () => [IDENTITY, ...sender.encode('execute_request', request, { parent: null }).frames]);
  const header = requests[0]?.[3] ?? Buffer.alloc(0);
  const contents = answersOf(cell);
  const answers = contents.map(([type, content]) => sender.encode(type, content, { parent: header }).frames);

  const floorWork = await timed((i) => void answersTo(requests[i] ?? [], KEY));
  const signing = await timed(() => {
    for (const frames of [requests[0]?.slice(1) ?? [], ...answers]) hmacOf(frames.slice(2));
  });
  const receiver = kernel.session();
  const decoding = await timed((i) => void receiver.decode(requests[i] ?? []));
  const encoding = await timed(() => {
    for (const [type, content] of contents) sender.encode(type, content, { parent: header });
  });
  const language = kernel.language();
  const transform = await timed(() => void language.prepare(code));
  const publishing = await timePublishing(folders, answers);
  const { evaluation, hop } = await timeEngine(kernel.startEngine, language.prepare(code));

  const parts: SplitPart[] = [
    { name: 'client, zeromq and system', ms: floor - floorWork, note: "the floor's round trip less its own work" },
    { name: 'signing and verifying', ms: signing, note: 'HMAC of the request and of four answers' },
    { name: 'parsing and encoding', ms: decoding + encoding - signing, note: 'JSON of the same messages' },
    { name: 'transform', ms: check === null ? transform : 0, note: 'TypeScript to the running form; beside the check, where there is one' },
    { name: 'check', ms: check ?? 0, note: 'as the running kernel says: analysis, the compiler and its two hops, weighing' },
    { name: 'hop to the engine and back', ms: hop, note: 'two pipes, ring and worker' },
    { name: 'evaluation', ms: evaluation, note: "the engine's own timing of the cell" },
    { name: 'publishing', ms: publishing, note: 'handing four messages to the sockets' },
  ];
  const sum = parts.reduce((total, { ms }) => total + ms, 0);
  return [
    ...parts,
    { name: 'sum of the parts', ms: sum, note: '' },
    { name: 'the whole', ms: whole, note: 'measured on the running kernel' },
    { name: 'neither', ms: whole - sum, note: 'dispatch, waits of the event loop, colder code' },
  ];
}

/** The compiled kernel's modules; their types are those of the sources. */
function kernelModules(folder: string) {
  const load = <Module>(name: string): Module => require(path.join(folder, name)) as Module;
  const { createSigner } = load<typeof import('../../kernel/protocol/signature')>('protocol/signature');
  const { Session } = load<typeof import('../../kernel/protocol/session')>('protocol/session');
  const { HEADER_BYTES, JSON_DEPTH, REMEMBERED_SIGNATURES } = load<typeof import('../../kernel/limits')>('limits');
  const limits = { headerBytes: HEADER_BYTES, jsonDepth: JSON_DEPTH, signatures: REMEMBERED_SIGNATURES };
  return {
    session: (): Session => new Session(createSigner(KEY, 'hmac-sha256'), limits),
    language: load<typeof import('../../kernel/language/parser-language')>('language/parser-language').createParserLanguage,
    startEngine: load<typeof import('../../kernel/engine/engine')>('engine/engine').startEngine,
  };
}

/** Median ms of one call. */
async function timed(work: (repetition: number) => void | Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < WARM_UP + REPETITIONS; i++) {
    const start = performance.now();
    await work(i);
    if (i >= WARM_UP) times.push(performance.now() - start);
  }
  return median(times);
}

function hmacOf(frames: readonly Buffer[]): string {
  const hmac = createHmac('sha256', KEY);
  for (const frame of frames) hmac.update(frame);
  return hmac.digest('hex');
}

async function timeEngine(start: typeof startEngine, transformed: TransformResult): Promise<{ evaluation: number; hop: number }> {
  if (transformed.status !== 'ok') throw new Error('a cell was not transformed');
  const { code, maps, hasResult } = transformed.form;
  const engine: Engine = start(silentListener(), {});
  const request = { label: 'Cell', code, maps, wantsResult: hasResult, showsPromise: false, allowsInput: false };
  const evaluations: number[] = [];
  const wholes: number[] = [];
  try {
    for (let cell = 1; cell <= WARM_UP + REPETITIONS; cell++) {
      const startMs = performance.now();
      const { status, timing } = await engine.evaluate({ ...request, cell });
      if (status !== 'ok') throw new Error('a cell failed in the engine');
      if (cell <= WARM_UP) continue;
      wholes.push(performance.now() - startMs);
      evaluations.push(timing.wallMs);
    }
  } finally {
    await engine.end();
  }
  const evaluation = median(evaluations);
  return { evaluation, hop: median(wholes) - evaluation };
}

/** Nothing is expected but results. */
function silentListener(): EngineListener {
  const ignored = (): void => undefined;
  const names = ['stream', 'display', 'clearOutput', 'uncaught', 'rejected', 'inputRequested', 'comm', 'commTarget', 'died', 'failed'];
  return Object.fromEntries(names.map((name) => [name, ignored])) as unknown as EngineListener;
}

/** The calls alone: what the sockets do after them is the system's. */
async function timePublishing(folders: BenchFolders, answers: readonly (readonly Buffer[])[]): Promise<number> {
  const { openChannels } = require(path.join(folders.kernel, 'channels', 'open-channels')) as typeof import('../../kernel/channels/open-channels');
  const connection = await newConnection();
  const channels = await openChannels({ ...connection, signatureScheme: connection.signature_scheme }, (line) => process.stderr.write(`${line}\n`));
  const client = new BenchClient(connection);
  try {
    const identity = await new Promise<Buffer>((resolve) => {
      channels.listen({ received: (_channel, [first]) => resolve(first ?? IDENTITY), subscribed: () => null });
      client.send('kernel_info_request', {});
    });
    const [reply = [], ...published] = answers.toReversed();
    const topic = Buffer.from(`kernel.${randomUUID()}.status`);
    const times: number[] = [];
    for (let i = 0; i < WARM_UP + REPETITIONS; i++) {
      const start = performance.now();
      for (const frames of published) channels.publish([topic, ...frames]);
      channels.send('shell', [identity, ...reply]);
      if (i >= WARM_UP) times.push(performance.now() - start);
      await new Promise((resolve) => setImmediate(resolve)); // the sockets send
    }
    return median(times);
  } finally {
    await client.close();
    await channels.close();
  }
}
