/** A notebook in JupyterLab, handled as a person does: by its buttons, menus and keys. */
import fs from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { projectFolder } from '../../notebooks/notebook-file';
import { KernelMessages } from './kernel-messages';
import type { Lab } from './lab-server';

export const KERNEL = 'TypeScript (Awaitbook)';
const PICTURES = path.join(projectFolder, 'artefacts', 'browser');

/** Opens a page of JupyterLab with a workspace of its own, that is without what an earlier page had open. `place`: the address below the workspace. */
export async function openLab(context: BrowserContext, lab: Lab, workspace: string, place = ''): Promise<LabPage> {
  const page = await context.newPage();
  const labPage = new LabPage(page, lab);
  await page.goto(`${lab.url}/lab/workspaces/${workspace}${place}?reset&token=${lab.token}`);
  return labPage;
}

/** Opens a notebook of the lab's folder and waits for its kernel. */
export async function openNotebook(context: BrowserContext, lab: Lab, file: string, status: 'idle' | 'busy' = 'idle'): Promise<LabPage> {
  const labPage = await openLab(context, lab, path.basename(file, '.ipynb'), `/tree/${file}`);
  await labPage.kernelIs(status);
  return labPage;
}

/** Writes a notebook of code cells into the lab's folder. Returns its name. */
export function writeNotebook(lab: Lab, name: string, sources: readonly string[]): string {
  const cells = sources.map((source, at) => ({ cell_type: 'code', id: `cell-${at}`, metadata: {}, source, outputs: [], execution_count: null }));
  const kernelspec = { display_name: KERNEL, language: 'typescript', name: 'awaitbook' };
  fs.writeFileSync(path.join(lab.notebooks, name), JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }));
  return name;
}

export class LabPage {
  readonly page: Page;
  readonly lab: Lab;
  readonly messages: KernelMessages;
  /** Errors of the page: on its console, uncaught, and requests that failed. */
  readonly errors: string[] = [];

  constructor(page: Page, lab: Lab) {
    this.page = page;
    this.lab = lab;
    this.messages = new KernelMessages(page);
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('response', (response) => {
      if (response.status() >= 400) this.errors.push(`${response.status()} ${response.url()}`);
    });
  }

  /** The notebook in front. */
  get notebook(): Locator {
    return this.page.locator('.jp-NotebookPanel:not(.lm-mod-hidden)');
  }

  /** The code cell at that place, markdown cells not counted. */
  cell(at: number): Locator {
    return this.notebook.locator('.jp-CodeCell').nth(at);
  }

  prompt(at: number): Locator {
    return this.cell(at).locator('.jp-InputPrompt');
  }

  outputs(at: number): Locator {
    return this.cell(at).locator('.jp-OutputArea-output');
  }

  /** Waits until the notebook has its kernel and that shows as idle or busy. */
  async kernelIs(status: 'idle' | 'busy'): Promise<void> {
    await this.notebook.locator('.jp-Toolbar-kernelName', { hasText: KERNEL }).waitFor();
    await this.kernelShows(status);
  }

  async kernelShows(status: 'idle' | 'busy'): Promise<void> {
    await this.notebook.locator(`.jp-Notebook-ExecutionIndicator[data-status="${status}"]`).waitFor();
  }

  /** Starts a cell by the keyboard. */
  async start(at: number): Promise<void> {
    await this.cell(at).locator('.cm-content').click();
    await this.page.keyboard.press('Control+Enter');
  }

  /** Waits until a cell shows this execution count. */
  async ended(at: number, count: number): Promise<void> {
    await this.prompt(at).filter({ hasText: `[${count}]:` }).waitFor();
  }

  /** Runs a cell to its end. */
  async run(at: number, count: number): Promise<void> {
    await this.start(at);
    await this.ended(at, count);
  }

  /** What a cell shows below its code, one text an output. */
  async shown(at: number): Promise<string[]> {
    return this.outputs(at).allTextContents();
  }

  /** Chooses an entry of the menu bar. */
  async choose(...entries: readonly string[]): Promise<void> {
    // Not by role: JupyterLab's entries that open a further menu have none.
    for (const name of entries) await this.page.locator('.lm-MenuBar-itemLabel, .lm-Menu-itemLabel').getByText(name, { exact: true }).click();
  }

  /** Scrolls until a cell is there, drawn: JupyterLab lays out cells only when they come near. */
  async goTo(at: number): Promise<void> {
    await this.prompt(at).hover();
    await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }

  /** Chooses a theme from the menu and waits until it is in force. It is kept by the server: the next page opens with it. */
  async theme(name: string): Promise<void> {
    await this.choose('Settings', 'Theme', name);
    await this.page.locator(`body[data-jp-theme-name="${name}"]`).waitFor({ state: 'attached' });
    await this.page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
  }

  /** Presses a button of the notebook's tool bar. */
  async press(command: 'save' | 'interrupt-kernel' | 'restart-kernel'): Promise<void> {
    const name = command === 'save' ? 'docmanager:save' : `notebook:${command}`;
    await this.notebook.locator(`[data-command="${name}"]`).click();
  }

  /** Saves the notebook by its button and waits until the server has it. */
  async save(): Promise<void> {
    const saved = this.page.waitForResponse((response) => response.request().method() === 'PUT' && response.url().includes('/api/contents/'));
    await this.press('save');
    const response = await saved;
    if (!response.ok()) throw new Error(`The server answered ${response.status()} when it was to save.`);
    await this.page.locator('.lm-DockPanel-tabBar .lm-TabBar-tab.jp-mod-current:not(.jp-mod-dirty)').first().waitFor();
  }

  /** What the server knows of the kernel of a notebook, which is what decides whether it is culled. */
  async stateAtServer(file: string): Promise<string> {
    const response = await this.page.request.get(`${this.lab.url}/api/sessions?token=${this.lab.token}`);
    const sessions = await response.json() as { path: string; kernel: { execution_state: string } }[];
    return sessions.find((session) => session.path === file)?.kernel.execution_state ?? 'no session';
  }

  /** Keeps a picture of the page for people: artefacts/browser/<name>.png. */
  async picture(name: string): Promise<void> {
    fs.mkdirSync(PICTURES, { recursive: true });
    await this.page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
  }
}
