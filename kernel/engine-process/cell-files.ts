/**
 * Callbacks of `fs` that know their cell: one that is on its way when its cell is interrupted does not run, as no line of the cell may.
 * With them end the streams of files, which are made of such calls.
 */
import fs from 'node:fs';
import { currentScope } from './cell-context';
import { isHeldUp, noteLate } from './held-up';
import { installObservedFiles, observedFileCall } from './observed-files';

type FsCall = (...args: unknown[]) => unknown;

/** Puts it in place for all that has a synchronous twin: those are the calls with a callback. */
export function installCellFiles(): void {
  const nodeClose = fs.close;
  for (const name of Object.keys(fs)) {
    const nodeCall: unknown = Reflect.get(fs, name);
    if (typeof nodeCall === 'function' && `${name}Sync` in fs) Reflect.set(fs, name, observedFileCall(name, withCellCallback(nodeCall as FsCall, name === 'open' ? nodeClose : null)));
  }
  installObservedFiles();
}

/** `close` takes what nobody will close. */
function withCellCallback(nodeCall: FsCall, close: typeof fs.close | null): FsCall {
  const call = function call(this: unknown, ...args: unknown[]): unknown {
    const scope = currentScope();
    const callback = args.at(-1);
    if (scope === null || typeof callback !== 'function') return Reflect.apply(nodeCall, this, args);
    const beganHeldUp = isHeldUp();
    const guarded = function guarded(this: unknown, ...values: unknown[]): void {
      if (isHeldUp() && !beganHeldUp) noteLate({ cell: scope.cell, lateMs: null, what: nodeCall.name, stack: null });
      if (!scope.isInterrupted) Reflect.apply(callback, this, values);
      else if (close !== null && typeof values[1] === 'number') close(values[1]);
    };
    return Reflect.apply(nodeCall, this, [...args.slice(0, -1), guarded]);
  };
  // Its name, its length, and what `util.promisify` knows it by.
  return Object.defineProperties(call, Object.getOwnPropertyDescriptors(nodeCall));
}
