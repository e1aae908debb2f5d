/**
 * Callbacks of `fs` that know their cell: one that is on its way when its cell is interrupted does not run, as no line of the cell may.
 * With them end the streams of files, which are made of such calls: one that waits for a read is closed.
 */
import fs from 'node:fs';
import { currentScope } from './cell-context';
import { isFirstRound, noteLate } from './held-up';
import { installObservedFiles, observedFileCall } from './observed-files';
import { registerWait } from './pending-work';

type FsCall = (...args: unknown[]) => unknown;

/** Puts it in place for all that has a synchronous twin: those are the calls with a callback. */
export function installCellFiles(): void {
  const nodeClose = fs.close;
  for (const name of Object.keys(fs)) {
    const nodeCall: unknown = Reflect.get(fs, name);
    if (typeof nodeCall === 'function' && `${name}Sync` in fs) Reflect.set(fs, name, observedFileCall(name, withCellCallback(nodeCall as FsCall, name === 'open' ? nodeClose : null)));
  }
  endReadStreams();
  installObservedFiles();
}

/** File descriptors of streams that are closed as soon as the read that is on its way comes back. */
const closing = new Set<number>();

/** Node's own mark of a stream that waits for what it asked for; there is no public one. */
function isReading(stream: fs.ReadStream): boolean {
  const state: unknown = Reflect.get(stream, '_readableState');
  return typeof state === 'object' && state !== null && Reflect.get(state, 'reading') === true;
}

/** A stream that rests stays as it is: a later cell may go on with it. */
function endReadStreams(): void {
  const { createReadStream } = fs;
  Reflect.set(fs, 'createReadStream', function call(this: unknown, ...args: Parameters<typeof createReadStream>): fs.ReadStream {
    const stream = Reflect.apply(createReadStream, this, args);
    registerWait({
      isOver: () => stream.destroyed,
      end: () => {
        if (!isReading(stream)) return;
        const fd: unknown = Reflect.get(stream, 'fd');
        if (typeof fd === 'number') closing.add(fd);
        stream.removeAllListeners();
        stream.on('error', () => undefined);
        stream.destroy();
      },
    });
    return stream;
  });
}

/** `close` takes what nobody will close. */
function withCellCallback(nodeCall: FsCall, close: typeof fs.close | null): FsCall {
  const call = function call(this: unknown, ...args: unknown[]): unknown {
    const scope = currentScope();
    const callback = args.at(-1);
    if (scope === null || typeof callback !== 'function') return Reflect.apply(nodeCall, this, args);
    const beganHeldUp = isFirstRound();
    const guarded = function guarded(this: unknown, ...values: unknown[]): void {
      if (isFirstRound() && !beganHeldUp) noteLate({ cell: scope.cell, lateMs: null, what: nodeCall.name, stack: null });
      const isAwaitedByClosing = scope.isInterrupted && nodeCall.name === 'read' && typeof args[0] === 'number' && closing.delete(args[0]);
      if (!scope.isInterrupted || isAwaitedByClosing) Reflect.apply(callback, this, values);
      else if (close !== null && typeof values[1] === 'number') close(values[1]);
    };
    return Reflect.apply(nodeCall, this, [...args.slice(0, -1), guarded]);
  };
  // Its name, its length, and what `util.promisify` knows it by.
  return Object.defineProperties(call, Object.getOwnPropertyDescriptors(nodeCall));
}
