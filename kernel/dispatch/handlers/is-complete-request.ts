/**
 * is_complete_request: whether a console may run the text, or a line more is to be typed. A request of a wrong form is `unknown`: the
 * reply's status is one of four words, of which `error` is none (Jupyter messaging 5.5, "Code completeness").
 */
import type { Handler } from '../handler';

export const isCompleteHandler: Handler<'is_complete_request'> = {
  handle: ({ content }, { language }) => ({ content: language.isComplete(content.code) }),
  refuse: () => ({ content: { status: 'unknown' } }),
};
