/** Questions to the person: `input_request` on stdin to the client whose cell asks, its `input_reply` back to the engine. */
import { ContentReader } from '../protocol/fields';
import type { IncomingMessage } from '../protocol/message';
import { readInputReply } from '../protocol/messages/input';
import type { InputRequest } from '../protocol/messages/input';
import type { Cell } from './cells';
import type { Wire } from './wire';

interface Question {
  readonly cell: Cell;
  readonly inputId: number;
  /** `msg_id` of the `input_request`. */
  readonly requestId: string;
}

export class Inputs {
  readonly #wire: Wire;
  /** In the order in which they were asked. */
  #open: Question[] = [];

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  ask(cell: Cell, inputId: number, prompt: string, password: boolean): void {
    const content: InputRequest = { prompt, password };
    const requestId = this.#wire.reply('stdin', cell.request, 'input_request', content);
    this.#open.push({ cell, inputId, requestId });
  }

  /**
   * The question that a reply answers, with the answer; null for a stray or late reply. A reply names the `input_request` as its
   * parent (JupyterLab), the execute request, or nothing (jupyter_client): without a name it answers the oldest question to its client.
   * @throws ContentError when the value is not a string; the question stays open.
   */
  answer(reply: IncomingMessage): { readonly inputId: number; readonly value: string } | null {
    const question = this.#open.find((open) => isFrom(reply, open.cell.request) && isAbout(reply, open));
    if (question === undefined) return null;
    const { value } = readInputReply(new ContentReader('input_reply', reply.content));
    this.#open = this.#open.filter((open) => open !== question);
    return { inputId: question.inputId, value };
  }

  /** Replies to the questions of this request come too late from now on. */
  forget(request: IncomingMessage): void {
    this.#open = this.#open.filter((open) => open.cell.request !== request);
  }
}

function isFrom(reply: IncomingMessage, request: IncomingMessage): boolean {
  return reply.identities.length === request.identities.length && reply.identities.every((id, at) => id.equals(request.identities[at]!));
}

function isAbout(reply: IncomingMessage, question: Question): boolean {
  return reply.parentId === null || reply.parentId === question.requestId || reply.parentId === question.cell.request.header.msg_id;
}
