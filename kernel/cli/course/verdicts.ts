/** What checks and exercises said, read from a cell's outputs. */
import { stripVTControlCharacters } from 'node:util';
import { VERDICT_TYPE, type VerdictReport } from '../../library/course/verdict';
import type { CodeCell } from '../run/notebook';

/** The verdicts that a cell shows, in their order. */
export function verdictsOf(cell: CodeCell): VerdictReport[] {
  return cell.outputs.flatMap((output) => {
    const report = 'data' in output ? output.data[VERDICT_TYPE] : undefined;
    return isVerdict(report) ? [report] : [];
  });
}

function isVerdict(value: unknown): value is VerdictReport {
  if (typeof value !== 'object' || value === null) return false;
  const { version, kind, name, passed } = value as Partial<VerdictReport>;
  return version === 1 && (kind === 'check' || kind === 'exercise') && typeof name === 'string' && typeof passed === 'boolean';
}

/** A failed verdict in one line. */
export function failureWords(report: VerdictReport): string {
  if (report.kind === 'check') return [`the check "${report.name}" failed`, ...(report.detail === null ? [] : [report.detail])].join(': ');
  const failed = report.checks.find(({ state }) => state === 'failed');
  return `the exercise "${report.name}" is not solved yet${failed === undefined ? '' : `: "${failed.name}"${failed.detail ? `: ${failed.detail.split('\n')[0]}` : ''}`}`;
}

/** The error in a cell's outputs; null without one. */
export function errorOf(cell: CodeCell): { readonly name: string; readonly message: string } | null {
  const error = cell.outputs.find((output) => output.output_type === 'error');
  return error?.output_type === 'error' ? { name: error.ename, message: stripVTControlCharacters(error.evalue).split('\n')[0] ?? '' } : null;
}
