/** What the slow server answers to which address. */

/** Things of the course's kitchen, one an item. */
const DISHES = ['stock', 'rice', 'bread', 'soup', 'salad', 'pie', 'noodles', 'stew', 'dumplings', 'pudding'] as const;

/** Lines of a `/stream` at most. */
const MOST_LINES = 10_000;

/** What a request asks for. */
export interface Answer {
  readonly status: number;
  /** One JSON value a line: one line is the whole body of an ordinary answer, several are a stream of NDJSON. */
  readonly lines: readonly unknown[];
  readonly isStream: boolean;
  /** Ms before each line that the address itself asks for; null when it asks for none. */
  readonly delay: number | null;
  /** Whether it is answered at once, without delay and error. */
  readonly isPlain: boolean;
}

const HELP = {
  '/item/N': 'one item as JSON, after the delay',
  '/stream/N': 'N items, one a line (NDJSON), each after the delay',
  '/echo': 'method, path and headers of the request, after the delay',
  '?delay=MS': 'another delay for this request',
  '?status=CODE': 'this status instead of 200',
};

function itemOf(id: number): object {
  return { id, name: DISHES[id % DISHES.length] };
}

function numberIn(text: string | null, least: number, most: number): number | null {
  const value = text === null || text === '' ? NaN : Number(text);
  return value >= least && value <= most ? value : null;
}

/** The answer to a request; delay, jitter, errors and the limit are the server's business. */
export function answerTo(method: string, path: string, headers: Readonly<Record<string, unknown>>): Answer {
  const [pathname = '/', query] = path.split('?', 2); // `new URL` throws on `//`
  const searchParams = new URLSearchParams(query);
  const status = numberIn(searchParams.get('status'), 200, 599) ?? 200;
  const delay = numberIn(searchParams.get('delay'), 0, 60_000);
  const one = (line: unknown): Answer => ({ status, lines: [line], isStream: false, delay, isPlain: false });
  const item = /^\/item\/(\d{1,9})$/.exec(pathname)?.[1];
  if (item !== undefined) return one(itemOf(Number(item)));
  const count = numberIn(/^\/stream\/(\d+)$/.exec(pathname)?.[1] ?? null, 1, MOST_LINES);
  if (count !== null) return { status, lines: Array.from({ length: count }, (_item, id) => itemOf(id + 1)), isStream: true, delay, isPlain: false };
  if (pathname === '/echo') return one({ method, path, headers });
  if (pathname === '/') return { ...one(HELP), isPlain: true };
  return { ...one({ error: `There is nothing at ${pathname}.`, endpoints: HELP }), status: 404, isPlain: true };
}
