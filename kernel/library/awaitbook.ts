/** What cells import from `awaitbook`. `display`, `html`, `md`, `svg`, `input`, `prompt` and `confirm` are globals too. */
import type { Comm, CommEvent, Comms, CommTarget } from '../engine-process/comms';
import { JUPYTER_DISPLAY } from '../engine-process/rich-output';
import { engineServices } from '../engine-process/services';

export { compare, type Compared, type Comparison } from './compare';
export { display, displayAs, updateDisplay, type DisplayHandle } from './display';
export type { Displayable, MimeBundle, Shown, ShownForm } from './displayable';
export { html } from './html';
export { image, type ImageOptions } from './image';
export { confirm, input, prompt, type InputOptions } from './input';
export { json, type JsonOptions } from './json';
export { latex } from './latex';
export { md } from './md';
export { mimeBundle } from './mime-bundle';
export { svg } from './svg';
export { xray, type ShownReport, type Xrayed, type XrayOptions } from './xray';
export { table, type TableOptions, type TableRows } from './table';
export type { XrayBlock, XrayBundle, XrayComparison, XrayFrame, XrayGroup, XrayOperation, XrayReport, XrayRun } from '../xray/report';
export { JUPYTER_DISPLAY };
export type { Comm, CommEvent, CommTarget };

function commsOrThrow(): Comms {
  const services = engineServices();
  if (services === null) throw new Error('Comms work in a notebook only.');
  return services.comms;
}

/** Comms: messages between cells and front-end extensions (Jupyter messaging 5.5, custom messages). */
export const comms: Pick<Comms, 'registerTarget' | 'unregisterTarget' | 'open'> = {
  registerTarget: (targetName, target) => commsOrThrow().registerTarget(targetName, target),
  unregisterTarget: (targetName) => commsOrThrow().unregisterTarget(targetName),
  open: (targetName, data, options) => commsOrThrow().open(targetName, data, options),
};
