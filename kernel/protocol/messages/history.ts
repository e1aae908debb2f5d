/** history_request, history_reply. */
import type { KernelMessage } from '@jupyterlab/services';
import type { ContentReader } from '../fields';
import { SHELL_AND_CONTROL } from './message-pair';
import type { MessagePair, PairEntry } from './message-pair';

/** `n` and `stop` may be left out: all there is. */
export type HistoryRequest =
  | (Omit<KernelMessage.IHistoryRequestTail, 'n'> & { n: number | null })
  | (Omit<KernelMessage.IHistoryRequestRange, 'stop'> & { stop: number | null })
  | (Omit<KernelMessage.IHistoryRequestSearch, 'n'> & { n: number | null });

/** The specification allows null as the output of a cell without one; the services' type forgets it. */
export interface HistoryReply extends KernelMessage.IReplyOkContent {
  history: [session: number, line: number, input: string][] | [session: number, line: number, [input: string, output: string | null]][];
}

export type HistoryPair = MessagePair<HistoryRequest, 'history_reply', HistoryReply>;

export const history: PairEntry<HistoryPair> = {
  replyType: 'history_reply',
  channels: SHELL_AND_CONTROL,
  read: readHistoryRequest,
};

function readHistoryRequest(content: ContentReader): HistoryRequest {
  const output = content.boolean('output', false);
  const raw = content.boolean('raw', true);
  const kind = content.choice('hist_access_type', ['tail', 'range', 'search']);
  if (kind === 'tail') return { hist_access_type: kind, output, raw, n: content.optionalInteger('n') };
  if (kind === 'range') {
    const session = content.optionalInteger('session') ?? 0;
    const start = content.optionalInteger('start') ?? 0;
    return { hist_access_type: kind, output, raw, session, start, stop: content.optionalInteger('stop') };
  }
  const pattern = content.optionalString('pattern') ?? '*';
  return { hist_access_type: kind, output, raw, pattern, n: content.optionalInteger('n'), unique: content.boolean('unique', false) };
}
