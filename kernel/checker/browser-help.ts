/** What names of a browser's page are in a notebook: its declarations tell what they do there. */
import { browserNames } from './browser-names';
import { libraryDocumentation } from './notebook-globals';

/** Functions that the kernel has under a browser's names. */
const OURS: ReadonlySet<string> = new Set(['prompt', 'confirm']);

/** In the documentation of all that TypeScript's `lib.dom.d.ts` declares. */
const OF_BROWSERS = '(https://developer.mozilla.org/docs/Web/API/';

interface Hovered {
  readonly head: string;
  readonly documentation: string;
}

/** What the compiler tells of a name that is free in a text, in other words where it would tell what a browser does. `isDeclared` tells names of the notebook and of the text. */
export async function asHere(name: string, hovered: Hovered, isDeclared: () => Promise<boolean>): Promise<Hovered> {
  const { head, documentation } = hovered;
  const isOurs = OURS.has(name);
  const isMissing = !isOurs && documentation.includes(OF_BROWSERS) && !Object.hasOwn(globalThis, name) && browserNames().has(name);
  if ((!isOurs && !isMissing) || (await isDeclared())) return hovered;
  if (isMissing) return { head, documentation: `Not in this kernel: it belongs to the page of a browser, and there is none.\n\n${documentation}` };
  // The browser's form of `prompt` is one of ours.
  return { head: head.split('\n').filter((line) => !line.includes('_default?: string')).join('\n'), documentation: plainComment(libraryDocumentation('input', name)) };
}

/** The text of a JSDoc comment. */
function plainComment(comment: string): string {
  return comment.replace(/^\s*\/\*\*\s?|\s*\*\/\s*$/g, '').replace(/^\s*\* ?/gm, '').trim();
}
