import fs from 'node:fs';

/** Where Debian's package puts it; others are named by the environment. */
const USUAL_PLACE = '/usr/bin/chromium';

/** Path of the Chromium for browser tests: `AWAITBOOK_CHROMIUM`, else the usual place; null where there is none. */
export function findChromium(env: NodeJS.ProcessEnv): string | null {
  const place = env['AWAITBOOK_CHROMIUM'] ?? USUAL_PLACE;
  return fs.statSync(place, { throwIfNoEntry: false })?.isFile() ? place : null;
}

/** Why browser tests are skipped, and what to do about it. */
export const NO_CHROMIUM = `no Chromium at ${USUAL_PLACE}; install Debian's package "chromium" or set AWAITBOOK_CHROMIUM to one`;
