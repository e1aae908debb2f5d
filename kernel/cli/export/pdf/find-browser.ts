/** The browser that prints pages: any of the Chromium family. */
import fs from 'node:fs';
import path from 'node:path';
import type { CommandLineEnvironment } from '../../../environment';
import { UserError } from '../../user-error';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge', 'msedge', 'brave-browser'];

/** Where installers put it when it is not on the PATH. */
const PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`),
  win32: ['C:\\Program Files', 'C:\\Program Files (x86)'].flatMap((folder) => [path.win32.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'), path.win32.join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe')]),
};

/** Absolute path of its program. @throws UserError where there is none, with what to do */
export function findBrowser({ chromium, searchPath }: Pick<CommandLineEnvironment, 'chromium' | 'searchPath'>): string {
  if (chromium !== null) {
    if (isFile(chromium)) return chromium;
    throw new UserError(`AWAITBOOK_CHROMIUM names ${chromium}, and there is no such file. PDF is printed by a Chromium.`);
  }
  const ending = process.platform === 'win32' ? '.exe' : '';
  const onPath = searchPath.flatMap((folder) => NAMES.map((name) => path.join(folder, name + ending)));
  const found = [...onPath, ...(PLACES[process.platform] ?? [])].find(isFile);
  if (found !== undefined) return found;
  throw new UserError('No Chromium was found, which prints the PDF. Install Chromium, Chrome or Edge, or set AWAITBOOK_CHROMIUM to one.\nWithout it: export with "--to html", open the page in your browser, and print it into a file.');
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
