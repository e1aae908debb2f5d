/** What the engine says by itself, on to the clients: each with the parent of the cell that it belongs to. */
import type { CellNumber, CommMessage, EngineListener } from '../engine/contract';
import type { JsonRecord } from '../protocol/json';
import type { PublishedMessages } from '../protocol/messages/published';
import type { Cell } from './cells';
import { PendingDisplays } from './pending-displays';
import type { Services } from './services';
import { Xrays } from './xrays';

/** `services.engine` is not used: it does not exist yet when this is made. */
export function createEngineListener(services: Omit<Services, 'engine'>): EngineListener {
  const { iopub, cells, comms, inputs, log } = services;
  /** The cell, unless it is silent: what a silent run puts out is not broadcast (Jupyter messaging 5.5, `silent`). */
  const audible = (cell: CellNumber | null): { readonly parent: Cell['request'] | null } | null => {
    const found = cells.ofOutput(cell);
    return found?.isSilent === true ? null : { parent: found?.request ?? null };
  };
  const pending = new PendingDisplays();
  const publishDisplay: EngineListener['display'] = (cell, output, displayId, isUpdate) => {
    const to = audible(cell);
    if (to === null) return;
    if (displayId !== null) pending.shown(displayId, cell, output);
    const { data, metadata } = output;
    if (!isUpdate) {
      iopub.publish('display_data', { data, metadata, transient: displayId === null ? {} : { display_id: displayId } }, to.parent);
    } else if (displayId !== null) {
      iopub.publish('update_display_data', { data, metadata, transient: { display_id: displayId } }, to.parent);
    } else log('an update of a display without a display id was dropped');
  };
  const xrays = new Xrays((cell, output) => publishDisplay(cell, output, null, false));
  const endPending = (): void => {
    for (const { displayId, cell, lastForm } of pending.end()) publishDisplay(cell, lastForm, displayId, true);
  };
  return {
    stream: (cell, name, text) => {
      const to = audible(cell);
      if (to !== null) iopub.stream(to.parent, name, text);
    },
    display: publishDisplay,
    rejected: (cell, error, displayId, isUpdate) => {
      const output = { data: { 'text/plain': services.showError(error).traceback.join('\n') }, metadata: {} };
      publishDisplay(cell, output, displayId, isUpdate);
    },
    clearOutput: (cell, wait) => {
      const to = audible(cell);
      if (to !== null) iopub.publish('clear_output', { wait }, to.parent);
    },
    uncaught: (cell, error) => {
      const to = audible(cell);
      if (to !== null) iopub.publish('error', { ...services.showError(error) }, to.parent);
      else log(`uncaught in a silent run: ${error.name}: ${error.message}`);
    },
    inputRequested: (number, inputId, prompt, password) => {
      const cell = cells.find(number);
      if (cell !== null) inputs.ask(cell, inputId, prompt, password);
      else log('a question of a cell that is forgotten was dropped');
    },
    xraySlice: (cell, slice) => xrays.add(cell, slice),
    xray: (cell, collected) => xrays.show(cell, collected),
    cellLost: (cell, wallMs, words) => {
      xrays.lost(cell, wallMs, words);
      endPending();
    },
    nextInput: (number, text) => {
      if (cells.find(number)?.request === cells.running) cells.nextInput = text;
    },
    comm: (cell, message) => publishComm(services, cells.ofOutput(cell), message),
    commTarget: (targetName, isKnown) => comms.setTarget(targetName, isKnown),
    died: (words) => {
      const parent = cells.ofOutput(null)?.request ?? null;
      iopub.stream(parent, 'stderr', `${words}\n`);
      endPending();
      for (const comm_id of comms.reset()) iopub.publish('comm_close', { comm_id, data: {} }, parent);
      log(words);
      services.checker.engineGone();
    },
    failed: (words) => {
      iopub.stream(cells.ofOutput(null)?.request ?? null, 'stderr', `${words}\n`);
      log(words);
      services.endSoon(1);
    },
  };
}

function publishComm({ comms, iopub, log }: Omit<Services, 'engine'>, cell: Cell | null, message: CommMessage): void {
  const { commId: comm_id, targetName, metadata } = message;
  const data: JsonRecord = message.data;
  const parent = cell?.request ?? null;
  const options = { metadata, buffers: message.buffers.map((buffer) => Buffer.from(buffer, 'base64')) };
  const content: PublishedMessages['comm_msg'] = { comm_id, data };
  if (message.action === 'message') iopub.publish('comm_msg', content, parent, options);
  else if (message.action === 'close') {
    comms.closed(comm_id);
    iopub.publish('comm_close', content, parent, options);
  } else if (targetName !== null) {
    comms.opened(comm_id, targetName);
    iopub.publish('comm_open', { ...content, target_name: targetName }, parent, options);
  } else log('a comm_open of the engine without a target was dropped');
}
