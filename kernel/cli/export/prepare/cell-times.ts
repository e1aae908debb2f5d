/** How long a cell ran, from what its metadata keep. */
import type { Cell, JsonObject } from '../../run/notebook';

/**
 * Ms that the cell ran; null where nothing is known. The kernel's own measure counts only if it belongs to the run that the front end
 * noted last: JupyterLab writes `metadata.execution` anew and leaves ours as it was.
 */
export function msOf(cell: Cell): number | null {
  const execution = objectOf(cell.metadata['execution']);
  const { startedAt, wallMs } = objectOf(objectOf(cell.metadata['awaitbook'])['timing']);
  const started = execution['shell.execute_reply.started'] ?? execution['iopub.execute_input'] ?? execution['iopub.status.busy'];
  if (typeof wallMs === 'number' && (started === undefined || startedAt === started)) return wallMs;
  const ms = dateOf(execution['shell.execute_reply'] ?? execution['iopub.status.idle']) - dateOf(started);
  return Number.isFinite(ms) && ms >= 0 ? ms : null;
}

/** For example `ran in 402 ms`. */
export function timeWords(ms: number): string {
  return `ran in ${spanWords(ms)}`;
}

/** When the last of the cells started, as ISO text; null where nothing is known. */
export function lastStart(cells: readonly Cell[]): string | null {
  const starts = cells.map(({ metadata }) => dateOf(objectOf(metadata['execution'])['iopub.execute_input'])).filter((ms) => Number.isFinite(ms));
  return starts.length === 0 ? null : new Date(Math.max(...starts)).toISOString();
}

function spanWords(ms: number): string {
  if (ms < 1) return 'under 1 ms';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_995) return `${(ms / 1000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${seconds % 60} s`;
}

function dateOf(value: unknown): number {
  return typeof value === 'string' ? Date.parse(value) : NaN;
}

function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
