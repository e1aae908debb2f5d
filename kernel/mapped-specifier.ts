/** Which specifiers `paths` of a `tsconfig.json` may lead elsewhere: the same for checker, cells and local modules. */
import { isBuiltin } from 'node:module';
import path from 'node:path';

/** Never a path, a URL (RFC 3986, "Scheme") or a module of Node's. */
export function isMappable(specifier: string): boolean {
  return !isPath(specifier) && !/^[a-z][a-z\d+.-]*:/i.test(specifier) && !isBuiltin(specifier);
}

/** A specifier that is a path, relative as TypeScript sees it or absolute. A leading dot alone makes none: `.gen/x` is a package's. */
export function isPath(specifier: string): boolean {
  return /^(?:\.{1,2}(?:$|[/\\])|[/\\])/.test(specifier) || path.isAbsolute(specifier);
}
