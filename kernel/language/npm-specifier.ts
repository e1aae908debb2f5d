/** Specifiers as Deno has them for packages of npm ("npm: specifiers"): they mean what is installed. */

/** A specifier `npm:name@version/path`; `installAs` is what npm is asked for. */
export interface NpmSpecifier {
  /** What Node resolves: `name/path`. */
  readonly installed: string;
  readonly installAs: string;
}

const NPM = /^npm:\/?((?:@[^/@]+\/)?[^/@]+)(@[^/]+)?(\/.*)?$/;

/** Reads a specifier that begins with `npm:`; null for all others. The version is not compared with the installed one. */
export function npmSpecifier(specifier: string): NpmSpecifier | null {
  const [, name, version = '', rest = ''] = NPM.exec(specifier) ?? [];
  return name === undefined ? null : { installed: name + rest, installAs: name + version };
}
