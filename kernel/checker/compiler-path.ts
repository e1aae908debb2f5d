/** Where the native compiler lies: the binary itself, which needs no Node to start. */
import { createRequire } from 'node:module';
import path from 'node:path';

const ownRequire = createRequire(__filename);

/** Why there is no compiler, in plain words. */
export class CompilerMissingError extends Error {
  override readonly name = 'CompilerMissingError';
}

/**
 * The executable of TypeScript 7 for this platform, from the package that `typescript` itself depends on.
 * @throws {CompilerMissingError} when it is not installed, as after `npm install --omit=optional`.
 */
export function compilerPath(): string {
  const wanted = `@typescript/typescript-${process.platform}-${process.arch}`;
  try {
    const typescript = createRequire(ownRequire.resolve('@typescript/native/package.json'));
    const folder = path.dirname(typescript.resolve(`${wanted}/package.json`));
    return path.join(folder, 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc');
  } catch (error) {
    throw new CompilerMissingError(`The package ${wanted} is not installed, so types are not checked. Install awaitbook anew, with optional dependencies.`, { cause: error });
  }
}

/** The folder of types that stand in where the notebook's folder has none of its own: `@types/node` lies there. */
export function ownTypesFolder(): string {
  return path.dirname(path.dirname(ownRequire.resolve('@types/node/package.json')));
}
