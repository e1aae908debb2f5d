/**
 * The runs that a front end may follow from the beginning: what each published and how it was answered. A page that is reloaded while its
 * cell runs has lost the parent of the output to come; it asks for the run again, as an `execute_request` of its own that runs nothing
 * (metadata `awaitbook.follow`, the run's `msg_id`), and gets all of it: what was, what comes, and the reply.
 */
import { FOLLOWED_OUTPUT_BYTES, FOLLOWED_RUNS } from '../limits';
import { isJsonRecord } from '../protocol/json';
import type { JsonRecord } from '../protocol/json';
import type { IncomingMessage } from '../protocol/message';
import type { ExecuteReply } from '../protocol/messages/execute';
import type { PublishedMessages, PublishedType } from '../protocol/messages/published';

/** The types that make up a cell's output; statuses belong to the request itself, comms to nobody's cell. */
const OUTPUT_TYPES = ['execute_input', 'stream', 'display_data', 'update_display_data', 'execute_result', 'error', 'clear_output'] as const;
type OutputType = (typeof OUTPUT_TYPES)[number];

/** What a message on iopub says, whoever its parent is. */
export interface PublishedMessage<Type extends PublishedType> {
  readonly type: Type;
  readonly content: PublishedMessages[Type];
  readonly metadata: JsonRecord;
  /** ISO date at which it was published first: front ends compute times from it. */
  readonly date: string;
}

type Output = PublishedMessage<OutputType>;

export interface RunReply {
  readonly content: ExecuteReply;
  readonly metadata: Record<string, unknown>;
  /** ISO date at which the run was answered. */
  readonly date: string;
}

/** A run as kernel_info_reply lists it in its metadata, `awaitbook.runs`. */
export interface ListedRun {
  readonly msg_id: string;
  /** The notebook's id of the cell. */
  readonly cell_id: string;
  /** Client sessions that get it already. */
  readonly sessions: readonly string[];
  /** ISO date; null while it waits or runs. */
  readonly ended: string | null;
}

interface Run {
  readonly request: IncomingMessage;
  readonly cellId: string;
  readonly outputs: { readonly message: Output; readonly bytes: number }[];
  /** How many outputs at its beginning were dropped. */
  dropped: number;
  readonly followers: IncomingMessage[];
  readonly reply: Promise<RunReply>;
  readonly end: (reply: RunReply) => void;
  ended: string | null;
}

/** What a follower gets. */
export interface FollowedRun {
  readonly outputs: readonly Output[];
  /** How many outputs before the first are no longer kept. */
  readonly dropped: number;
  /** Resolves when the run is answered. */
  readonly reply: Promise<RunReply>;
}

export class Runs {
  /** In the order in which they were asked for. */
  readonly #runs = new Map<IncomingMessage, Run>();
  #bytes = 0;

  /** Keeps the run of an execute request that names its notebook cell (metadata `cellId`, as JupyterLab sends it); others can't be found again. */
  add(request: IncomingMessage): void {
    const { cellId } = request.metadata;
    if (typeof cellId !== 'string') return;
    let end: Run['end'] = () => undefined;
    const reply = new Promise<RunReply>((resolve) => (end = resolve));
    this.#runs.set(request, { request, cellId, outputs: [], dropped: 0, followers: [], reply, end, ended: null });
    if (this.#runs.size > FOLLOWED_RUNS) this.#forgetOldest();
  }

  /** Keeps what was published. Returns who else is to get it. */
  published<Type extends PublishedType>(parent: IncomingMessage | null, message: PublishedMessage<Type>, bytes: number): readonly IncomingMessage[] {
    const run = parent === null ? undefined : this.#runs.get(parent);
    if (run === undefined || !isOutput(message)) return [];
    run.outputs.push({ message, bytes });
    this.#bytes += bytes;
    while (this.#bytes > FOLLOWED_OUTPUT_BYTES) this.#forgetSome(run);
    return run.followers;
  }

  /** Keeps how the request was answered. */
  replied(request: IncomingMessage, reply: RunReply): void {
    const run = this.#runs.get(request);
    if (run === undefined) return;
    run.ended = reply.date;
    run.end(reply);
  }

  /** From now on `follower` is among those whom `published` returns. Null when the run is not known (any more). */
  follow(msgId: string, follower: IncomingMessage): FollowedRun | null {
    const run = [...this.#runs.values()].find(({ request }) => request.header.msg_id === msgId);
    if (run === undefined) return null;
    run.followers.push(follower);
    return { outputs: run.outputs.map(({ message }) => message), dropped: run.dropped, reply: run.reply };
  }

  list(): ListedRun[] {
    return [...this.#runs.values()].map(({ request, cellId, followers, ended }) => ({
      msg_id: request.header.msg_id,
      cell_id: cellId,
      sessions: [request, ...followers].map(({ header }) => header.session),
      ended,
    }));
  }

  /** The oldest run that has ended; while none has, the beginning of `current`. */
  #forgetSome(current: Run): void {
    const ended = [...this.#runs.values()].find((run) => run.ended !== null && run !== current);
    if (ended !== undefined) {
      this.#forget(ended);
      return;
    }
    // The first output is the input.
    const [dropped] = current.outputs.splice(current.outputs.length > 1 ? 1 : 0, 1);
    this.#bytes -= dropped?.bytes ?? this.#bytes;
    current.dropped++;
  }

  #forgetOldest(): void {
    const oldest = [...this.#runs.values()].find((run) => run.ended !== null);
    if (oldest !== undefined) this.#forget(oldest);
  }

  #forget(run: Run): void {
    this.#runs.delete(run.request);
    for (const { bytes } of run.outputs) this.#bytes -= bytes;
  }
}

/** The run that an execute request asks to follow; null when it is to be run. */
export function followedRun({ metadata }: IncomingMessage): string | null {
  const own = metadata['awaitbook'];
  return isJsonRecord(own) && typeof own['follow'] === 'string' ? own['follow'] : null;
}

function isOutput(message: PublishedMessage<PublishedType>): message is Output {
  return OUTPUT_TYPES.some((type) => type === message.type);
}
