/**
 * Keeps names that a cell declares over globals (`import { setTimeout } from "node:timers/promises"`, `class Event {}`) among the
 * cells. A `let` of V8's top level is seen by every module of the process: packages, and the kernel, would get the cell's value.
 */
import type { Program } from 'oxc-parser';
import { findFreeReferences } from './free-references';
import { HELPERS_NAME } from './running-form';
import type { TextEdits } from './text-edits';

/** How cells reach a name: `$awaitbook.names.fetch` where it hides a global. */
export function reachName(name: string, hidden: ReadonlySet<string>): string {
  return hidden.has(name) ? `${HELPERS_NAME}.names.${name}` : name;
}

/** Rewrites each reference to one of the names that is not bound inside a function or block of the cell. */
export function rewriteHiddenGlobals(edits: TextEdits, program: Program, hidden: ReadonlySet<string>): void {
  findFreeReferences(program.body, hidden, ({ name, start, end }, isShorthand) => {
    edits.update(start, end, `${isShorthand ? `${name}: ` : ''}${reachName(name, hidden)}`);
  });
}
