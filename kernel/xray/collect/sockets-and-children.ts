/** Connections that are made, and child processes that run. */
import type { ChildProcess } from 'node:child_process';
import { errorMonitor } from 'node:events';
import type { Socket } from 'node:net';
import path from 'node:path';
import type { Observer } from './recorder';

/** Where a socket connects to, from the options of `connect`. */
function addressWords(options: unknown): string {
  if (typeof options === 'number' || typeof options === 'string') return String(options);
  if (typeof options !== 'object' || options === null) return '';
  const { path: pipe, host, port } = options as { readonly path?: unknown; readonly host?: unknown; readonly port?: unknown };
  if (typeof pipe === 'string') return path.basename(pipe);
  return `${typeof host === 'string' ? host : 'localhost'}:${String(port)}`;
}

/** A socket is about to connect. */
export function beginConnect(observer: Observer, socket: Socket, options: unknown): void {
  const operation = observer.begin({ kind: 'socket', type: 'connect', label: `connect ${addressWords(options)}`, calledAs: null });
  if (operation === null) return;
  const leave = observer.listeners.on(socket, {
    connect: () => {
      operation.done();
      leave();
    },
    [errorMonitor]: (error: unknown) => {
      operation.failed(error);
      leave();
    },
    close: () => {
      operation.cleared();
      leave();
    },
  });
}

/** The program of a child; of a shell the command's first word. Arguments may be secret. */
function programWords({ file, args }: { readonly file?: unknown; readonly args?: unknown }): string {
  const program = typeof file === 'string' ? path.basename(file) : '';
  const command = Array.isArray(args) && args[1] === '-c' && typeof args[2] === 'string' ? args[2].trim().split(/\s/, 1)[0] : undefined;
  return command === undefined ? program : path.basename(command);
}

/** A child is about to start. The function that it returns is to be called when it was tried. */
export function beginChild(observer: Observer, child: ChildProcess, options: { readonly file?: unknown; readonly args?: unknown }): () => void {
  const operation = observer.begin({ kind: 'process', type: 'spawn', label: programWords(options), calledAs: null });
  if (operation === null) return () => undefined;
  const leave = observer.listeners.on(child, {
    exit: (code: number | null, signal: NodeJS.Signals | null) => {
      operation.status = code;
      if (signal !== null) operation.failed(`ended by ${signal}`);
      else if (code !== 0) operation.failed(`exit code ${code}`);
      else operation.done();
      leave();
    },
  });
  return () => {
    if (child.pid !== undefined) return;
    operation.failed('it could not be started');
    leave();
  };
}
