/** Specifiers of other runtimes: `jsr:` and addresses can't be imported, and the error says what to do. */

const JSR = /^jsr:\/?(@[^/@]+\/[^/@]+)(@[^/]+)?/;
/** Addresses of the usual servers of npm packages: behind the host, and `npm/`, comes the package. */
const PACKAGE_ADDRESS = /^https?:\/\/(?:(?:cdn\.)?esm\.sh|(?:www\.)?unpkg\.com|cdn\.skypack\.dev|cdn\.jsdelivr\.net\/npm|esm\.run)\/((?:@[^/@]+\/)?[^/@?]+(?:@[^/?]+)?)/;

/** How a package gets into the notebook's folder. */
export function installAdvice(installAs: string): string {
  return `In a cell, or without the % in a terminal in the notebook's folder: %npm install ${installAs}`;
}

/** Why a specifier can't be imported here, and what to do; null for one that can. */
export function whyForeign(specifier: string): string | null {
  if (specifier.startsWith('jsr:')) {
    const [, name = '@scope/name', version = ''] = JSR.exec(specifier) ?? [];
    return `Packages of JSR are installed first. In a cell, or without the %sh in a terminal in the notebook's folder: %sh npx jsr add ${name}${version} — then import from '${name}'.`;
  }
  if (!/^https?:/.test(specifier)) return null;
  const name = PACKAGE_ADDRESS.exec(specifier)?.[1];
  const advice = name === undefined ? 'Save the file beside the notebook and import it from there, or install the package that it belongs to with npm install.' : `${installAdvice(name)} — then import from '${name.replace(/(?<=.)@.*$/, '')}'.`;
  return `Nothing is imported from an address: it could change or be gone with the next run. ${advice}`;
}
