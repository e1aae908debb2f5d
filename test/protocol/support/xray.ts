/** Reports of X-rayed cells, as clients get them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import type { XrayOperation, XrayReport } from '../../../kernel/xray/report';
import type { Exchange, KernelClient } from './kernel-client';
import { PROJECT_FOLDER } from './kernel-folder';
import type { Message } from './wire-format';

export const XRAY_TYPE = 'application/vnd.awaitbook.xray+json';

const schema = JSON.parse(readFileSync(path.join(PROJECT_FOLDER, 'kernel', 'assets', 'xray.schema.json'), 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

/** Whether a message shows an X-ray. */
export function isXray({ header, content }: Message): boolean {
  return /^(?:display_data|execute_result)$/.test(header.msg_type) && XRAY_TYPE in (content['data'] as object);
}

/** The reports of an exchange. @throws Error for one that breaks the schema, or has no drawing or no table. */
export function reportsIn({ iopub }: Pick<Exchange, 'iopub'>): XrayReport[] {
  return iopub.filter(isXray).map(({ content }) => {
    const data = content['data'] as Record<string, unknown>;
    if (!validate(data[XRAY_TYPE])) throw new Error(`not by the schema: ${JSON.stringify(validate.errors)}`);
    const report = data[XRAY_TYPE] as XrayReport;
    const isDrawn = report.ops > 0 || report.blocks.length > 0 || report.groups.length > 0;
    if (String(data['image/svg+xml']).startsWith('<svg ') !== isDrawn || !String(data['text/plain']).startsWith('Async X-ray')) throw new Error('without a drawing or a table');
    return report;
  });
}

/** The one report of a cell. */
export function reportOf(exchange: Exchange): XrayReport {
  const reports = reportsIn(exchange);
  if (reports.length !== 1) throw new Error(`not one report but ${reports.length}: ${exchange.iopub.map(({ header, content }) => `${header.msg_type} ${JSON.stringify(content).slice(0, 300)}`).join('\n')}`);
  return reports[0]!;
}

/** Runs a cell under `%%xray`, which has to end well. */
export async function xrayed(client: KernelClient, code: string): Promise<XrayReport> {
  const exchange = await client.execute(`%%xray\n${code}`);
  if (exchange.reply.content['status'] !== 'ok') throw new Error((exchange.reply.content['traceback'] as string[]).join('\n'));
  return reportOf(exchange);
}

/** A place as a short text: `3` for line 3 of the report's own cell, `load 3` in a function, `2:4` in cell 2, `fetcher.ts:4` in a file. */
function placeOf({ cell, file, line, fn }: XrayOperation['stack'][number], own: number | null): string {
  const where = file !== undefined ? `${file}:${line}` : cell === own ? String(line) : `${cell}:${line}`;
  return fn === '' ? where : `${fn} ${where}`;
}

/** The operations of the cell itself as short texts: kind, label, and the places that led to it, the outermost first. */
export function operationsOf({ timeline, cell }: XrayReport): string[] {
  return timeline.filter(({ background }) => background !== true).map(({ kind, label, stack }) => `${kind} ${label} < ${stack.toReversed().map((frame) => placeOf(frame, cell)).join(' < ')}`);
}
