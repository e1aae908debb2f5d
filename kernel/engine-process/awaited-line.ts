/** Which await of a cell's top level an interrupt found it at: the cell keeps the await's number, see `language/mark-awaits.ts`. */
import type { EvaluateRequest, StackFrame } from '../engine/contract';
import { HELPERS_NAME, type RunningFormHelpers } from '../language/running-form';
import { cellUrl, frameOf } from './stack-frames';

function helpers(): RunningFormHelpers {
  return Reflect.get(globalThis, HELPERS_NAME) as RunningFormHelpers;
}

/** A cell begins: it has come to no await yet. */
export function forgetAwaited(): void {
  helpers().awaiting = 0;
}

/** The number of the await that the running cell has come to; 0 before the first, and in a process that is no engine. */
export function awaitingNow(): number {
  return (helpers() as RunningFormHelpers | undefined)?.awaiting ?? 0;
}

/** The await that a running cell has come to, as the one frame of a stack; none before the first. `awaiting`: that of an earlier moment. */
export function awaitedFrames({ code, cell }: EvaluateRequest, awaiting = awaitingNow()): readonly StackFrame[] {
  const mark = code.indexOf(`${HELPERS_NAME}.awaiting=${awaiting},`);
  if (mark < 0) return [];
  const before = code.slice(0, code.lastIndexOf('await', mark - 1));
  const frame = frameOf(cellUrl(cell), before.split('\n').length, before.length - before.lastIndexOf('\n'), '', true);
  return frame === null ? [] : [frame];
}
