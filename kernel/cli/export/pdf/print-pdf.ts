/** Prints a page into a PDF, without a window and without the network. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { PRINTED_PDF_LIMIT_MS } from '../../../limits';
import { UserError } from '../../user-error';

/** Beside those, nothing of the person's own browser is read: it gets a folder of its own. */
const FLAGS = [
  '--headless', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions', '--disable-quic',
  '--host-resolver-rules=MAP * ~NOTFOUND', '--no-pdf-header-footer', '--generate-pdf-document-outline',
];

/** @throws UserError with the browser's last words when it prints nothing */
export async function printPdf(browser: string, html: string, signal: AbortSignal): Promise<Buffer> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'awaitbook-pdf-'));
  try {
    const [page, pdf] = [path.join(folder, 'page.html'), path.join(folder, 'page.pdf')];
    fs.writeFileSync(page, html);
    // Chromium's sandbox does not work for root, who has no need of one for a page without scripts.
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const { words, why } = await ended(browser, [...FLAGS, ...sandbox, `--user-data-dir=${path.join(folder, 'profile')}`, `--print-to-pdf=${pdf}`, pathToFileURL(page).href], signal);
    if (!fs.existsSync(pdf)) throw new UserError(`${browser} printed no PDF (${why}).\n${words.trimEnd().split('\n').slice(-5).map((line) => `    ${line}`).join('\n')}`);
    return fs.readFileSync(pdf);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function ended(browser: string, args: readonly string[], signal: AbortSignal): Promise<{ words: string; why: string }> {
  const limit = AbortSignal.timeout(PRINTED_PDF_LIMIT_MS);
  const child = spawn(browser, args, { stdio: ['ignore', 'ignore', 'pipe'], signal: AbortSignal.any([signal, limit]), killSignal: 'SIGKILL' });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      if (error.name === 'AbortError') reject(new UserError(limit.aborted ? `${browser} did not print within ${PRINTED_PDF_LIMIT_MS / 1000} s.` : 'Interrupted: nothing was written.'));
      else reject(new UserError(`${browser} can't be started: ${error.message}`));
    });
    child.on('close', (code, killedBy) => resolve({ words, why: killedBy === null ? `it ended with ${code}` : `it was ended by ${killedBy}` }));
  });
}
