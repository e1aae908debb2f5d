'use strict';
/*
 * JupyterLab's part of following a run (kernel/dispatch/runs.ts). JupyterLab 4 forgets which cell a message belongs to when its page is
 * reloaded, so that the rest of the cell's output is shown nowhere. This extension asks the kernel for its runs when a notebook gets its
 * connection, and executes the cells of those anew with the wish to follow in the request's metadata: then all that JupyterLab does for a
 * running cell (output, prompt, time, error) is done by JupyterLab itself.
 *
 * It is a prebuilt extension that needs no build: the container that a federated module must be, written by hand. Its modules are JupyterLab's.
 */

/**
 * The parts of JupyterLab 4 that are used.
 * @typedef {{readonly msg_id: string, readonly cell_id: string, readonly sessions: readonly string[], readonly ended: string | null}} Run
 * @typedef {{readonly metadata: {readonly awaitbook?: {readonly runs: readonly Run[]}}}} KernelInfo
 * @typedef {{readonly name: string, readonly clientId: string, readonly info: Promise<unknown>, requestKernelInfo(): Promise<KernelInfo | undefined>}} Kernel
 * @typedef {{readonly session: {readonly kernel: Kernel | null} | null, readonly kernelChanged: Signal<unknown>}} SessionContext
 * @typedef {{readonly model: {readonly type: string, readonly id: string}}} Cell
 * @typedef {{readonly ready: Promise<void>, readonly contentsModel: {readonly last_modified: string} | null}} Context
 * @typedef {{readonly widgets: readonly Cell[], readonly notebookConfig: {readonly recordTiming: boolean}}} Notebook
 * @typedef {{readonly sessionContext: SessionContext, readonly context: Context, readonly content: Notebook}} NotebookPanel
 * @typedef {{readonly widgetAdded: Signal<NotebookPanel>, forEach(use: (panel: NotebookPanel) => void): void}} NotebookTracker
 * @typedef {{createElement(name: string): {textContent: string}, readonly head: {append(element: object): void}}} PageDocument
 * @typedef {{execute(cell: Cell, context: SessionContext, metadata: object): Promise<unknown>}} CodeCell
 */
/**
 * @template T
 * @typedef {{connect(slot: (sender: unknown, value: T) => void): boolean}} Signal
 */
/**
 * A shared module as module federation keeps it: by name, by version.
 * @typedef {Record<string, Record<string, {get(): Promise<() => unknown>}>>} SharedModules
 */

{
  const NAME = 'awaitbook-lab-extension';
  const KERNEL_NAME = 'awaitbook';
  /** @type {SharedModules} */
  let shared = {};

  /**
   * @param {string} name
   * @returns {Promise<unknown>}
   */
  const load = async (name) => {
    const [module] = Object.values(shared[name] ?? {});
    if (module === undefined) throw new Error(`${NAME}: this JupyterLab does not share ${name}`);
    return (await module.get())();
  };

  /**
   * The newest run of each cell that this page does not get yet and the notebook's file can't have: it has not ended, or after the file was saved.
   * @param {readonly Run[]} runs in the order in which they were asked for
   * @param {string} session this page's
   * @param {number} saved ms
   * @returns {Run[]}
   */
  const runsToFollow = (runs, session, saved) => [...new Map(runs.map((run) => [run.cell_id, run])).values()]
    .filter(({ sessions, ended }) => !sessions.includes(session) && (ended === null || Date.parse(ended) > saved));

  /**
   * @param {NotebookPanel} panel
   * @param {Kernel} kernel
   * @param {CodeCell} CodeCell
   */
  const followRuns = async ({ sessionContext, context, content }, kernel, CodeCell) => {
    await Promise.all([context.ready, kernel.info]); // before its first info the connection takes no request
    const info = await kernel.requestKernelInfo();
    const saved = Date.parse(context.contentsModel?.last_modified ?? '');
    for (const { msg_id, cell_id } of runsToFollow(info?.metadata.awaitbook?.runs ?? [], kernel.clientId, saved)) {
      const cell = content.widgets.find(({ model }) => model.type === 'code' && model.id === cell_id);
      if (cell === undefined) continue;
      const { recordTiming } = content.notebookConfig;
      CodeCell.execute(cell, sessionContext, { recordTiming, awaitbook: { follow: msg_id } })
        .catch((/** @type {unknown} */ error) => console.debug(`${NAME}: the cell is not followed any more:`, error)); // the kernel was restarted, or the notebook closed
    }
  };

  /**
   * @param {NotebookPanel} panel
   * @param {CodeCell} CodeCell
   */
  const watch = (panel, CodeCell) => {
    /** @type {Kernel | null} */
    let last = null;
    const look = () => {
      const kernel = panel.sessionContext.session?.kernel ?? null;
      if (kernel === last) return;
      last = kernel;
      if (kernel?.name !== KERNEL_NAME) return;
      followRuns(panel, kernel, CodeCell).catch((/** @type {unknown} */ error) => console.error(`${NAME}:`, error));
    };
    panel.sessionContext.kernelChanged.connect(look);
    look();
  };

  /** JupyterLab shows a drawing as an image, and shrinks only images that are none; an X-ray is 760 pixels wide, a phone 375. */
  const shrinkDrawings = () => {
    const { document } = /** @type {{document: PageDocument}} */ (/** @type {unknown} */ (globalThis));
    const style = document.createElement('style');
    style.textContent = '.jp-RenderedSVG > :is(img, svg) { max-width: 100%; height: auto; }';
    document.head.append(style);
  };

  const container = {
    /** @param {SharedModules} modules */
    init: (modules) => {
      shared = modules;
    },
    /** The module that JupyterLab asks for by the name in package.json. */
    get: async () => {
      const { INotebookTracker } = /** @type {{INotebookTracker: unknown}} */ (await load('@jupyterlab/notebook'));
      const { CodeCell } = /** @type {{CodeCell: CodeCell}} */ (await load('@jupyterlab/cells'));
      const plugin = {
        id: `${NAME}:follow-runs`,
        description: 'Shows the output of cells whose page was reloaded while they ran, and drawings no wider than the page.',
        autoStart: true,
        requires: [INotebookTracker],
        /**
         * @param {unknown} _app
         * @param {NotebookTracker} tracker
         */
        activate: (_app, tracker) => {
          shrinkDrawings();
          tracker.widgetAdded.connect((_sender, panel) => watch(panel, CodeCell));
          tracker.forEach((panel) => watch(panel, CodeCell));
        },
      };
      return () => ({ __esModule: true, default: plugin });
    },
  };
  const global = /** @type {{_JUPYTERLAB?: Record<string, unknown>}} */ (globalThis);
  (global._JUPYTERLAB ??= {})[NAME] = container;
}
