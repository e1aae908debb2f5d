/** What the floor kernel says: the fewest messages that the protocol asks for, with constants in them. No socket. */
import { createHmac } from 'node:crypto';

/** A message on its way out. */
export interface Outgoing {
  readonly channel: 'reply' | 'iopub';
  readonly frames: Buffer[];
}

const DELIMITER = Buffer.from('<IDS|MSG>');
const SESSION = 'floor';
let sent = 0;

const LANGUAGE = { name: 'typescript', version: '0', mimetype: 'text/typescript', file_extension: '.ts' };
const INFO = { status: 'ok', protocol_version: '5.3', implementation: 'floor', implementation_version: '0', language_info: LANGUAGE, banner: '' };

function signatureOf(key: string, frames: readonly Buffer[]): string {
  const hmac = createHmac('sha256', key);
  for (const frame of frames) hmac.update(frame);
  return hmac.digest('hex');
}

/** The messages that answer one request, in order; none when its signature is wrong. */
export function answersTo(frames: readonly Buffer[], key: string): Outgoing[] {
  const at = frames.findIndex((frame) => frame.equals(DELIMITER));
  const signed = frames.slice(at + 2, at + 6);
  const [headerFrame, , , contentFrame] = signed;
  if (headerFrame === undefined || contentFrame === undefined || String(frames[at + 1]) !== signatureOf(key, signed)) return [];
  const type = (JSON.parse(String(headerFrame)) as { msg_type: string }).msg_type;
  const message = (msg_type: string, content: object): Buffer[] => {
    const header = { msg_id: `${SESSION}_${++sent}`, session: SESSION, username: 'kernel', date: new Date().toISOString(), msg_type, version: '5.3' };
    const parts = [Buffer.from(JSON.stringify(header)), headerFrame, Buffer.from('{}'), Buffer.from(JSON.stringify(content))];
    return [DELIMITER, Buffer.from(signatureOf(key, parts)), ...parts];
  };
  const publish = (msg_type: string, content: object): Outgoing => ({ channel: 'iopub', frames: [Buffer.from(msg_type), ...message(msg_type, content)] });
  const reply = (msg_type: string, content: object): Outgoing => ({ channel: 'reply', frames: [...frames.slice(0, at), ...message(msg_type, content)] });
  const busy = publish('status', { execution_state: 'busy' });
  const idle = (): Outgoing => publish('status', { execution_state: 'idle' });
  if (type !== 'execute_request') return [busy, reply(type.replace('_request', '_reply'), INFO), idle()];
  const { code } = JSON.parse(String(contentFrame)) as { code: string };
  return [
    busy,
    publish('execute_input', { code, execution_count: 1 }),
    publish('execute_result', { execution_count: 1, data: { 'text/plain': '2' }, metadata: {} }),
    reply('execute_reply', { status: 'ok', execution_count: 1, user_expressions: {}, payload: [] }),
    idle(),
  ];
}
