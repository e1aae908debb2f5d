/** Cells that run until something happens to them, and what they leave. */
import type { Exchange, ExecuteOptions, KernelClient } from './kernel-client';
import { lineOf, outputsOf, tracebackOf } from './lines';
import type { Message } from './wire-format';

/** A cell calls it to tell that it has come to the point where the test is to go on. */
export const TELL_RUNS = "const runs = () => console.log('runs');";

/** Runs cells that have to succeed. */
export async function prepare(client: KernelClient, ...cells: readonly string[]): Promise<void> {
  for (const code of cells) {
    const { reply } = await client.execute(code);
    if (lineOf(reply) !== 'execute_reply ok') throw new Error(`${code}\n${(reply.content['traceback'] as string[] | undefined)?.join('\n') ?? lineOf(reply)}`);
  }
}

/** Sends a cell and waits until it says that it runs. */
export async function startCell(client: KernelClient, code: string, options?: ExecuteOptions): Promise<string> {
  const id = client.sendCell(code, options);
  await client.untilText(id, 'runs');
  return id;
}

/** Interrupts by message; resolves with the ms until the reply. */
export async function interrupt(client: KernelClient): Promise<number> {
  const start = performance.now();
  await client.request('interrupt_request', {}, { channel: 'control' });
  return performance.now() - start;
}

/** The value of an expression, as the kernel shows it. */
export async function valueOf(client: KernelClient, expression: string): Promise<string> {
  const outputs = outputsOf(await client.execute(expression));
  if (outputs.length !== 1 || !outputs[0]!.startsWith('execute_result ')) throw new Error(`${expression}: ${outputs.join('\n')}`);
  return outputs[0]!.slice('execute_result '.length);
}

/** Pid of the process that runs cells. */
export async function enginePid(client: KernelClient): Promise<number> {
  return Number(await valueOf(client, 'process.pid'));
}

/** The one error of a cell. */
export function errorOf({ iopub }: Exchange): Message {
  const errors = iopub.filter(({ header }) => header.msg_type === 'error');
  if (errors.length !== 1) throw new Error(`not one error but ${errors.length}`);
  return errors[0]!;
}

/** A line of a numbered cell. */
export interface Place {
  readonly cell: number;
  readonly line: number;
}

/** All that an error says of where it came from in numbered cells, the nearest frame first. */
export function placesOf(error: Message): Place[] {
  const frames = tracebackOf(error).join('\n').matchAll(/at (?:async )?(?:.*\()?Cell (\d+), line (\d+), column \d+/g);
  return [...frames].map(([, cell, line]) => ({ cell: Number(cell), line: Number(line) }));
}

/** Where an error says it came from: the nearest frame of a numbered cell, or null without one. */
export function placeOf(error: Message): Place | null {
  return placesOf(error)[0] ?? null;
}

/** All that was shown under a cell so far but its result, before and after its end: when its work comes is a matter of the machine. */
export function ownedLines(client: KernelClient, { reply }: Exchange): string[] {
  const lines = client.published(reply.parent_header.msg_id!).map(lineOf);
  return lines.filter((line) => !/^(?:busy|idle|execute_input|execute_result)/.test(line));
}

/** What was published with this parent behind its idle. */
export function lateLines(client: KernelClient, { iopub, reply }: Exchange): string[] {
  return client.published(reply.parent_header.msg_id!).slice(iopub.length).map(lineOf);
}
