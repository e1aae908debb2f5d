/** The compiler's messages in words that speak of the notebook alone. */

/** What our documents and namespaces are called in messages and in types. */
const SCAFFOLDING = /(?:typeof )?import\("[^"]*__nb__[^"]*"\)\.?|\$(?:h|self)\.|\$\d+\.|\$var_|"[^"]*__nb__[^"]*"\.?|import\("[^"]*\/library\/(?:awaitbook|input|display|displayable|deno-jupyter)"\)\./g;

/** Modules that a cell imported stand in a list under such names. */
const MODULE_ALIAS = /\$m\d+t?[.$]?/g;

/** Names of ours that the compiler would offer. */
export const SCAFFOLDING_NAME = /^(?:__nb__.*|\$(?:h|self|np|na|nc|nr|\d+|m\d+.*|var_.*))$/;

/** A message, or a type, as the person may read it. */
export function withoutScaffolding(text: string): string {
  return text.replace(SCAFFOLDING, '').replace(MODULE_ALIAS, '');
}

/** A message with the person's files as a cell in this folder would name them, and packages by their names. */
export function withShortPaths(text: string, folder: string): string {
  const inPackages = text.replace(/(["'])[^"'\s]*\/node_modules\/(?:@types\/)?([^"']+)\1/g, '$1$2$1');
  return inPackages.replaceAll(`${folder.replaceAll('\\', '/').replace(/\/$/, '')}/`, './');
}

/** Kinds of names that can't be assigned to, with the compiler's number for each and what it calls them. */
const READ_ONLY = {
  const: [2588, 'a constant'],
  function: [2630, 'a function'],
  class: [2629, 'a class'],
  enum: [2628, 'an enum'],
  namespace: [2631, 'a namespace'],
  import: [2632, 'an import'],
} as const;

/**
 * What is said of an assignment to a name that is one of these kinds; null for one that can be assigned to. A name of an earlier cell stands in
 * the header as an import, and the compiler takes it for that.
 */
export function readOnlyWords(name: string, kinds: ReadonlySet<string>): { code: number; message: string } | null {
  const found = Object.entries(READ_ONLY).find(([kind]) => kinds.has(kind));
  if (found === undefined) return null;
  const [code, what] = found[1];
  return { code, message: `Cannot assign to '${name}' because it is ${what}.` };
}

/** A name as the compiler tells two of that name apart, with the cell that declared it. */
const NAME_OF_CELL = /import\("[^"]*__nb__[^"]*"\)\.(?:\$(\d+)\.)?([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu;

/** A member of an enum always is of its enum, unless there are two. */
const MEMBER_OF_OLDER_ENUM = /'([\p{ID_Start}$_][\p{ID_Continue}$]*)\.[^']+' is not assignable to (?:parameter of )?type '\1'/u;

/** What explains a raw message in which two declarations of one name meet, which would read as `'Row' is not assignable to 'Row'`; null for others. */
export function twiceDeclaredWords(rawMessage: string): string | null {
  const cells = new Map<string, string>();
  let twice = MEMBER_OF_OLDER_ENUM.exec(rawMessage)?.[1];
  for (const [, cell = 'this', name] of rawMessage.matchAll(NAME_OF_CELL)) {
    if (cells.has(name!) && cells.get(name!) !== cell) twice ??= name;
    cells.set(name!, cell);
  }
  return twice === undefined ? null : `There are two declarations of '${twice}': what earlier cells declared by the older one still means that. Run those cells again.`;
}
