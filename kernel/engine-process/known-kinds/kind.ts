/** What a kind of values that is shown richly gives. */

/** A MIME bundle and its metadata. */
export type KnownForm = readonly [bundle: Record<string, unknown>, metadata: Record<string, unknown>];

/** Gives a value's form, or null where the value is not of the kind. */
export type Kind = (value: object) => KnownForm | Promise<KnownForm> | null;

/** The method of that name, bound to the value; null where there is none. */
export function methodOf(value: object, name: string): ((...args: readonly unknown[]) => unknown) | null {
  const method: unknown = Reflect.get(value, name);
  return typeof method === 'function' ? (...args) => Reflect.apply(method, value, args) as unknown : null;
}
