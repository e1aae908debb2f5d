/** Cells of constructs that read as something else until their end is there. */
export const BROKEN_CELLS: Readonly<Record<string, string>> = {
  'parameters of several lines': "const price = (\n  dish: string,\n  { count, tip = 0 }: { count: number; tip?: number } = { count: 1 },\n): number => dish.length * count + tip;",
  'callbacks with two parameters': 'const total = [1, 2, 3].reduce((sum, one) => sum + one, 0);\nconst pairs = Object.entries({ a: 1 }).map(([key, value]) => ({ key, value }));',
  'functions that return functions': 'const add = (a: number) => (b: number) => a + b;\nconst later = async (ms: number): Promise<number> => ms;',
  'type arguments': 'const seen = new Map<string, Set<number>>();\nconst ask = make<(name: string) => string, number>({ name: 1 });\nlet one: Promise<Array<string>> = load<string>();',
  'generic functions': "const keep = <T extends object>({ a, b }: { a: T; b?: T }): T => b ?? a;\nasync function* lines(from: string): AsyncGenerator<string> {\n  yield from;\n}",
  'names and their values': 'const first: number = 1, second: string[] = [];\nlet [left, , right = 2, ...rest]: number[] = [1, 2];\nconst { a, b: { c = 1 } = {}, ...others }: Bag = bag;',
  'members of a class': "abstract class Stove<T = string> extends Device<T> implements Hot, Named {\n  static #count = 0;\n  declare kind: string;\n  accessor heat = 1;\n  readonly name!: string;\n  constructor(private readonly watts: number, public label?: T) {\n    super();\n  }\n  abstract light(): void;\n  get power(): number { return this.watts; }\n  set power(value) {}\n  async *ticks() { yield* [1]; }\n  async take<U>(this: Stove<T>, ...more: U[]): Promise<void> {}\n  [Symbol.iterator]() { return this.ticks(); }\n}",
  'decorators': '@sealed\n@logged({ level: 1 })\nclass Pot {\n  @bound\n  stir() {}\n  @field() size = 1;\n}',
  'imports that are called': "const { join } = await import('node:path');\nconst here = import.meta.url;\nconst data = await import('./a.json', { with: { type: 'json' } });",
  'declarations of what is elsewhere': 'declare global {\n  var oven: number;\n}\ndeclare module "stove" {\n  export function light(name: string): void;\n}\ndeclare const heat: unique symbol;',
  'types that choose': 'type Deep<T> = T extends (infer U)[]\n  ? Deep<U>\n  : T extends object\n    ? { readonly [K in keyof T]?: Deep<T[K]> }\n    : T;\nfunction isHot(a: unknown): a is Hot { return true; }',
  'types of functions and of indices': 'interface Call {\n  (a: string): number;\n  new (b: boolean): object;\n  readonly [key: string]: unknown;\n}\ntype Rest = [head: string, tail?: number, ...more: boolean[]];',
  'operators of types': 'const bowl = soup as unknown as Bowl;\nconst plate = { size: 1 } satisfies Plate;\nobj?.a?.[0]?.(1).b!.c;\nlet kind: keyof typeof plate;',
  'what is used and let go': 'using file = open("a");\nawait using pool = await connect({ size: 2 });\nconst big = 1_000n * 2n ** 3n;',
  'loops in one line': 'for (const a of [1, 2]) for (const b of [3]) if (a < b) console.log(a); else break;\ndo step(); while (more());\nouter: for await (const one of many()) continue outer;',
};
