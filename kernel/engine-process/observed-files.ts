/** Calls of `fs` under the X-ray: with callbacks, with promises, by file handles, and by streams, whose calls are parts of one operation. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { endingPromise } from '../xray/collect/ending-promise';
import type { Origin } from '../xray/collect/operation';
import { beginCall, endingCallback, looksLike, type NodeCall, type ObservedCall, observedOrigin, observedPromise, observing } from './observing';

/** No waits, or parts of other calls whose ends nobody awaits. */
const LEFT_OUT = new Set(['close', 'exists', 'watch', 'watchFile', 'opendir', 'constants', 'openAsBlob', 'glob']);

/** Methods of a FileHandle that wait. Node itself calls `close` for `readFile`. */
const HANDLE_METHODS = ['appendFile', 'chmod', 'chown', 'datasync', 'read', 'readFile', 'readv', 'stat', 'sync', 'truncate', 'utimes', 'write', 'writeFile', 'writev'] as const;

const { apply } = Reflect;

/** The stream that a file was opened for. */
const streamOfFd = new Map<number, Origin>();
const streamOfHandle = new WeakMap<object, Origin>();

/** The name of the file that a call is about. */
function fileName([file]: readonly unknown[]): string {
  if (typeof file === 'string') return path.basename(file);
  if (file instanceof URL && file.protocol === 'file:') return path.basename(fileURLToPath(file));
  return Buffer.isBuffer(file) ? path.basename(file.toString()) : '';
}

const told = (name: string): ObservedCall => ({ kind: 'file', name, about: fileName });

/** A function of `fs` with a callback, watched. */
export function observedFileCall(name: string, nodeCall: NodeCall): NodeCall {
  if (LEFT_OUT.has(name)) return nodeCall;
  const call = function call(this: unknown, ...args: unknown[]): unknown {
    const callback = args.at(-1);
    if (observing.by === null || typeof callback !== 'function') return apply(nodeCall, this, args);
    const [file] = args;
    const origin = typeof file === 'number' ? streamOfFd.get(file) : (observing.by.origin() ?? undefined);
    const operation = beginCall(told(name), args, call, origin);
    if (operation === null) return apply(nodeCall, this, args);
    const ending = endingCallback(operation, callback as NodeCall);
    const end = name !== 'open' ? ending : function opened(this: unknown, ...values: unknown[]): unknown {
      const fd = values[1];
      if (typeof fd === 'number') rememberStream(fd, origin);
      return apply(ending, this, values);
    };
    return apply(nodeCall, this, [...args.slice(0, -1), end]);
  };
  return looksLike(call, nodeCall);
}

/** File descriptors are used again, also for no stream. */
function rememberStream(fd: number, origin: Origin | undefined): void {
  if (origin === undefined) streamOfFd.delete(fd);
  else streamOfFd.set(fd, origin);
}

function observeHandles(handle: object): void {
  const prototype = Object.getPrototypeOf(handle) as object;
  for (const name of HANDLE_METHODS) {
    const nodeCall: unknown = Reflect.get(prototype, name);
    if (typeof nodeCall !== 'function') continue;
    const call = function call(this: object, ...args: unknown[]): unknown {
      const operation = observing.by === null ? null : beginCall({ kind: 'file', name }, args, call as NodeCall, streamOfHandle.get(this));
      const result: unknown = apply(nodeCall, this, args);
      return operation === null ? result : endingPromise(operation, result as Promise<unknown>);
    };
    Reflect.set(prototype, name, looksLike(call, nodeCall));
  }
  for (const name of ['createReadStream', 'createWriteStream'] as const) {
    const nodeCall: unknown = Reflect.get(prototype, name);
    if (typeof nodeCall !== 'function') continue;
    const call = function call(this: object, ...args: unknown[]): unknown {
      if (observing.by === null) return apply(nodeCall, this, args);
      return observing.by.asOrigin({ kind: 'file', type: name, label: name, calledAs: call as NodeCall }, (origin) => {
        streamOfHandle.set(this, origin);
        return apply(nodeCall, this, args);
      });
    };
    Reflect.set(prototype, name, looksLike(call, nodeCall));
  }
}

/** Their class has no name to be reached by: it is known with the first handle. */
function observingHandles(nodeOpen: NodeCall): NodeCall {
  let isKnown = false;
  const open = function open(this: unknown, ...args: unknown[]): unknown {
    const opening = apply(nodeOpen, this, args) as Promise<object>;
    return isKnown ? opening : learn(opening);
  };
  async function learn(opening: Promise<object>): Promise<object> {
    const handle = await opening;
    if (!isKnown) observeHandles(handle);
    isKnown = true;
    return handle;
  }
  return looksLike(open, nodeOpen);
}

/** Puts it in place for streams and for `fs.promises`. */
export function installObservedFiles(): void {
  for (const name of ['createReadStream', 'createWriteStream'] as const) Reflect.set(fs, name, observedOrigin(told(name), Reflect.get(fs, name) as NodeCall));
  for (const name of Object.keys(fs.promises)) {
    const nodeCall: unknown = Reflect.get(fs.promises, name);
    if (typeof nodeCall !== 'function' || LEFT_OUT.has(name)) continue;
    Reflect.set(fs.promises, name, observedPromise(told(name), name === 'open' ? observingHandles(nodeCall as NodeCall) : (nodeCall as NodeCall)));
  }
}
