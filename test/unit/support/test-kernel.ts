/** A kernel over channels in memory: messages in, the whole ordered list of messages out. */
import type { TypeChecker } from '../../../kernel/checker/contract';
import type { Channels, ChannelsListener } from '../../../kernel/channels/channels';
import { startKernel } from '../../../kernel/kernel';
import type { Kernel, KernelParts } from '../../../kernel/kernel';
import type { IncomingMessage, RequestChannel } from '../../../kernel/protocol/message';
import { Session } from '../../../kernel/protocol/session';
import { createSigner } from '../../../kernel/protocol/signature';
import { renderTypeErrors, renderTypeWarnings, typeErrorText } from '../../../kernel/traceback/render-diagnostics';
import { renderTraceback } from '../../../kernel/traceback/render-traceback';
import { FakeEngine } from './fake-engine';
import type { Program } from './fake-engine';
import { FAKE_LANGUAGE } from './fake-language';

const KEY = 'a key of the tests';

/** A checker that knows nothing. */
export const NO_CHECKS: TypeChecker = {
  check: () => ({ result: { status: 'unchecked', words: null }, stops: false, notes: [] }),
  refused: () => undefined,
  ran: () => undefined,
  complete: async () => null,
  admitsMore: async () => true,
  inspect: async () => null,
  engineGone: () => undefined,
  end: () => undefined,
};

/** A message of the kernel, as a client reads it. */
export interface SeenMessage {
  readonly channel: RequestChannel | 'iopub';
  /** The frames before the delimiter, as text. */
  readonly to: readonly string[];
  readonly type: string;
  /** `msg_id` of the parent; null without a parent. */
  readonly parent: string | null;
  // Tests read fields of contents whose shape they assert.
  readonly content: Record<string, never> & { readonly [field: string]: unknown };
  readonly message: IncomingMessage;
}

export interface RequestOptions {
  readonly channel?: RequestChannel;
  readonly id?: string;
  readonly client?: string;
  readonly parentId?: string;
  readonly metadata?: object;
  readonly buffers?: readonly Buffer[];
}

export class TestKernel {
  readonly seen: SeenMessage[] = [];
  readonly log: string[] = [];
  readonly exits: number[] = [];
  readonly kernel: Kernel;
  engine: FakeEngine | null = null;
  isClosed = false;
  listener: ChannelsListener | null = null;
  readonly #signer = createSigner(KEY, 'hmac-sha256');
  readonly #reader = new Session(this.#signer, { headerBytes: 100_000, jsonDepth: 500, signatures: 1_000 });
  #waiting: { readonly isThere: () => boolean; readonly resolve: () => void }[] = [];
  #sent = 0;

  /** @param programs a cell's text to what it does. */
  constructor(programs: Readonly<Record<string, Program>> = {}, parts: Partial<KernelParts> = {}) {
    this.kernel = startKernel({
      channels: this.#channels(),
      signer: this.#signer,
      startEngine: (listener) => (this.engine = new FakeEngine(listener, programs)),
      language: FAKE_LANGUAGE,
      createChecker: () => NO_CHECKS,
      renderTraceback,
      typeFaults: { renderTypeErrors, renderTypeWarnings, typeErrorText },
      environment: { logsDebug: false, nodeOptions: [], parentPid: null, check: 'off', notebookPath: null },
      implementationVersion: '0.0.1',
      log: (line) => this.log.push(line),
      exit: (code) => this.exits.push(code),
      ...parts,
    });
  }

  /** Sends a request; returns its `msg_id`. */
  send(type: string, content: object = {}, options: RequestOptions = {}): string {
    const id = options.id ?? `${type}-${++this.#sent}`;
    this.sendFrames(options.channel ?? 'shell', this.frames(type, content, { ...options, id }));
    return id;
  }

  execute(code: string, options: RequestOptions & { readonly content?: object } = {}): string {
    return this.send('execute_request', { code, silent: false, ...options.content }, options);
  }

  sendFrames(channel: RequestChannel, frames: Buffer[]): void {
    this.listener!.received(channel, frames);
  }

  /** Rightly signed frames of a message, identity first. */
  frames(type: string, content: unknown, options: RequestOptions = {}): Buffer[] {
    const header = { msg_id: options.id ?? 'id', session: 'test', username: 'tester', date: '2026-01-02T03:04:05Z', msg_type: type, version: '5.5' };
    const parent = options.parentId === undefined ? {} : { msg_id: options.parentId };
    const signed = [header, parent, options.metadata ?? {}, content].map((part) => Buffer.from(JSON.stringify(part)));
    return [Buffer.from(options.client ?? 'client'), ...this.signed(signed), ...(options.buffers ?? [])];
  }

  signed(frames: readonly Buffer[]): Buffer[] {
    return [Buffer.from('<IDS|MSG>'), this.#signer.sign(frames), ...frames];
  }

  /** Resolves when the message is there. */
  async until(isIt: (message: SeenMessage) => boolean): Promise<SeenMessage> {
    await this.untilTrue(() => this.seen.some(isIt));
    return this.seen.find(isIt)!;
  }

  /** Resolves when, after some message, the condition holds. */
  async untilTrue(isThere: () => boolean): Promise<void> {
    if (!isThere()) await new Promise<void>((resolve) => this.#waiting.push({ isThere, resolve }));
  }

  /** Resolves at the idle of a request. */
  untilIdle(id: string): Promise<SeenMessage> {
    return this.until(({ type, parent, content }) => type === 'status' && parent === id && content['execution_state'] === 'idle');
  }

  reply(id: string): SeenMessage {
    return this.seen.find(({ channel, parent }) => channel !== 'iopub' && parent === id)!;
  }

  /** The whole list so far, a line a message: the parent's `msg_id`, the type, and what matters of the content. */
  lines(): string[] {
    return this.seen.map(lineOf);
  }

  #channels(): Channels {
    return {
      ports: { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 },
      listen: (listener) => (this.listener = listener),
      send: (channel, frames) => this.#saw(channel, frames),
      publish: (frames) => this.#saw('iopub', frames),
      close: async () => void (this.isClosed = true),
    };
  }

  #saw(channel: RequestChannel | 'iopub', frames: readonly Buffer[]): void {
    const decoded = this.#reader.decode(frames);
    if (decoded.status === 'dropped') throw new Error(`the kernel sent a broken message: ${decoded.fault}`);
    const { message } = decoded;
    this.seen.push({
      channel,
      to: message.identities.map(String),
      type: message.header.msg_type,
      parent: message.parentId,
      content: message.content as SeenMessage['content'],
      message,
    });
    const ready = this.#waiting.filter(({ isThere }) => isThere());
    this.#waiting = this.#waiting.filter((waiting) => !ready.includes(waiting));
    for (const { resolve } of ready) resolve();
  }
}

function lineOf({ type, parent, content }: SeenMessage): string {
  const detail = DETAILS.map((field) => content[field]).find((value) => value !== undefined);
  const words = detail === undefined ? '' : ` ${typeof detail === 'string' ? detail : JSON.stringify(detail)}`;
  return `${parent ?? '-'}: ${type}${words}`;
}

/** The field of a content that tells most, the first that is there. */
const DETAILS = ['execution_state', 'text', 'code', 'ename', 'prompt', 'comm_id', 'data', 'wait', 'restart', 'status'];
