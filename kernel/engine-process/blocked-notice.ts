/**
 * One line on stderr when the event loop was blocked and a timer or a callback of the person came late by `NOTICE_LATE_MS` or more, once a
 * cell. Never while modules are loaded: that is nobody's mistake.
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { CellNumber, StackFrame } from '../engine/contract';
import { NOTICE_CATCH_UP_MS, NOTICED_CELLS } from '../limits';
import { hrtimeMs } from '../xray/collect/process-clock';
import { callSitesOf, captureStack } from '../xray/collect/stack-holder';
import { cellNow } from './cell-clock';
import { currentCell } from './cell-context';
import { nodeTimers } from './cell-timers';
import { catchUp, isHeldUp, type LateCallback, takeLate, turnsAgain } from './held-up';
import { leaveEvents, watchEvents } from './late-events';
import type { Reporter } from './report';
import { frameOf } from './stack-frames';

/** Global symbol under which the worker has the main thread look at where it stands. */
export const BLOCKED_KEY = 'awaitbook.blocked';

/** Asks for a turn, with null; else tells how long the loop was blocked, 0 for too short. */
export interface TurnQuestion {
  readonly blockedMs: number | null;
}

/** The loop turns, with null; else whether to look more often. */
export type ToWatch = null | { readonly isClose: boolean };

const MOST_FRAMES = 50;
const LOADER = 'node:internal/modules/';

/** Where the main thread stood while its event loop did not turn. */
export interface Look {
  /** The cell whose work it is. */
  readonly owner: CellNumber | null;
  /** The innermost place of the person's. */
  readonly frame: StackFrame | null;
  readonly isLoading: boolean;
  /** Ms since the worker asked. */
  readonly waitedMs: number;
  /** The function that is not the person's which the innermost place had called; empty for none. */
  readonly callee: string;
}

let isOn = true;
let toWatch: MessagePort | null = null;
let onLook: ((look: Look) => void) | null = null;
/** Ms at which the last X-ray ended. */
let lookedUntilMs = -Infinity;

/** From now on looks come more often, and go to `take`; null ends that. */
export function lookClosely(take: ((look: Look) => void) | null): void {
  onLook = take;
  if (take === null) lookedUntilMs = cellNow();
  toWatch?.postMessage({ isClose: take !== null } satisfies ToWatch);
}

/** Whether the notice is given. */
export function tellBlocking(isTold: boolean): void {
  isOn = isTold;
}

/** `askedMs`: by the clock that all threads share. */
function lookAround(askedMs: number): Look {
  const sites = callSitesOf(captureStack(MOST_FRAMES, null));
  const frames = sites.map((site) => frameOf(site.getScriptNameOrSourceURL() ?? '', site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1, site.getFunctionName() ?? '', site.isAsync()));
  const innermost = frames.findIndex((frame) => frame !== null);
  const above = innermost > 0 ? sites[innermost - 1] : undefined;
  // Without a file it is the question itself.
  const callee = (above?.getFileName() ?? '') === '' ? '' : (above?.getFunctionName() ?? '(anonymous)');
  const isLoading = sites.some((site) => (site.getFileName() ?? '').startsWith(LOADER));
  return { owner: currentCell(), frame: frames[innermost] ?? null, isLoading, waitedMs: hrtimeMs() - askedMs, callee };
}

/** The place that most looks found. */
function mostSeen(looks: readonly Look[]): { readonly frame: StackFrame; readonly owner: CellNumber | null } | null {
  const counts = new Map<string, { readonly frame: StackFrame; readonly owner: CellNumber | null; count: number }>();
  for (const { frame, owner } of looks) {
    if (frame === null) continue;
    const key = `${frame.place}|${frame.functionName}|${frame.line}`;
    const seen = counts.get(key) ?? { frame, owner, count: 0 };
    seen.count += 1;
    counts.set(key, seen);
  }
  return [...counts.values()].sort((one, other) => other.count - one.count)[0] ?? null;
}

/** `line 4`, with the cell or the file where it is not `own`. */
function placeWords({ cell, place, line }: StackFrame, own: CellNumber): string {
  return cell === own ? `line ${line}` : `${place}, line ${line}`;
}

function blockWords(frame: StackFrame, blockedMs: number, own: CellNumber): string {
  const name = frame.functionName.includes('.') ? '' : frame.functionName;
  const place = placeWords(frame, own);
  return `the event loop was blocked for ${Math.round(blockedMs)} ms ${name === '' ? `at ${place}` : `in ${name}(), ${place}`}`;
}

function lateWords(late: readonly LateCallback[], blockedMs: number, own: CellNumber): string {
  const [worst] = late.toSorted((one, other) => (other.lateMs ?? 0) - (one.lateMs ?? 0));
  if (worst === undefined) return '';
  const sites = worst.stack === null ? [] : callSitesOf(worst.stack);
  const frame = sites.map((site) => frameOf(site.getScriptNameOrSourceURL() ?? '', site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1, '', false)).findLast((found) => found !== null);
  const of = frame === undefined ? '' : ` of ${placeWords(frame, own)}`;
  const words = worst.lateMs === null ? `what came meanwhile (${worst.what}) had to wait for up to ${Math.round(blockedMs)} ms` : `a timer${of} came ${Math.round(worst.lateMs)} ms late`;
  return late.length === 1 ? words : `${words}, and so did ${late.length - 1} more`;
}

/** Puts it in place; the port is for the worker. */
export function installBlockedNotice(reporter: Reporter): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const told = new Set<CellNumber>();
  let looks: Look[] = [];

  /** A cell under the X-ray shows what blocked it anyhow. */
  function look(askedMs: number): void {
    // One that was asked for within the block and is answered behind it says nothing of it.
    if (onLook !== null) onLook(lookAround(askedMs));
    else if (isHeldUp()) {
      watchEvents();
      looks.push(lookAround(askedMs));
    }
  }

  function tell(blockedMs: number, endMs: number): void {
    const late = takeLate();
    const seen = looks;
    looks = [];
    const most = mostSeen(seen);
    // The X-ray shows it. Its end is part of the block still, and a look that comes so late finds the cell's line.
    if (endMs - blockedMs < lookedUntilMs) return;
    if (!isOn || blockedMs === 0 || late.length === 0 || most === null || seen.some(({ isLoading }) => isLoading)) return;
    const { frame, owner } = most;
    const cell = owner ?? frame.cell;
    if (cell === null || told.has(cell)) return;
    told.add(cell);
    if (told.size > NOTICED_CELLS) told.clear();
    reporter.stream(cell, 'stderr', `${blockWords(frame, blockedMs, cell)}; ${lateWords(late, blockedMs, cell)}.\n`);
  }

  Object.defineProperty(globalThis, Symbol.for(BLOCKED_KEY), { configurable: true, enumerable: false, value: look });
  port1.on('message', ({ blockedMs }: TurnQuestion) => {
    if (blockedMs === null) port1.postMessage(null satisfies ToWatch);
    else {
      const endMs = cellNow();
      nodeTimers.setImmediate(catchUp);
      // Node lets timers of another delay than the one that blocked wait for the next round.
      nodeTimers.setTimeout(() => {
        turnsAgain();
        leaveEvents();
        tell(blockedMs, endMs);
      }, NOTICE_CATCH_UP_MS).unref();
    }
  });
  port1.unref();
  toWatch = port1;
  return port2;
}
