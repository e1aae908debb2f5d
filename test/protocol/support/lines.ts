/** Messages as short lines, so that a test reads as a table: cells in, the whole ordered list of messages out. */
import { stripVTControlCharacters } from 'node:util';
import type { Exchange } from './kernel-client';
import type { Fields, Message } from './wire-format';

/**
 * All of an exchange: what was published, then the reply. Messages of one stream that follow each other are one line: how a text is cut
 * into messages depends on the clock.
 */
export function linesOf({ iopub, reply }: Exchange): string[] {
  return [...joinStreams(iopub).map(lineOf), lineOf(reply)];
}

function joinStreams(messages: readonly Message[]): Message[] {
  const joined: Message[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    const continues = last?.header.msg_type === 'stream' && message.header.msg_type === 'stream' && last.content['name'] === message.content['name'];
    if (!continues) joined.push(message);
    else joined[joined.length - 1] = { ...last, content: { ...last.content, text: `${String(last.content['text'])}${String(message.content['text'])}` } };
  }
  return joined;
}

/** What stands between the cell's input and its idle, and the reply where it is not `ok`: all that differs from cell to cell. */
export function outputsOf({ iopub, reply }: Exchange): string[] {
  const lines = linesOf({ iopub, reply });
  const frame = [lines[0], lines[1], lines.at(-2)];
  if (frame.join() !== 'busy,execute_input,idle') throw new Error(`not a cell from busy to idle: ${JSON.stringify(lines)}`);
  return lines.slice(2, -2).concat(lines.at(-1) === 'execute_reply ok' ? [] : lines.slice(-1));
}

/** Outputs and result of a cell without the frame of statuses; text of a stream that came in several messages is joined: how many is a matter of time. */
export function joinedOutputsOf(exchange: Exchange): string[] {
  const joined: string[] = [];
  for (const line of linesOf(exchange)) {
    if (/^(?:busy|idle|execute_input|execute_reply ok)/.test(line)) continue;
    const [name, previous] = [line.split(' ', 1)[0], joined.at(-1)];
    const isMore = (name === 'stdout' || name === 'stderr') && previous?.startsWith(`${name} `) === true;
    if (isMore) joined[joined.length - 1] = previous.slice(0, -1) + line.slice(name.length + 2);
    else joined.push(line);
  }
  return joined;
}

/**
 * One message, without colours and counts, for example `busy`, `stdout "a\n"`, `execute_result 42`, `error TypeError: boom`,
 * `execute_reply ok`, `comm_msg {"x":1}`.
 */
export function lineOf({ header, content }: Message): string {
  const type = header.msg_type;
  switch (type) {
    case 'status':
      return String(content['execution_state']);
    case 'execute_input':
      return type;
    case 'stream':
      return `${String(content['name'])} ${JSON.stringify(stripVTControlCharacters(String(content['text'])))}`;
    case 'execute_result':
    case 'display_data':
    case 'update_display_data':
      return `${type} ${bundleLine(content['data'] as Fields)}`;
    case 'error':
      return `error ${String(content['ename'])}: ${String(content['evalue'])}`;
    case 'clear_output':
      return `clear_output ${content['wait'] === true ? 'wait' : 'now'}`;
    case 'comm_open':
      return `comm_open ${String(content['target_name'])} ${JSON.stringify(content['data'])}`;
    case 'comm_msg':
    case 'comm_close':
      return `${type} ${JSON.stringify(content['data'])}`;
    case 'input_request':
      return `input_request ${JSON.stringify(content['prompt'])}`;
    default:
      return `${type} ${String(content['status'] ?? '')}`.trim() + (content['status'] === 'error' ? ` ${String(content['ename'])}` : '');
  }
}

/** A text alone is shown as it is; other bundles with their types, the text last. */
function bundleLine(data: Fields): string {
  const { 'text/plain': plain, ...rest } = data;
  const text = plain === undefined ? [] : [stripVTControlCharacters(String(plain))];
  const types = Object.entries(rest).map(([type, value]) => `${type} ${JSON.stringify(value)}`);
  return types.length === 0 ? text.join('') : [...types, ...text.map((one) => `text/plain ${one}`)].join(' | ');
}

/** The traceback without colours. */
export function tracebackOf({ content }: Message): string[] {
  return (content['traceback'] as string[]).map(stripVTControlCharacters);
}
