/**
 * The cells that are measured, in each kernel's language, with the same work in both. Those that take a number are another text with each,
 * of the same work: a text that was there before would be answered from what a compiler remembers.
 */

/** A completion: the text with the cursor at its end, and what must be among the offers. */
export interface CompletionCase {
  text(n: number): string;
  readonly expects: string;
}

/** The texts of one language. */
export interface Cells {
  /** `1+1`, whose second number differs. */
  one(n: number): string;
  /** Nine lines with types. `suffix` of the names that it declares: without, each run declares them anew. */
  typed(n: number, suffix?: string): string;
  /** Run once, before the completions: makes their live variable. */
  readonly beforeCompletion: string;
  readonly completeMember: CompletionCase;
  readonly completeVariable: CompletionCase;
  /** Waits for a minute, its event loop free. */
  readonly awaiting: string;
  /** Computes for ever. */
  readonly spinning: string;
  /** Waits for 300, 200 and 400 ms together. */
  readonly together: string;
  /** Writes `line 0`, `line 1`, …: so many lines, a call each. */
  lines(count: number): string;
}

export const TYPESCRIPT: Cells = {
  one: (n) => `1+${n}`,
  typed: (n, s = '') => `interface Point${s} { x: number; y: number }
const points${s}: Point${s}[] = Array.from({ length: 20 }, (_, i) => ({ x: i, y: i * i + ${n} }));
function lengthOf${s}({ x, y }: Point${s}): number {
  return Math.hypot(x, y);
}
const lengths${s}: Map<number, number> = new Map();
for (const point of points${s}) lengths${s}.set(point.x, lengthOf${s}(point));
const longest${s}: number = Math.max(...lengths${s}.values());
longest${s}.toFixed(3)`,
  beforeCompletion: 'const measuredValue: number = 7',
  completeMember: { text: (n) => `${n}+Math.ma`, expects: 'max' },
  completeVariable: { text: (n) => `${n}+measuredV`, expects: 'measuredValue' },
  awaiting: 'await new Promise((done) => setTimeout(done, 60_000))',
  spinning: 'for (;;) {}',
  together: 'await Promise.all([300, 200, 400].map((ms) => new Promise((done) => setTimeout(done, ms))))',
  lines: (count) => `for (let i = 0; i < ${count}; i++) console.log("line " + i)`,
};

export const PYTHON: Cells = {
  one: (n) => `1+${n}`,
  typed: (n) => `import math
points: list[tuple[int, int]] = [(i, i * i + ${n}) for i in range(20)]
def length_of(point: tuple[int, int]) -> float:
    x, y = point
    return math.hypot(x, y)
lengths: dict[int, float] = {}
for point in points: lengths[point[0]] = length_of(point)
longest: float = max(lengths.values())
f"{longest:.3f}"`,
  beforeCompletion: 'import asyncio, math\nmeasured_value: int = 7',
  completeMember: { text: (n) => `${n}+math.fl`, expects: 'floor' },
  completeVariable: { text: (n) => `${n}+measured_v`, expects: 'measured_value' },
  awaiting: 'import asyncio\nawait asyncio.sleep(60)',
  spinning: 'while True: pass',
  together: 'import asyncio\nawait asyncio.gather(*(asyncio.sleep(s) for s in (0.3, 0.2, 0.4)))',
  lines: (count) => `for i in range(${count}): print("line", i)`,
};
