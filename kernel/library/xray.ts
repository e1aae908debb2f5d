/** `xray`: what a part of a cell waits for, as data and as a picture (issue "Async X-ray: every cell can show what it waited for"). */
import { inspect } from 'node:util';
import type { Collected } from '../xray/collected';
import type { XrayReport } from '../xray/report';
import { JUPYTER_DISPLAY } from '../engine-process/rich-output';
import { engineServices } from '../engine-process/services';
import { errorWords } from '../xray/collect/operation';
import { display } from './display';
import type { Displayable, MimeBundle } from './displayable';

/** A report that shows itself as a picture, and in a console as a table. */
export interface ShownReport extends XrayReport, Displayable {}

/** What `xray` gives. */
export interface Xrayed<T> {
  /** What the function returned, awaited. */
  readonly value: T;
  /** What it waited for. Times are in ms from its start. */
  readonly report: ShownReport;
}

export interface XrayOptions {
  /** What the picture calls it; by default its cell. */
  readonly name?: string;
}

/** The stages that summarise and draw are loaded with the first report, and with the first that is shown. */
function reportOf(collected: Collected): ShownReport {
  const { summarise } = require('../xray/summarise') as typeof import('../xray/summarise');
  const report = summarise(collected);
  const bundle = (): MimeBundle => (require('../xray/bundle') as typeof import('../xray/bundle')).reportBundle(report);
  // Not listed among the data, which is to be what JSON carries.
  return Object.defineProperties({ ...report }, {
    [JUPYTER_DISPLAY]: { value: bundle },
    [inspect.custom]: { value: () => String(bundle()['text/plain']) },
  }) as ShownReport;
}

/**
 * Runs a function and looks at what it waits for: only what it starts, not what else the cell does. The report shows itself as a
 * picture (`report` as the last value of a cell, or `display(report)`), and has the data. When the function throws, what was seen is
 * shown, and the error is thrown on.
 *
 * In a script without a notebook it sees the same, but for what the script had taken from Node's modules into variables before the first call.
 *
 * @throws what `work` throws
 * @example
 * const { value, report } = await xray(async () => Promise.all([fetch(a), fetch(b)]));
 * report;
 */
export async function xray<T>(work: () => T | PromiseLike<T>, { name }: XrayOptions = {}): Promise<Xrayed<T>> {
  if (typeof work !== 'function') throw new TypeError('xray() takes a function, for example `await xray(async () => { … })`.');
  const isScript = engineServices() === null;
  if (isScript) (require('../engine-process/plain-process') as typeof import('../engine-process/plain-process')).seePlainProcess();
  const { xrayPart } = require('../engine-process/xray/open-xray') as typeof import('../engine-process/xray/open-xray');
  const show = (collected: Collected): void => void display(reportOf(collected));
  const part = xrayPart(name ?? (isScript ? 'part of a script' : null), async () => work(), show);
  try {
    const value = await part.result;
    return { value, report: reportOf(part.finish({ ended: 'ok' })) };
  } catch (error) {
    show(part.finish({ ended: 'error', error: error instanceof Error ? `${error.name}: ${error.message}` : errorWords(error) }));
    throw error;
  }
}
