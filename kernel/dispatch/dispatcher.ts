/** From frames to handlers, and around every request: busy, the reply, idle. */
import type { RequestChannel, IncomingMessage } from '../protocol/message';
import { ContentReader } from '../protocol/fields';
import { isRequestType, REQUESTS } from '../protocol/messages/requests';
import type { RequestType } from '../protocol/messages/requests';
import type { Session } from '../protocol/session';
import { errorReply, isClientsFault, RefusedError } from './error-reply';
import type { Handler, Request } from './handler';
import { HANDLERS } from './handlers/handlers';
import type { RunReply } from './runs';
import type { Services } from './services';
import type { Wire } from './wire';

/** Some handler's answer, seen without its type. */
type Reply = { readonly content: object | null; readonly metadata?: Record<string, unknown>; readonly date?: string } | null;
type Respond = () => Reply | Promise<Reply>;

export class Dispatcher {
  readonly #session: Session;
  readonly #wire: Wire;
  readonly #services: Services;

  constructor(session: Session, wire: Wire, services: Services) {
    this.#session = session;
    this.#wire = wire;
    this.#services = services;
  }

  /** Takes the frames of one message. Never throws. */
  receive(channel: RequestChannel, frames: readonly Buffer[]): void {
    const decoded = this.#session.decode(frames);
    if (decoded.status === 'dropped') {
      this.#services.once.say(`a message was dropped: ${decoded.fault}`);
      return;
    }
    const { message } = decoded;
    this.#wire.received(channel, message);
    if (channel === 'stdin') this.#takeInput(message);
    else if (isRequestType(message.header.msg_type)) this.#dispatch(message.header.msg_type, channel, message);
    else this.#unknown(channel, message);
  }

  #dispatch<Type extends RequestType>(type: Type, channel: RequestChannel, message: IncomingMessage): void {
    const services = this.#services;
    const handler: Handler<Type> = HANDLERS[type];
    const refuse = (error: unknown): Reply => {
      const reply = errorReply(error);
      return handler.refuse?.(reply, services) ?? { content: reply };
    };
    let request: Request<Type>;
    try {
      if (!REQUESTS[type].channels.includes(channel)) {
        throw new RefusedError(`${type} belongs on the ${REQUESTS[type].channels.join(' or ')} channel, not on ${channel}`);
      }
      request = { content: REQUESTS[type].read(new ContentReader(type, message.content)), message };
    } catch (error) {
      void this.#serve(channel, message, () => {
        throw error;
      }, refuse);
      return;
    }
    const run = () => this.#serve(channel, message, () => handler.handle(request, services), refuse);
    if (handler.waits?.(request, services) !== true) {
      void run();
      return;
    }
    const abort = handler.abort;
    services.queue.add({
      run,
      abort: abort === undefined ? null : () => this.#serve(channel, message, () => abort(services), refuse),
    });
  }

  /** One request from its busy to its idle. Never rejects. */
  async #serve(
    channel: RequestChannel,
    message: IncomingMessage,
    respond: Respond,
    refuse: (error: unknown) => Reply,
  ): Promise<void> {
    const { iopub, cells, runs } = this.#services;
    const type = message.header.msg_type;
    iopub.status('busy', message);
    try {
      const answer = this.#answer(type, respond, refuse);
      const reply = answer instanceof Promise ? await answer : answer;
      iopub.flush();
      const replyType = isRequestType(type) ? REQUESTS[type].replyType : null;
      if (replyType !== null && reply?.content) {
        const dated = { metadata: {}, date: new Date().toISOString(), ...reply };
        this.#wire.reply(channel, message, replyType, reply.content, dated);
        if (replyType === 'execute_reply') runs.replied(message, dated as RunReply);
      }
    } catch (error) {
      this.#tellFault(type, error);
    } finally {
      iopub.status('idle', message);
      // Front ends and servers go by the last status, whoever its parent is: they would take the kernel for idle while the cell runs on.
      if (cells.running !== null && cells.running !== message) iopub.status('busy', cells.running);
    }
  }

  /** Not async: what can be answered within this call is. */
  #answer(type: string, respond: Respond, refuse: (error: unknown) => Reply): Reply | Promise<Reply> {
    const failed = (error: unknown): Reply => {
      this.#tellFault(type, error);
      return refuse(error);
    };
    try {
      const response = respond();
      return response instanceof Promise ? response.catch(failed) : response;
    } catch (error) {
      return failed(error);
    }
  }

  #unknown(channel: RequestChannel, message: IncomingMessage): void {
    const type = JSON.stringify(message.header.msg_type.slice(0, 60));
    this.#services.once.say(`unknown message type ${type} on ${channel}: not answered`);
    void this.#serve(channel, message, () => null, () => null);
  }

  #takeInput(message: IncomingMessage): void {
    const { inputs, engine, once } = this.#services;
    if (message.header.msg_type !== 'input_reply') {
      once.say('a message on stdin that is no input_reply was dropped');
      return;
    }
    try {
      const answer = inputs.answer(message);
      if (answer === null) once.say('an input_reply to no open question was dropped');
      else engine.answerInput(answer.inputId, answer.value);
    } catch (error) {
      this.#tellFault('input_reply', error);
    }
  }

  /** The client's faults are answered in words and told once; the kernel's own are told with their stack, each time. */
  #tellFault(type: string, error: unknown): void {
    if (isClientsFault(error)) this.#services.once.say(`${type}: ${error.name}`, error.message);
    else this.#services.log(`${type}: the handler failed: ${error instanceof Error ? error.stack : String(error)}`);
  }
}
