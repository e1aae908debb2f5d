/**
 * Functions of `dns`, `zlib` and `crypto` under the X-ray. They are watched from the first import of their module by a cell on: a function
 * that an earlier cell imported is to be seen too.
 */
import { observing, beginCall, endingCallback, type NodeCall, observedCallback, observedOrigin, observedPromise, looksLike } from './observing';
import type { Origin } from '../xray/collect/operation';

/** Node's own names, without what does no waiting. */
const NOT_WAITING = /^(?:get|set|create|is|test|secure|fips|timing|constants|crc32|_)|Sync$/i;

const { apply } = Reflect;

function hostName([host]: readonly unknown[]): string {
  return typeof host === 'string' ? host : '';
}

function functionsOf(module: object): (readonly [string, NodeCall])[] {
  return Object.keys(module).flatMap((name) => {
    // Without getters: some tell of deprecation.
    const held: unknown = Object.getOwnPropertyDescriptor(module, name)?.value;
    const isClass = typeof held === 'function' && /^[A-Z]/.test(name);
    return typeof held === 'function' && !isClass ? [[name, held as NodeCall] as const] : [];
  });
}

function observeDns(): void {
  const dns = require('node:dns') as typeof import('node:dns');
  for (const [name, nodeCall] of functionsOf(dns)) {
    if (!NOT_WAITING.test(name)) Reflect.set(dns, name, observedCallback({ kind: 'dns', name, about: hostName }, nodeCall));
  }
  for (const [name, nodeCall] of functionsOf(dns.promises)) {
    if (!NOT_WAITING.test(name)) Reflect.set(dns.promises, name, observedPromise({ kind: 'dns', name, about: hostName }, nodeCall));
  }
  const ofResolvers = [[dns.Resolver.prototype, observedCallback], [dns.promises.Resolver.prototype, observedPromise]] as const;
  for (const [prototype, observed] of ofResolvers) {
    // Those of promises are on the class, those with callbacks on a class behind it.
    const names = new Set([...Object.getOwnPropertyNames(prototype), ...Object.getOwnPropertyNames(Object.getPrototypeOf(prototype))]);
    for (const name of names) {
      const nodeCall: unknown = Reflect.get(prototype, name);
      if (typeof nodeCall === 'function' && /^(?:resolve|reverse)/.test(name)) Reflect.set(prototype, name, observed({ kind: 'dns', name, about: hostName }, nodeCall as NodeCall));
    }
  }
}

/** One step of a stream that compresses is a part of the stream's operation. */
function observeZlibStreams(zlib: typeof import('node:zlib'), origins: WeakMap<object, Origin>): void {
  const base = Object.getPrototypeOf(Object.getPrototypeOf(zlib.Gzip.prototype)) as object;
  const nodeTransform: unknown = Reflect.get(base, '_transform');
  if (typeof nodeTransform !== 'function') return;
  const transform = function transform(this: object, ...args: unknown[]): unknown {
    const callback = args.at(-1);
    const origin = origins.get(this);
    if (observing.by === null || origin === undefined || typeof callback !== 'function') return apply(nodeTransform, this, args);
    const operation = beginCall({ kind: 'zlib', name: origin.type }, args, transform as NodeCall, origin);
    return apply(nodeTransform, this, operation === null ? args : [...args.slice(0, -1), endingCallback(operation, callback as NodeCall)]);
  };
  Reflect.set(base, '_transform', looksLike(transform, nodeTransform));
}

function observeZlib(): void {
  const zlib = require('node:zlib') as typeof import('node:zlib');
  const origins = new WeakMap<object, Origin>();
  for (const [name, nodeCall] of functionsOf(zlib)) {
    const isStream = name.startsWith('create');
    if (isStream) {
      const observed = observedOrigin({ kind: 'zlib', name }, nodeCall, (made, origin) => {
        if (typeof made === 'object' && made !== null) origins.set(made, origin);
      });
      place(zlib, name, observed);
    } else if (!NOT_WAITING.test(name)) place(zlib, name, observedCallback({ kind: 'zlib', name }, nodeCall));
  }
  observeZlibStreams(zlib, origins);
}

function observeCrypto(): void {
  const crypto = require('node:crypto') as typeof import('node:crypto');
  for (const [name, nodeCall] of functionsOf(crypto)) {
    if (!NOT_WAITING.test(name)) place(crypto, name, observedCallback({ kind: 'crypto', name }, nodeCall));
  }
}

/** zlib's functions can't be set, but be defined anew. */
function place(module: object, name: string, value: unknown): void {
  const descriptor = Object.getOwnPropertyDescriptor(module, name);
  if (descriptor?.configurable === true || descriptor?.writable === true) Object.defineProperty(module, name, { ...descriptor, value });
}

const MODULES: ReadonlyMap<string, () => void> = new Map([
  ['dns', observeDns],
  ['dns/promises', observeDns],
  ['zlib', observeZlib],
  ['crypto', observeCrypto],
]);

const observed = new Set<() => void>();

/** A module is about to be imported for the first time, or again. */
export function observeModule(specifier: string): void {
  const observe = MODULES.get(specifier.startsWith('node:') ? specifier.slice(5) : specifier);
  if (observe === undefined || observed.has(observe)) return;
  observed.add(observe);
  observe();
}

/** Web Crypto is reached by a global: it is watched from the first X-ray on. */
export function observeSubtle(): void {
  if (observed.has(observeSubtle)) return;
  observed.add(observeSubtle);
  const prototype = Object.getPrototypeOf(globalThis.crypto.subtle) as object;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const nodeCall: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
    if (name !== 'constructor' && typeof nodeCall === 'function') Reflect.set(prototype, name, observedPromise({ kind: 'crypto', name }, nodeCall as NodeCall));
  }
}
