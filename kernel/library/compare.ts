/** `compare`: several X-rays over one time axis. */
import type { XrayComparison, XrayReport } from '../xray/report';
import { type Displayable, Shown } from './displayable';

/** What `xray()` gives: its report, or the whole. */
export type Compared = XrayReport | { readonly report: XrayReport };

/** Several runs, shown as one drawing; `runs` has their data. */
export interface Comparison extends XrayComparison, Displayable {}

function reportIn(name: string, given: unknown): XrayReport {
  const fields = typeof given === 'object' && given !== null ? (given as Readonly<Record<string, unknown>>) : {};
  const report = 'report' in fields ? fields['report'] : given;
  if (typeof report === 'object' && report !== null && 'version' in report && report.version === 1 && 'timeline' in report) return { ...(report as XrayReport) };
  throw new TypeError(`compare() was given no X-ray as '${name}'. Give it what xray() resolves to: compare({ ${/^[\w$]+$/.test(name) ? name : JSON.stringify(name)}: await xray(async () => …) }).`);
}

class ComparedRuns extends Shown implements Comparison {
  readonly version = 1;
  readonly runs: XrayComparison['runs'];

  constructor(comparison: XrayComparison) {
    // The stages that draw are loaded with the first drawing.
    const { comparisonBundle } = require('../xray/bundle') as typeof import('../xray/bundle');
    const bundle = comparisonBundle(comparison);
    super(bundle, bundle['image/svg+xml']);
    this.runs = comparison.runs;
  }

  toJSON(): XrayComparison {
    return { version: this.version, runs: this.runs };
  }
}

/**
 * Draws several X-rays below one another over one time axis, with their wall times side by side and the ratio of the first and the last one.
 * Throws a TypeError for what is no X-ray, and where there is none.
 *
 * @param runs by name, in the order in which they are drawn
 * @example compare({ sequential: await xray(inTurn), concurrent: await xray(atOnce) })
 */
export function compare(runs: Readonly<Record<string, Compared>>): Comparison {
  const compared = Object.entries(runs ?? {}).map(([name, given]) => ({ name, report: reportIn(name, given) }));
  if (compared.length === 0) throw new TypeError('compare() was given no X-ray. Give it some by name: compare({ sequential, concurrent }).');
  return new ComparedRuns({ version: 1, runs: compared });
}
