/** Every message that a test reads is checked: by jupyter_kernel_test's validator, by JupyterLab's, and by our own schema on top. */
import { validateMessage } from '@jupyterlab/services/lib/kernel/validate';
import type { KernelMessage } from '@jupyterlab/services';
import { faultByOwnSchema } from './own-schema';
import { faultByKernelTest } from './public-validator';
import type { Message } from './wire-format';

/** Collects what is wrong with the messages of one client. */
export class MessageChecks {
  readonly #faults: string[] = [];
  readonly #ids = new Set<string>();
  readonly #pending = new Set<Promise<void>>();
  readonly #sessions = new Set<string>();
  #allowedSessions = 1;

  /** Starts the checks of one message. */
  add(message: Message): void {
    const { header, channel } = message;
    const tell = (who: string, fault: string | null) => {
      if (fault !== null) this.#faults.push(`${channel} ${header.msg_type}: ${who}: ${fault}`);
    };
    tell('own schema', faultByOwnSchema(message));
    tell('JupyterLab', faultByServices(message));
    tell('own schema', this.#faultOfIds(message));
    const { parent_header, metadata, content } = message;
    const check = faultByKernelTest({ header, parent_header, metadata, content, buffers: [] }).then((fault) => tell('jupyter_kernel_test', fault));
    this.#pending.add(check);
    void check.then(() => this.#pending.delete(check));
  }

  /** The kernel will be restarted: a new process has a session of its own. */
  allowAnotherSession(): void {
    this.#allowedSessions++;
  }

  /** What could not even be read. */
  addFault(fault: string): void {
    this.#faults.push(fault);
  }

  /** Resolves when all messages so far are checked. @throws Error with every fault; each is told once, to the test that reads the message. */
  async done(): Promise<void> {
    await Promise.all(this.#pending);
    const faults = this.#faults.splice(0);
    if (faults.length > 0) throw new Error(`messages that break the protocol:\n${faults.slice(0, 20).join('\n')}`);
  }

  /** One session id for the life of the kernel process, and no msg_id twice. */
  #faultOfIds({ header }: Message): string | null {
    this.#sessions.add(header.session);
    if (this.#sessions.size > this.#allowedSessions) return `sessions ${[...this.#sessions].join(' and ')}`;
    if (this.#ids.has(header.msg_id)) return `msg_id ${header.msg_id} twice`;
    this.#ids.add(header.msg_id);
    return null;
  }
}

function faultByServices(message: Message): string | null {
  try {
    validateMessage(message as unknown as KernelMessage.IMessage);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
