/**
 * Names that a CommonJS module exports. Node reads them from the module's text before it runs it, and misses those that are made as it runs:
 * `import { chunk } from 'lodash'` fails there, while TypeScript, bundlers and the package's own documentation have it.
 */
import { createRequire } from 'node:module';

const ownRequire = createRequire(__filename);

type Namespace = Readonly<Record<string, unknown>>;

const completed = new WeakMap<object, Namespace>();

/** The namespace with all that the module exports; as it is where that is all, and for what is no CommonJS and no JSON. */
export function withAllExports(namespace: unknown, specifier: unknown): unknown {
  if (typeof namespace !== 'object' || namespace === null) return namespace;
  const known = completed.get(namespace);
  if (known !== undefined) return known;
  const exported: unknown = Reflect.get(namespace, 'default');
  if ((typeof exported !== 'object' && typeof exported !== 'function') || exported === null) return namespace;
  if (Array.isArray(exported) || ArrayBuffer.isView(exported)) return isCompleted(namespace, exported, specifier) ? withNamesOfList(namespace, exported) : namespace;
  const added = Object.keys(exported).filter((name) => !(name in namespace));
  if (added.length === 0 || !isCompleted(namespace, exported, specifier)) return namespace;
  return remember(namespace, Object.create(null, { ...Object.getOwnPropertyDescriptors(namespace), ...descriptors(exported, added) }) as Namespace);
}

/** A list has elements, which are no names, and seldom a name of its own beside them: that is looked for when it is read, since listing it would list a million elements. */
function withNamesOfList(namespace: object, list: object): Namespace {
  const isName = (key: PropertyKey): boolean => Object.prototype.propertyIsEnumerable.call(list, key) && !(typeof key === 'string' && /^\d+$/.test(key));
  const names = new Proxy(Object.create(null) as object, {
    has: (_target, key) => isName(key),
    get: (_target, key): unknown => (isName(key) ? Reflect.get(list, key) : undefined),
  });
  return remember(namespace, Object.create(names, Object.getOwnPropertyDescriptors(namespace)) as Namespace);
}

function remember(namespace: object, whole: Namespace): Namespace {
  completed.set(namespace, whole);
  return whole;
}

function isCompleted(namespace: object, exported: object, specifier: unknown): boolean {
  return isCommonJs(namespace, exported) || String(specifier).endsWith('.json');
}

/** Node 24 marks such a namespace; Node 22 has the exports among what was required. */
function isCommonJs(namespace: object, exported: object): boolean {
  return 'module.exports' in namespace || Object.values(ownRequire.cache).some((module) => module?.exports === exported);
}

/** A property that is computed when it is read, as those that load a part of a package are, stays one. */
function descriptors(exported: object, names: readonly string[]): PropertyDescriptorMap {
  return Object.fromEntries(names.map((name): [string, PropertyDescriptor] => {
    const own = Object.getOwnPropertyDescriptor(exported, name);
    return [name, own?.get === undefined ? { enumerable: true, value: Reflect.get(exported, name) } : { enumerable: true, get: () => Reflect.get(exported, name) as unknown }];
  }));
}
