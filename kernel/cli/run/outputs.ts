/** What the kernel publishes, put into the notebook's cells as JupyterLab and nbclient do. */
import type { KernelMessage } from '@jupyterlab/services';
import { counted } from './counted';
import type { CodeCell, DisplayedOutput, JsonObject, MimeBundle, Output } from './notebook';

/** What of a message's content stands in the notebook (nbformat, "Code cell outputs"). */
const OUTPUT_FIELDS: Readonly<Record<Output['output_type'], readonly string[]>> = {
  stream: ['name', 'text'],
  display_data: ['data', 'metadata'],
  execute_result: ['data', 'metadata', 'execution_count'],
  error: ['ename', 'evalue', 'traceback'],
};

/** One run of a cell. */
interface Run {
  readonly cell: CodeCell;
  /** A `clear_output` that waits for the next output. */
  clearsNext: boolean;
  isOver: boolean;
  readonly started: () => void;
  readonly ended: () => void;
}

/** The ends of a run's two steps. */
export interface RunSteps {
  /** The kernel has taken the request: from now on an interrupt means this run. */
  readonly started: Promise<void>;
  /** All that the kernel published for it is here. */
  readonly ended: Promise<void>;
}

/** The outputs of all cells of one notebook that run in one kernel. */
export class NotebookOutputs {
  /** `msg_id` of the execute request to its run: also what comes after a cell's end finds its cell. */
  readonly #runs = new Map<string, Run>();
  readonly #displays = new Map<string, Set<DisplayedOutput>>();
  #changed: () => void = () => undefined;
  #lateErrors = 0;

  /** Empties the cell. */
  begin(requestId: string, cell: CodeCell): RunSteps {
    cell.outputs = [];
    cell.execution_count = null;
    cell.metadata['execution'] = {};
    const [start, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    this.#runs.set(requestId, { cell, clearsNext: false, isOver: false, started: start.resolve, ended: end.resolve });
    return { started: start.promise, ended: end.promise };
  }

  /** Takes one message of iopub. */
  take(message: KernelMessage.IIOPubMessage): void {
    const run = this.#runs.get((message.parent_header as Partial<KernelMessage.IHeader>).msg_id ?? '');
    const { msg_type: type } = message.header;
    const content = message.content as JsonObject;
    if (type === 'update_display_data') return this.#update(content);
    if (run === undefined) return;
    if (type === 'status') return status(run, String(content['execution_state']), message.header.date);
    if (type === 'execute_input') return note(run.cell, 'iopub.execute_input', message.header.date);
    if (type === 'clear_output') return this.#clear(run, content['wait'] === true);
    const output = outputOf(type, content);
    if (output === null) return; // comm messages and what a later protocol brings
    if (type === 'error' && run.isOver) this.#lateErrors += 1;
    if (run.clearsNext) this.#clear(run, false);
    this.#add(run.cell, output, displayIdOf(content));
  }

  /** Resolves when no display shows a pending promise any more, after `limitMs`, or when `signal` says so. */
  async settled(limitMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#hasPending() || signal.aborted) return;
    let stop: () => void = () => undefined;
    const over = new Promise<void>((resolve) => (stop = resolve));
    const limit = setTimeout(stop, limitMs);
    signal.addEventListener('abort', stop, { once: true });
    this.#changed = () => {
      if (!this.#hasPending()) stop();
    };
    await over;
    clearTimeout(limit);
    signal.removeEventListener('abort', stop);
  }

  /** What of the outputs is easily overlooked, in words. */
  notes(): string[] {
    const pending = [...this.#displays.values()].flatMap((outputs) => [...outputs].filter(isPendingPromise)).length;
    return [
      ...(pending === 0 ? [] : [`${counted(pending, 'promise')} still pending: --settle waits longer`]),
      ...(this.#lateErrors === 0 ? [] : [`${counted(this.#lateErrors, 'error')} came when the cell had ended: see the notebook`]),
    ];
  }

  #hasPending(): boolean {
    return [...this.#displays.values()].some((outputs) => [...outputs].some(isPendingPromise));
  }

  #add(cell: CodeCell, output: Output, displayId: string | null): void {
    const last = cell.outputs.at(-1);
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name) {
      last.text += output.text;
      return;
    }
    if (displayId !== null && 'data' in output) {
      this.#replace(displayId, output);
      const displays = this.#displays.get(displayId) ?? new Set();
      this.#displays.set(displayId, displays.add(output));
    }
    cell.outputs.push(output);
  }

  #update(content: JsonObject): void {
    const displayId = displayIdOf(content);
    if (displayId !== null) this.#replace(displayId, { data: content['data'] as MimeBundle, metadata: content['metadata'] as JsonObject });
  }

  /** An id may stand in several cells: all of them change. */
  #replace(displayId: string, { data, metadata }: Pick<DisplayedOutput, 'data' | 'metadata'>): void {
    for (const output of this.#displays.get(displayId) ?? []) Object.assign(output, { data, metadata });
    this.#changed();
  }

  #clear(run: Run, waits: boolean): void {
    run.clearsNext = waits;
    if (waits) return;
    for (const displays of this.#displays.values()) for (const output of run.cell.outputs) displays.delete(output as DisplayedOutput);
    run.cell.outputs = [];
  }
}

/** The kernel marks what it replaces when its promise settles. */
function isPendingPromise({ metadata }: DisplayedOutput): boolean {
  const mark = metadata['awaitbook'];
  return typeof mark === 'object' && mark !== null && Reflect.get(mark, 'pending') === true;
}

function outputOf(type: string, content: JsonObject): Output | null {
  if (!Object.hasOwn(OUTPUT_FIELDS, type)) return null;
  const fields = OUTPUT_FIELDS[type as Output['output_type']];
  return { output_type: type, ...Object.fromEntries(fields.map((field) => [field, content[field]])) } as Output;
}

function displayIdOf(content: JsonObject): string | null {
  const { display_id: id } = (content['transient'] ?? {}) as JsonObject;
  return typeof id === 'string' ? id : null;
}

function status(run: Run, state: string, date: string): void {
  // The kernel says busy again when it answered something else in the midst of the cell, such as the interrupt.
  if (!Object.hasOwn(run.cell.metadata['execution'] as JsonObject, `iopub.status.${state}`)) note(run.cell, `iopub.status.${state}`, date);
  if (state === 'busy') run.started();
  if (state !== 'idle') return;
  run.isOver = true;
  run.ended();
}

/** The times that JupyterLab keeps under the same names when it is asked to record them. */
export function note(cell: CodeCell, name: string, date: unknown): void {
  if (typeof date === 'string') cell.metadata['execution'] = { ...(cell.metadata['execution'] as JsonObject), [name]: date };
}
