/** Sessions of random declarations and uses, and a model of what each name means after them: the newest declaration counts. */
import type { Random } from './random';

/** What a name is as a value. `result`: as the run shows it; `type`: what the checker has to find. */
interface Value {
  readonly type: string;
  readonly result: string;
  /** What an assignment comes to: a code, or null where it is allowed. */
  readonly assigned: string | null;
}

/** What a name is as a type: a value of it, and a code where it is none. */
type Type = { readonly member: string } | { readonly code: string };

/** One cell, and how it has to end: with a result, with a code, or with an error of its run. */
export interface Step {
  readonly cell: string;
  readonly end: string;
}

/** A way to declare a name. A part that is undefined leaves what the name was before. */
interface Kind {
  readonly text: (name: string) => string;
  readonly value?: Value;
  readonly type?: Type;
  /** The name means nothing as a type any more, though something else declared that. */
  readonly takesType?: true;
}

const NOT_A_TYPE = 'TS2749';

const KINDS: readonly Kind[] = [
  { text: (name) => `const ${name} = 1`, value: { type: 'number', result: '1', assigned: 'TS2588' } },
  { text: (name) => `let ${name} = 'a'`, value: { type: 'string', result: "'a'", assigned: null } },
  { text: (name) => `var ${name} = [1]`, value: { type: 'number[]', result: '[ 1 ]', assigned: null } },
  { text: (name) => `if (true) { var ${name} = 5 }`, value: { type: 'number', result: '5', assigned: null } },
  { text: (name) => `for (var ${name} of ['x', 'y']);`, value: { type: 'string', result: "'y'", assigned: null } },
  { text: (name) => `const { a: ${name} } = { a: true }`, value: { type: 'boolean', result: 'true', assigned: 'TS2588' } },
  { text: (name) => `let [${name}] = [7n]`, value: { type: 'bigint | undefined', result: '7n', assigned: null } },
  { text: (name) => `function ${name}(n: number) { return [n] }`, value: { type: '(n: number) => number[]', result: '[Function: NAME]', assigned: 'TS2630' } },
  { text: (name) => `async function ${name}() { return 1 }`, value: { type: '() => Promise<number>', result: '[AsyncFunction: NAME]', assigned: 'TS2630' } },
  { text: (name) => `function* ${name}() { yield 1 }`, value: { type: '() => Generator<number>', result: '[GeneratorFunction: NAME]', assigned: 'TS2630' } },
  { text: (name) => `class ${name} { a = 1 }`, value: { type: 'new () => { a: number }', result: '[class NAME]', assigned: 'TS2629' }, type: { member: '{ a: 2 }' } },
  { text: (name) => `abstract class ${name}<T> { t?: T }`, value: { type: 'abstract new () => object', result: '[class NAME]', assigned: 'TS2629' }, type: { code: 'TS2314' } },
  { text: (name) => `enum ${name} { A = 3 }`, value: { type: '{ readonly A: number }', result: "{ '3': 'A', A: 3 }", assigned: 'TS2628' }, type: { member: '3' } },
  { text: (name) => `namespace ${name} { export const a = 1 }`, value: { type: '{ readonly a: number }', result: '{ a: 1 }', assigned: 'TS2631' }, type: { code: 'TS2709' } },
  { text: (name) => `import { sep as ${name} } from 'node:path/posix'`, value: { type: "'/' | '\\\\'", result: "'/'", assigned: 'TS2632' }, takesType: true },
  { text: (name) => `import ${name} = require('node:path/posix')`, value: { type: '{ sep: string }', result: 'ANY', assigned: 'TS2632' }, type: { code: 'TS2709' } },
  { text: (name) => `interface ${name} { b: string }`, type: { member: "{ b: 'b' }" } },
  { text: (name) => `type ${name} = 'one' | 'two'`, type: { member: "'two'" } },
  { text: (name) => `type ${name}<T> = T[]`, type: { code: 'TS2314' } },
  { text: (name) => `import type { ParsedPath as ${name} } from 'node:path'`, type: { member: "{ root: '', dir: '', base: '', ext: '', name: '' }" } },
];

/** A value that is of no declared type. */
const FOREIGN = 'Symbol.iterator';

/** One session over names that no other session has. */
export function randomSession(random: Random, seed: number, length: number): Step[] {
  const names = ['a', 'b', 'c'].map((name) => `${name}${seed}`);
  const values = new Map<string, Value>();
  const types = new Map<string, Type>();
  /** The type that came with the value, and goes with it. */
  const typeOfValue = new Map<string, Type>();

  const declare = (name: string, { value, type, takesType }: Kind): void => {
    if (value !== undefined) {
      if (types.get(name) === typeOfValue.get(name)) types.delete(name);
      typeOfValue.delete(name);
      values.set(name, { ...value, result: value.result.replace('NAME', name) });
      if (type !== undefined) typeOfValue.set(name, type);
    }
    if (type !== undefined) types.set(name, type);
    if (takesType) types.delete(name);
  };
  const value = (name: string): Step => {
    const known = values.get(name);
    if (known === undefined) return { cell: name, end: types.has(name) ? 'TS2693' : 'TS2304' };
    return random.below(2) === 0 ? { cell: `${name} satisfies ${known.type}`, end: known.result } : { cell: `${name} satisfies undefined`, end: 'TS1360' };
  };
  const assign = (name: string): Step => {
    const known = values.get(name);
    if (known === undefined) return { cell: `${name} = 1`, end: types.has(name) ? 'TS2693' : 'TS2304' };
    return { cell: `${name} = ${known.assigned === null ? FOREIGN : '1 as never'}`, end: known.assigned ?? 'TS2322' };
  };
  const type = (name: string): Step => {
    const known = types.get(name);
    if (known === undefined) return { cell: `[0 as unknown as ${name}].length`, end: values.has(name) ? NOT_A_TYPE : 'TS2304' };
    if ('code' in known) return { cell: `[0 as unknown as ${name}].length`, end: known.code };
    return random.below(2) === 0 ? { cell: `[${known.member} satisfies ${name}].length`, end: '1' } : { cell: `[${FOREIGN} satisfies ${name}].length`, end: 'TS1360' };
  };
  const half = (name: string, other: string): Step => {
    declare(name, KINDS[0]!);
    if (other !== name) {
      values.delete(other);
      if (types.get(other) === typeOfValue.get(other)) types.delete(other);
      typeOfValue.delete(other);
    }
    const rest = other === name ? '' : ` const ${other} = 2`;
    return { cell: `const ${name} = 1; { throw new Error('half') }${rest}`, end: 'Error: half' };
  };

  return Array.from({ length }, (): Step => {
    const name = random.pick(names);
    switch (random.below(10)) {
      case 0:
        return half(name, random.pick(names));
      case 1:
        return assign(name);
      case 2:
      case 3:
        return type(name);
      case 4:
      case 5:
        return value(name);
      default: {
        const kind = random.pick(KINDS);
        declare(name, kind);
        return { cell: kind.text(name), end: '' };
      }
    }
  });
}
