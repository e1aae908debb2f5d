/** What holds for each page that is exported: it asks for nothing, it is valid, and all can read it. */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { HtmlValidate } from 'html-validate';
import type { BrowserContext, Page } from 'playwright-core';
import { projectFolder } from '../../notebooks/notebook-file';

/** Levels A and AA of the Web Content Accessibility Guidelines, by axe-core's names. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** How a page is looked at; widths in CSS pixels. */
export const LOOKS = [
  { name: '1280-light', width: 1280, colorScheme: 'light', media: 'screen' },
  { name: '1280-dark', width: 1280, colorScheme: 'dark', media: 'screen' },
  { name: '375-light', width: 375, colorScheme: 'light', media: 'screen' },
  { name: '375-dark', width: 375, colorScheme: 'dark', media: 'screen' },
  { name: 'print', width: 718, colorScheme: 'light', media: 'print' },
] as const;

/** A page that was opened from its file, and all that it asked for or complained about meanwhile. */
export interface OpenedPage {
  readonly page: Page;
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

/** Opens a file in a tab of its own. Requests are noted and refused. */
export async function openFile(context: BrowserContext, file: string): Promise<OpenedPage> {
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  const own = pathToFileURL(file).href;
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.route('**', (route) => {
    const url = route.request().url();
    if (url === own) return route.continue();
    requests.push(url);
    return route.abort();
  });
  await page.goto(own);
  return { page, requests, complaints };
}

/** Violations of WCAG 2 A and AA, each with the first of its elements. */
export async function accessibilityTroubles(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate((values): Promise<AxeResults> => (window as unknown as { axe: typeof import('axe-core') }).axe.run(document, { runOnly: values }), WCAG);
  if (passes.length === 0) throw new Error('axe-core looked at nothing');
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary}`);
}

/** What html-validate's rules for the HTML standard find. */
export async function markupTroubles(html: string): Promise<string[]> {
  const { results } = await new HtmlValidate({ root: true, extends: ['html-validate:standard'] }).validateString(html);
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message, line, column }) => `${ruleId}: ${message} (${line}:${column})`));
}

/** Keeps a picture of the page for people: artefacts/browser/export/<name>.png. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = path.join(projectFolder, 'artefacts', 'browser', 'export');
  fs.mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}
