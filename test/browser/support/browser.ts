/** Chromium for the tests, with nothing of the machine's own profile. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContext } from 'playwright-core';
import { findChromium, NO_CHROMIUM } from '../../../scripts/test-run/chromium';

/** The width that a notebook is read in on a projector. */
const VIEWPORT = { width: 1280, height: 900 };
/** Ms that a click or a look at the page may wait: far above what a slow machine needs, below jest's own limit. */
const WAIT_LIMIT_MS = 30_000;
/** No network beside the server of the tests, no sandbox because CI is root. */
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** A running browser. */
export interface Browser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Starts Chromium without a window, in a fresh user data folder. Throws where there is no Chromium. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium(process.env);
  if (executablePath === null) throw new Error(NO_CHROMIUM);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'awaitbook-chromium-'));
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  const context = await chromium.launchPersistentContext(folder, { executablePath, args: FLAGS, viewport: VIEWPORT, headless: true }).catch((error: unknown) => {
    remove();
    throw error;
  });
  context.setDefaultTimeout(WAIT_LIMIT_MS);
  return {
    context,
    close: async () => {
      await context.close();
      remove();
    },
  };
}
