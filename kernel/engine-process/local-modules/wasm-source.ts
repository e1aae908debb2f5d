/** A `.wasm` file as an ES module: its exports by name, its imports from the modules that it names. Node 22 has no such import of its own. */
import { readFileSync } from 'node:fs';

/** The part of the WebAssembly JavaScript interface that is used; Node's types leave it to `lib.dom`. */
declare const WebAssembly: {
  Module: {
    new (bytes: Uint8Array): object;
    imports(module: object): { readonly module: string }[];
    exports(module: object): { readonly name: string }[];
  };
};

/**
 * The module's JavaScript.
 * @throws WebAssembly.CompileError for a file that is no WebAssembly; the system's error for one that can't be read.
 */
export function wasmSource(file: string): string {
  const compiled = new WebAssembly.Module(readFileSync(file));
  const needed = [...new Set(WebAssembly.Module.imports(compiled).map(({ module }) => module))];
  const exported = WebAssembly.Module.exports(compiled).map(({ name }) => name);
  const imports = needed.map((name, at) => `import * as from${at} from ${JSON.stringify(name)};`);
  const object = needed.map((name, at) => `${JSON.stringify(name)}: from${at}`).join(', ');
  const exports = exported.map((name, at) => `const export${at} = instance.exports[${JSON.stringify(name)}];\nexport { export${at} as ${JSON.stringify(name)} };`);
  return [
    `import { readFileSync } from 'node:fs';`,
    ...imports,
    `const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(${JSON.stringify(file)})), { ${object} });`,
    ...exports,
  ].join('\n');
}
