/** Vega and Vega-Lite: specifications, and the charts of vega-lite-api. */
import type { RunningFormHelpers } from '../../language/running-form';
import { HELPERS_NAME } from '../../language/running-form';
import { CHART_SVG_LIMIT_MS } from '../../limits';
import { shownText } from '../rich-output';
import { type Kind, type KnownForm, methodOf } from './kind';

const SCHEMA = /^https?:\/\/vega\.github\.io\/schema\/(vega|vega-lite)\/v(\d+)(?:\.\d+)*\.json$/;

/** Versions of Vega-Lite with a MIME type of their own in JupyterLab 4.6, whose newest is 5; it renders version 6 under that. */
const OWN_TYPES: ReadonlySet<string> = new Set(['3', '4']);

interface Spec {
  readonly [field: string]: unknown;
}

/** What is used of the package `vega`. */
interface Vega {
  parse(spec: unknown): unknown;
  /** `tell` gets the message's parts, for example `Loading failed`, an address and an error. */
  logger(level: number, method: undefined, tell: (method: string, level: string, parts: ArrayLike<unknown>) => void): unknown;
  readonly Warn: number;
  readonly View: new (flow: unknown, options: object) => { toSVG(): Promise<string>; finalize(): void };
}

/** What is used of the package `vega-lite`. */
interface VegaLite {
  compile(spec: unknown, options: object): { readonly spec: unknown };
}

function specOf(value: object): Spec | null {
  if (typeof Reflect.get(value, '$schema') === 'string') return value as Spec;
  const toSpec = methodOf(value, 'toSpec');
  if (toSpec === null || methodOf(value, 'toView') === null) return null;
  return toSpec() as Spec;
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && Reflect.get(error, 'code') === 'ERR_MODULE_NOT_FOUND';
}

async function drawSvg(spec: Spec, isLite: boolean): Promise<string> {
  const helpers = Reflect.get(globalThis, HELPERS_NAME) as RunningFormHelpers;
  const vega = (await helpers.import('vega')) as Vega;
  let failure: string | null = null;
  const logger = vega.logger(vega.Warn, undefined, (_method, _level, parts) => {
    if (/\bfailed$/.test(String(parts[0]))) failure ??= Array.from(parts, String).join(' ');
  });
  const flow = vega.parse(isLite ? ((await helpers.import('vega-lite')) as VegaLite).compile(spec, { logger }).spec : spec);
  const view = new vega.View(flow, { renderer: 'none', logger });
  try {
    const svg = await view.toSVG();
    // Vega draws a chart without the data that it could not load.
    if (failure !== null) throw new Error(failure);
    return svg;
  } finally {
    view.finalize();
  }
}

/** The SVG; null where the packages are not installed in the notebook's folder; rejects where it can't be made in time. */
async function svgOf(spec: Spec, isLite: boolean): Promise<string | null> {
  let limit: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    limit = setTimeout(() => reject(new Error(`it took more than ${CHART_SVG_LIMIT_MS / 1000} s`)), CHART_SVG_LIMIT_MS);
  });
  try {
    return await Promise.race([drawSvg(spec, isLite), tooLate]);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  } finally {
    clearTimeout(limit);
  }
}

async function chartForm(spec: Spec, isLite: boolean, type: string): Promise<KnownForm> {
  const bundle = { [type]: spec, 'text/plain': shownText(spec, false) };
  try {
    const svg = await svgOf(spec, isLite);
    return [svg === null ? bundle : { ...bundle, 'image/svg+xml': svg }, {}];
  } catch (error) {
    return [{ ...bundle, 'text/plain': `${bundle['text/plain']}\n[no SVG of this chart could be made: ${String(error)}]` }, {}];
  }
}

/** Shows a chart by the MIME type that JupyterLab 4.6 renders, with an SVG beside it where `vega` (and `vega-lite`) are installed. */
export const vegaChart: Kind = (value) => {
  const spec = specOf(value);
  const [, language, version = ''] = SCHEMA.exec(String(spec?.['$schema'])) ?? [];
  if (spec === null || language === undefined) return null;
  const isLite = language === 'vega-lite';
  const type = isLite ? `application/vnd.vegalite.v${OWN_TYPES.has(version) ? version : '5'}+json` : 'application/vnd.vega.v5+json';
  return chartForm(spec, isLite, type);
};
