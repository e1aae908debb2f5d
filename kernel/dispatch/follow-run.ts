/** Answers an execute request that runs nothing but asks for the output of a run from the beginning: see `runs.ts`. */
import type { IncomingMessage } from '../protocol/message';
import { RefusedError } from './error-reply';
import type { RunReply } from './runs';
import type { Services } from './services';

/**
 * Publishes what the run published so far with `follower` as the parent, then what comes, and resolves with the run's reply when it is answered.
 * @throws RefusedError when the run is not known (any more): nothing is run instead.
 */
export async function followRun(msgId: string, follower: IncomingMessage, { iopub, runs }: Services): Promise<RunReply> {
  iopub.flush(); // what is joined so far counts as published
  const run = runs.follow(msgId, follower);
  if (run === null) throw new RefusedError('the run to follow is not known any more, so its output can not be shown again; run the cell anew');
  for (const { type, content, metadata, date } of run.outputs) {
    iopub.publish(type, content, follower, { metadata, date });
    if (type === 'execute_input' && run.dropped > 0) {
      iopub.stream(follower, 'stderr', `The first ${run.dropped} outputs of this run are no longer kept.\n`);
    }
  }
  return run.reply;
}
