/** history_request: tail, range, search. Input is never rewritten for the history, so `raw` makes no difference. */
import type { HistoryRequest } from '../../protocol/messages/history';
import type { Handler } from '../handler';
import { SESSION_NUMBER } from '../history';
import type { History, HistoryEntry } from '../history';

export const historyHandler: Handler<'history_request'> = {
  handle: ({ content }, { history }) => {
    const entries = select(content, history);
    return {
      content: {
        status: 'ok',
        history: content.output
          ? entries.map(({ line, input, output }) => [SESSION_NUMBER, line, [input, output]])
          : entries.map(({ line, input }) => [SESSION_NUMBER, line, input]),
      },
    };
  },
};

function select(request: HistoryRequest, history: History): HistoryEntry[] {
  switch (request.hist_access_type) {
    case 'tail':
      return history.tail(request.n);
    case 'range':
      return history.range(request.session, request.start, request.stop);
    case 'search':
      return history.search(request.pattern, request.n, request.unique);
  }
}
