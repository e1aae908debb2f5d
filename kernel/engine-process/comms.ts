/** Comms in the engine: targets that cells register, comms that either side opens (Jupyter messaging 5.5, custom messages). */
import { randomUUID } from 'node:crypto';
import type { CommMessage, Json, JsonObject } from '../engine/contract';
import { currentCell } from './cell-context';
import { describeThrown } from './describe-thrown';
import type { Reporter } from './report';

/** A message as a cell's handler gets it. */
export interface CommEvent {
  readonly data: JsonObject;
  readonly metadata: JsonObject;
  readonly buffers: readonly Uint8Array[];
}

/** One comm. */
export interface Comm {
  readonly id: string;
  readonly targetName: string;
  send(data: JsonObject, options?: { metadata?: JsonObject; buffers?: readonly Uint8Array[] }): void;
  close(data?: JsonObject): void;
  onMessage: ((event: CommEvent) => void) | null;
  onClose: ((event: CommEvent) => void) | null;
}

/** Called when the front end opens a comm of a registered target. */
export type CommTarget = (comm: Comm, event: CommEvent) => void;

/** The comms of one engine. */
export interface Comms {
  /** From now on a front end may open comms of this target. */
  registerTarget(targetName: string, target: CommTarget): void;
  unregisterTarget(targetName: string): void;
  open(targetName: string, data?: JsonObject, options?: { metadata?: JsonObject; buffers?: readonly Uint8Array[] }): Comm;
  /** Takes a message of the front end. */
  receive(message: CommMessage): void;
}

function toEvent(message: CommMessage): CommEvent {
  return { data: message.data, metadata: message.metadata, buffers: message.buffers.map((text) => Buffer.from(text, 'base64')) };
}

/** Makes the comms. */
export function createComms(reporter: Reporter): Comms {
  const targets = new Map<string, CommTarget>();
  const comms = new Map<string, Comm>();

  function say(action: CommMessage['action'], commId: string, targetName: string | null, data: JsonObject, options: { metadata?: JsonObject; buffers?: readonly Uint8Array[] } = {}): void {
    const buffers = (options.buffers ?? []).map((bytes) => Buffer.from(bytes).toString('base64'));
    const message: CommMessage = { action, commId, targetName, data: JSON.parse(JSON.stringify(data)) as JsonObject, metadata: options.metadata ?? {}, buffers };
    reporter.event({ type: 'comm', cell: currentCell(), message });
  }

  function createComm(id: string, targetName: string): Comm {
    const comm: Comm = {
      id,
      targetName,
      onMessage: null,
      onClose: null,
      send(data, options) {
        if (comms.get(id) !== comm) throw new Error(`The comm ${id} (${targetName}) is closed.`);
        say('message', id, null, data, options);
      },
      close(data = {}) {
        if (comms.delete(id)) say('close', id, null, data);
      },
    };
    comms.set(id, comm);
    return comm;
  }

  function guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      reporter.event({ type: 'uncaught', cell: currentCell(), error: describeThrown(error) });
    }
  }

  function receive(message: CommMessage): void {
    const event = toEvent(message);
    if (message.action === 'open') {
      const target = targets.get(message.targetName ?? '');
      if (target === undefined) return say('close', message.commId, null, { reason: `unknown target ${message.targetName ?? ''}` } satisfies Record<string, Json>);
      const comm = createComm(message.commId, message.targetName ?? '');
      return guarded(() => target(comm, event));
    }
    const comm = comms.get(message.commId);
    if (comm === undefined) return;
    if (message.action === 'close') {
      comms.delete(message.commId);
      return guarded(() => comm.onClose?.(event));
    }
    guarded(() => comm.onMessage?.(event));
  }

  return {
    registerTarget(targetName, target) {
      targets.set(targetName, target);
      reporter.event({ type: 'commTarget', targetName, isKnown: true });
    },
    unregisterTarget(targetName) {
      if (targets.delete(targetName)) reporter.event({ type: 'commTarget', targetName, isKnown: false });
    },
    open(targetName, data = {}, options) {
      const comm = createComm(randomUUID(), targetName);
      say('open', comm.id, targetName, data, options);
      return comm;
    },
    receive,
  };
}
