/** What the check of a cell and its run came to, in one line each. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { KernelClient } from './kernel-client';
import { outputsOf } from './lines';

/** Writes files under a folder, with the folders that they lie in. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/**
 * How a cell ended: its result (`1`, `'a'`; empty without one), `TS2322` where it was stopped (several with spaces between), or the error of
 * its run. What only warned stands in front, as `warns TS2304: `; text that it wrote is left out.
 */
export async function endOf(client: KernelClient, cell: string): Promise<string> {
  // Without `stop_on_error` an error is answered at once.
  const lines = outputsOf(await client.execute(cell, { content: { stop_on_error: false } }));
  const warnings = lines.filter((line) => /^stderr "(?:Warning|Type error): /.test(line)).flatMap((line) => [...line.matchAll(/\((TS\d+|[a-z-]+)\)\\n/g)].map(([, code]) => code));
  const warned = warnings.length === 0 ? '' : `warns ${warnings.join(' ')}: `;
  const error = lines.find((line) => line.startsWith('error '));
  if (error === undefined) return warned + (lines.find((line) => line.startsWith('execute_result '))?.slice('execute_result '.length) ?? '');
  return warned + (error.startsWith('error TypeScriptError') ? [...error.matchAll(/\b(TS\d+|, and \d+ more)/g)].map(([code]) => code).join('') : error.slice('error '.length));
}

/** Runs cells in turn; all but the last have to run without an error or a warning. */
export async function storyEnd(client: KernelClient, ...cells: readonly string[]): Promise<string> {
  let end = '';
  for (const [index, cell] of cells.entries()) {
    end = await endOf(client, cell);
    if (index < cells.length - 1 && /^warns |^TS\d|^\w*Error: /.test(end)) throw new Error(`${cell}\n${end}`);
  }
  return end;
}
