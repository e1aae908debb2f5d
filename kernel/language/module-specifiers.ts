/** Offers for the text of an import specifier. */
import { builtinModules } from 'node:module';

/** Node's own modules, by both of their names; those with an underscore are not meant for use. */
export function builtinSpecifiers(prefix: string): string[] {
  const bare = builtinModules.filter((name) => !name.startsWith('_') && !name.startsWith('node:'));
  const onlyPrefixed = builtinModules.filter((name) => name.startsWith('node:'));
  const names = [...bare.map((name) => `node:${name}`), ...onlyPrefixed, ...(prefix === '' ? [] : bare)];
  return names.filter((name) => name.startsWith(prefix)).sort();
}
