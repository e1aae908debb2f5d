/**
 * What cells written for Deno's kernel find under `Deno.jupyter` (Deno's API reference, `Deno.jupyter`). It is reached by the running
 * form alone: a global `Deno` would make packages believe that they run in Deno.
 */
import { randomUUID } from 'node:crypto';
import { currentCell } from '../engine-process/cell-context';
import { JUPYTER_DISPLAY } from '../engine-process/rich-output';
import { type EngineServices, engineServices } from '../engine-process/services';
import type { Json, JsonObject } from '../engine/contract';
import { display, displayAs, updateDisplay } from './display';
import { type Displayable, type MimeBundle, Shown } from './displayable';
import { image } from './image';
import { mimeBundle } from './mime-bundle';
import { withNamespace } from './svg';

/** Options of `Deno.jupyter.display`. */
export interface DenoDisplayOptions {
  /** The value is a MIME bundle. */
  readonly raw?: boolean;
  /** Replaces what stands under `display_id`. */
  readonly update?: boolean;
  readonly display_id?: string;
}

/** Options of `Deno.jupyter.broadcast`. */
export interface DenoBroadcastOptions {
  readonly metadata?: Record<string, unknown>;
  readonly buffers?: readonly (ArrayBuffer | Uint8Array)[];
}

/** A tag as Deno's: values go in as they are, null and undefined as nothing. */
function tagOf(bundleOf: (text: string) => MimeBundle): (template: TemplateStringsArray, ...values: readonly unknown[]) => Displayable {
  return (template, ...values) => {
    const text = template.reduce((joined, piece, at) => joined + piece + (at < values.length ? String(values[at] ?? '') : ''), '');
    return new Shown(bundleOf(text), text);
  };
}

async function denoDisplay(value: unknown, options: DenoDisplayOptions = {}): Promise<void> {
  const shown = options.raw === true ? mimeBundle(value as MimeBundle) : value;
  const { display_id: id } = options;
  if (options.update === true && id !== undefined) updateDisplay(id, shown);
  else if (id !== undefined) displayAs(id, shown);
  else display(shown);
}

type Fields = Readonly<Record<string, unknown>>;

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function textOf(fields: Fields, name: string, type: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw new TypeError(`Deno.jupyter.broadcast('${type}', content): content.${name} must be a string.`);
}

function broadcastDisplay({ reporter }: EngineServices, content: Fields, isUpdate: boolean): void {
  const id = asFields(content['transient'])['display_id'];
  const output = { data: plain(content['data']), metadata: plain(content['metadata']) };
  reporter.event({ type: 'display', cell: currentCell(), output, displayId: typeof id === 'string' ? id : randomUUID(), isUpdate });
}

function plain(value: unknown): JsonObject {
  return JSON.parse(JSON.stringify(asFields(value))) as Json as JsonObject;
}

function broadcastComm({ reporter }: EngineServices, action: 'open' | 'message' | 'close', type: string, content: Fields, options: DenoBroadcastOptions): void {
  const buffers = (options.buffers ?? []).map((bytes) => Buffer.from(bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes).toString('base64'));
  const targetName = action === 'open' ? textOf(content, 'target_name', type) : null;
  const message = { action, commId: textOf(content, 'comm_id', type), targetName, data: plain(content['data']), metadata: plain(options.metadata), buffers };
  reporter.event({ type: 'comm', cell: currentCell(), message });
}

type Broadcast = (services: EngineServices, content: Fields, options: DenoBroadcastOptions, type: string) => void;

/** The messages that a cell may publish: those that Jupyter messaging 5.5 lets a kernel send for a cell. */
const BROADCASTS: Readonly<Record<string, Broadcast>> = {
  display_data: (services, content) => broadcastDisplay(services, content, false),
  update_display_data: (services, content) => broadcastDisplay(services, content, true),
  clear_output: ({ reporter }, content) => reporter.event({ type: 'clear', cell: currentCell(), wait: content['wait'] === true }),
  stream: ({ reporter }, content, _options, type) => reporter.stream(currentCell(), content['name'] === 'stderr' ? 'stderr' : 'stdout', textOf(content, 'text', type)),
  comm_open: (services, content, options, type) => broadcastComm(services, 'open', type, content, options),
  comm_msg: (services, content, options, type) => broadcastComm(services, 'message', type, content, options),
  comm_close: (services, content, options, type) => broadcastComm(services, 'close', type, content, options),
};

async function broadcast(type: string, content: unknown, options: DenoBroadcastOptions = {}): Promise<void> {
  const services = engineServices();
  const send = Object.hasOwn(BROADCASTS, type) ? BROADCASTS[type] : undefined;
  if (services === null) throw new Error('Deno.jupyter.broadcast() works in a notebook only.');
  if (send === undefined) {
    throw new TypeError(`Deno.jupyter.broadcast() can't send '${type}' here. It sends ${Object.keys(BROADCASTS).join(', ')}.`);
  }
  send(services, asFields(content), options, type);
}

/** What Deno's kernel has for showing values, as far as it is here; `display`, `html`, `md`, `svg` and `image` of `awaitbook` do more. */
export const denoJupyter = {
  /** The name of the method by which a value tells how it is shown: it returns a MIME bundle. */
  $display: JUPYTER_DISPLAY as symbol,
  /** Sends a message of Jupyter's protocol to the front end, such as `display_data` or `comm_msg`. Rejects for those that a cell may not send. */
  broadcast,
  /** Shows a value under the cell, or, with `raw`, a MIME bundle; with `update`, in the place of what stands under `display_id`. */
  display: denoDisplay,
  /** Shows HTML; values go in as they are. */
  html: tagOf((text) => ({ 'text/html': text })),
  /** Shows Markdown; values go in as they are. */
  md: tagOf((text) => ({ 'text/markdown': text })),
  /** Shows a drawing; values go in as they are. */
  svg: tagOf((text) => ({ 'image/svg+xml': withNamespace(text) })),
  /** A picture from a path, a URL or bytes. */
  image: (source: string | URL | Uint8Array): Displayable => image(source),
};
