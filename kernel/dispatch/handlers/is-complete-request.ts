/** is_complete_request: whether a console may run the text, or a line more is to be typed. */
import type { Handler } from '../handler';

export const isCompleteHandler: Handler<'is_complete_request'> = {
  handle: ({ content }, { language }) => ({ content: language.isComplete(content.code) }),
};
