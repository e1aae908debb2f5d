/** Cells of several lines that declare something. */

export const DECLARATION_CELLS = {
  'an interface and a type': `interface Point {
  readonly x: number;
  y?: number;
  [key: string]: unknown;
  move(by: number): void;
}
type Shape =
  | { kind: 'circle'; radius: number }
  | { kind: 'square'; side: number };`,
  'types of types': `type Flat<T> =
  T extends readonly (infer Item)[]
    ? Flat<Item>
    : T;
type Optional<T> = {
  [Key in keyof T]?: T[Key];
};
type Path = \`/\${string}\`;`,
  'a generic function with overloads': `function first(from: string): string;
function first<T>(from: readonly T[]): T | undefined;
function first(from: any): any {
  return from[0];
}`,
  'a class': `class Account extends Base implements Named {
  static #count = 0;
  readonly name: string;
  #balance = 0;

  constructor(
    name: string,
    private readonly owner = 'nobody',
  ) {
    super();
    this.name = name;
  }

  get balance(): number {
    return this.#balance;
  }

  async pay(amount: number): Promise<void> {
    this.#balance -= amount;
  }

  static {
    Account.#count = 1;
  }
}`,
  'an abstract class': `abstract class Animal {
  abstract sound(): string;
  speak() {
    console.log(
      this.sound(),
    );
  }
}
class Dog extends Animal {
  sound() { return 'woof'; }
}`,
  'an enum and a namespace': `enum Level {
  Low = 1,
  High = Low << 2,
}
namespace Units {
  export const km = 1_000;
  export function toKm(meters: number) {
    return meters / km;
  }
}`,
  'decorators': `function logged(method: Function, context: ClassMethodDecoratorContext) {
  return function (this: unknown, ...args: unknown[]) {
    console.log(String(context.name));
    return method.apply(this, args);
  };
}
class Door {
  @logged
  open() {
    return true;
  }
}`,
  'imports': `import fs, {
  readFileSync,
  type Stats,
} from 'node:fs';
import * as path from 'node:path';
import data from './data.json' with {
  type: 'json',
};
path.join('a', 'b');`,
  'destructuring': `const {
  title,
  author: { name: authorName = 'unknown' } = {},
  ...others
} = book;
const [
  head,
  ,
  ...tail
] = list;`,
  'arrow functions': `const add = (a: number) =>
  (b: number) =>
    a + b;
const later = async <T,>(
  value: T,
): Promise<T> => {
  return value;
};`,
  'comments': `/**
 * Doubles a number.
 *
 * @param x what is doubled
 */
function double(x: number) {
  // by adding
  return x + x; /* not
  by multiplying */
}`,
  'satisfies, as and !': `const palette = {
  red: [255, 0, 0],
  green: '#00ff00',
} satisfies Record<
  string,
  string | number[]
>;
const first = (palette.red as number[])
  .at(0)!
  .toFixed();`,
  'declarations for the compiler': `declare global {
  interface Window {
    mine: number;
  }
  var answer: number;
}
declare function outside(
  name: string,
): void;
declare module 'no-types' {
  export const x: number;
}
export {};`,
  'a module cell': `export const limit = 3;
export default class Queue<T> {
  items: T[] = [];
}
export {
  limit as maximum,
};
export * from 'node:path';`,
  'generators': `function* fibonacci(): Generator<number, void, unknown> {
  let [a, b] = [0, 1];
  for (;;) {
    yield a;
    [a, b] = [b, a + b];
  }
}
const ten = fibonacci()
  .take(10)
  .toArray();`,
  'assertions and guards': `function isText(value: unknown): value is string {
  return typeof value === 'string';
}
function assert(
  condition: unknown,
  message = 'wrong',
): asserts condition {
  if (!condition)
    throw new Error(message);
}`,
};
