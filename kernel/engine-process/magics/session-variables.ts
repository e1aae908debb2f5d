/** The variables of the session: what cells declared, and globals that they made. */
import { Session } from 'node:inspector';
import { types } from 'node:util';
import vm from 'node:vm';
import { names as namesOverGlobals } from '../lowered-syntax';

/** A variable with its value as it is now. */
export interface SessionVariable {
  readonly name: string;
  readonly value: unknown;
}

/** Reads and drops them. */
export interface SessionVariables {
  /** By alphabet; those that `drop` emptied and no cell has set since are not among them. */
  list(): SessionVariable[];
  /** Empties all and returns their names. V8 has no way to take a top-level `let` back, so they read as undefined. */
  drop(): string[];
}

/** The names of top-level declarations, which no object has as properties: the inspector alone can tell them. */
function lexicalNames(session: Session): readonly string[] {
  let names: readonly string[] = [];
  // Answered before `post` returns: the session is this thread's own.
  session.post('Runtime.globalLexicalScopeNames', {}, (_error, answer) => {
    names = answer?.names ?? [];
  });
  return names;
}

/** To be made when all globals of the kernel are in place: what comes later is the person's. */
export function createSessionVariables(): SessionVariables {
  const own = new Set(Object.keys(globalThis));
  const dropped = new Set<string>();
  let session: Session | null = null;

  function read(name: string): SessionVariable[] {
    try {
      return [{ name, value: vm.runInThisContext(name) as unknown }];
    } catch (error) {
      if (error instanceof ReferenceError) return []; // its cell has not come to it
      throw error;
    }
  }

  function lexical(): SessionVariable[] {
    if (session === null) {
      session = new Session();
      session.connect();
    }
    return lexicalNames(session).flatMap(read);
  }

  const madeGlobals = (): string[] => Object.keys(globalThis).filter((name) => !own.has(name));

  function all(): SessionVariable[] {
    const found = new Map<string, SessionVariable>();
    for (const variable of lexical()) found.set(variable.name, variable);
    for (const name of Object.keys(namesOverGlobals)) found.set(name, { name, value: namesOverGlobals[name] });
    for (const name of madeGlobals()) if (!found.has(name)) found.set(name, { name, value: Reflect.get(globalThis, name) });
    return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  return {
    list: () => all().filter(({ name, value }) => value !== undefined || !dropped.has(name)),
    drop() {
      const listed = all().filter(({ value }) => value !== undefined).map(({ name }) => name);
      for (const { name } of lexical()) {
        vm.runInThisContext(`${name} = undefined`);
        dropped.add(name);
      }
      for (const name of Object.keys(namesOverGlobals)) Reflect.deleteProperty(namesOverGlobals, name);
      for (const name of madeGlobals()) Reflect.deleteProperty(globalThis, name);
      return listed;
    },
  };
}

/** The kind of a value in a word or two, for example `number`, `class`, `Array(3)`, `Promise`. Runs no code of the person's. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (types.isProxy(value)) return 'Proxy';
  if (typeof value === 'function') {
    if (/^class\b/.test(Function.prototype.toString.call(value))) return 'class';
    return types.isAsyncFunction(value) ? 'async function' : 'function';
  }
  if (typeof value !== 'object') return typeof value;
  if (Array.isArray(value)) return `Array(${value.length})`;
  if (types.isMap(value) || types.isSet(value)) return `${constructorName(value)}(${value.size})`;
  if (types.isTypedArray(value)) return `${constructorName(value)}(${value.length})`;
  if (types.isModuleNamespaceObject(value)) return 'module';
  return constructorName(value);
}

/** Read without getters, which could run code. */
function constructorName(value: object): string {
  for (let at: object | null = value; at !== null && !types.isProxy(at); at = Object.getPrototypeOf(at) as object | null) {
    const held: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value;
    if (typeof held !== 'function' || types.isProxy(held)) continue;
    const name: unknown = Object.getOwnPropertyDescriptor(held, 'name')?.value;
    if (typeof name === 'string' && name !== '') return name;
  }
  return 'Object';
}
