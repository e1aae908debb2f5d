/** A report, or a comparison, in the three MIME types that a front end chooses from (Jupyter messaging 5.5, display_data). */
import { drawComparison } from './draw/draw-comparison';
import { drawReport } from './draw/draw-report';
import type { XRAY_MIME_TYPE, XrayComparison, XrayReport } from './report';
import { comparisonText, reportText } from './text';
import { isEmpty } from './words';

/** Data for programs, a drawing, and a table for all that show neither. JupyterLab shows the drawing in trusted notebooks, else the table. */
export type XrayMimeBundle<Data> = { readonly [Type in typeof XRAY_MIME_TYPE]: Data } & { readonly 'image/svg+xml'?: string; readonly 'text/plain': string };

/** Without a drawing where there is nothing to draw: then the text is one line. */
export const reportBundle = (report: XrayReport): XrayMimeBundle<XrayReport> => ({
  'application/vnd.awaitbook.xray+json': report,
  ...(isEmpty(report) ? {} : { 'image/svg+xml': drawReport(report) }),
  'text/plain': reportText(report),
});

/** Throws a RangeError where there is no run to compare. */
export const comparisonBundle = (comparison: XrayComparison): Required<XrayMimeBundle<XrayComparison>> => ({
  'application/vnd.awaitbook.xray+json': comparison,
  'image/svg+xml': drawComparison(comparison),
  'text/plain': comparisonText(comparison),
});
