/** Describes what was thrown, so that the front can show it: errors with frames, causes and properties; other values as they are. */
import { inspect, types } from 'node:util';
import type { StackFrame, ThrownDescription } from '../engine/contract';
import { asWritten } from '../language/running-form';
import { boundText, shownText } from './rich-output';
import { framesOf } from './stack-frames';

/** Causes and inner errors are followed this deep; a longer chain is a mistake. */
const DEEPEST = 10;
/** Inner errors of an AggregateError that are described. */
const MOST_ERRORS = 50;

const NOT_EXTRA = new Set(['name', 'message', 'stack', 'cause', 'errors']);

function isError(value: unknown): value is Error {
  try {
    return types.isNativeError(value) || value instanceof Error;
  } catch {
    return false; // a proxy whose traps throw
  }
}

/** A property that may be a getter that throws. */
function readText(error: Error, key: 'name' | 'message', otherwise: string): string {
  try {
    const value: unknown = Reflect.get(error, key);
    if (value === undefined) return otherwise;
    return typeof value === 'string' ? value : shownText(value, false);
  } catch {
    return otherwise;
  }
}

function nameOf(error: Error): string {
  const name = readText(error, 'name', 'Error');
  if (name !== 'Error') return name || 'Error';
  try {
    const constructorName: unknown = Object.getPrototypeOf(error)?.constructor?.name;
    return typeof constructorName === 'string' && constructorName !== '' ? constructorName : 'Error';
  } catch {
    return 'Error';
  }
}

/** What an error holds: the errors of an AggregateError; of a SuppressedError (explicit resource management) the later one, then the one that it hid. */
function innerErrors(error: Error, name: string): readonly unknown[] {
  const errors: unknown = Reflect.get(error, 'errors');
  if (Array.isArray(errors)) return errors.slice(0, MOST_ERRORS);
  const isPair = name === 'SuppressedError' && 'error' in error && 'suppressed' in error;
  return isPair ? [error.error, error.suppressed] : [];
}

function extraProperties(error: Error): string | null {
  const extra: Record<PropertyKey, unknown> = {};
  for (const key of Reflect.ownKeys(error)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(error, key);
    if (typeof key === 'string' && NOT_EXTRA.has(key)) continue;
    if (descriptor?.enumerable === true) Object.defineProperty(extra, key, descriptor);
  }
  if (Reflect.ownKeys(extra).length === 0) return null;
  return boundText(inspect(extra, { colors: true }));
}

function framesSafely(error: object): readonly StackFrame[] {
  try {
    return framesOf(error);
  } catch {
    return []; // a stack getter that throws has no frames to tell
  }
}

/** Describes a thrown value of any kind; never throws. `outer`: the errors that it was found in. */
export function describeThrown(thrown: unknown, outer: readonly unknown[] = []): ThrownDescription {
  if (!isError(thrown)) {
    return { name: 'UncaughtValue', message: shownText(thrown, false), frames: [], properties: null, cause: null, errors: [] };
  }
  const plain = { name: nameOf(thrown), message: boundText(asWritten(readText(thrown, 'message', ''))), frames: framesSafely(thrown) };
  if (outer.includes(thrown)) return { ...plain, message: `[Circular] ${plain.message}`, frames: [], properties: null, cause: null, errors: [] };
  const deeper = outer.length < DEEPEST;
  const inner = [...outer, thrown];
  try {
    return {
      ...plain,
      properties: extraProperties(thrown),
      cause: deeper && 'cause' in thrown && thrown.cause !== undefined ? describeThrown(thrown.cause, inner) : null,
      errors: deeper ? innerErrors(thrown, plain.name).map((one) => describeThrown(one, inner)) : [],
    };
  } catch (error) {
    return { ...plain, properties: `[its properties can't be read: ${shownText(error, false)}]`, cause: null, errors: [] };
  }
}

/** Describes an error that the kernel itself has to tell. */
export function plainError(name: string, message: string, frames: readonly StackFrame[] = []): ThrownDescription {
  return { name, message, frames, properties: null, cause: null, errors: [] };
}
