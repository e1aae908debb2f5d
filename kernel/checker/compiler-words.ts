/** The compiler's messages in words that speak of the notebook alone. */

/** What our documents and namespaces are called in messages and in types. */
const SCAFFOLDING = /(?:typeof )?import\("[^"]*__nb__[^"]*"\)\.?|\$(?:h|self)\.|\$\d+\.|\$var_|"[^"]*__nb__[^"]*"\.?/g;

/** Modules that a cell imported stand in a list under such names. */
const MODULE_ALIAS = /\$m\d+[.$]?/g;

/** Names of ours that the compiler would offer. */
export const SCAFFOLDING_NAME = /^(?:__nb__.*|\$(?:h|self|np|na|\d+|m\d+.*|var_.*))$/;

/** A message, or a type, as the person may read it. */
export function withoutScaffolding(text: string): string {
  return text.replace(SCAFFOLDING, '').replace(MODULE_ALIAS, '');
}

/** A message with the person's files as a cell in this folder would name them, and packages by their names. */
export function withShortPaths(text: string, folder: string): string {
  const inPackages = text.replace(/(["'])[^"'\s]*\/node_modules\/(?:@types\/)?([^"']+)\1/g, '$1$2$1');
  return inPackages.replaceAll(`${folder.replaceAll('\\', '/').replace(/\/$/, '')}/`, './');
}

/** Names that an import declares are read-only, whatever was imported; here that is any name of an earlier cell. */
export function readOnlyWords(name: string, kind: 'const' | 'function' | 'class' | 'enum' | 'namespace' | 'import'): { code: number; message: string } {
  switch (kind) {
    case 'const':
      return { code: 2588, message: `Cannot assign to '${name}' because it is a constant.` };
    case 'function':
      return { code: 2630, message: `Cannot assign to '${name}' because it is a function.` };
    case 'class':
      return { code: 2629, message: `Cannot assign to '${name}' because it is a class.` };
    case 'enum':
      return { code: 2628, message: `Cannot assign to '${name}' because it is an enum.` };
    case 'namespace':
      return { code: 2631, message: `Cannot assign to '${name}' because it is a namespace.` };
    case 'import':
      return { code: 2632, message: `Cannot assign to '${name}' because it is an import.` };
  }
}
