/** Which of the compiler's findings stop a cell, which warn, and which nobody needs in a notebook. */

/** `unknown-name`: an error where the name does not exist at run time either. */
export type Weight = 'error' | 'warning' | 'silent' | 'unknown-name';

/** Names that were not found, in all the compiler's words: `Cannot find name 'x'`, with and without advice. */
export const UNKNOWN_NAME_CODES: ReadonlySet<number> = new Set([2304, 2552, 2503, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593, 2833, 2867, 2868, 18004]);

/** Names that mean something else to the compiler, a type or a member, but that a value at run time may have as well. A helper of a later cell is not meant. */
const OTHERWISE_KNOWN: ReadonlySet<number> = new Set([2585, 2662, 2663, 2693]);

/** A module that was not found, in all words. */
export const MISSING_MODULE_CODES: ReadonlySet<number> = new Set([2307, 2792, 2882]);

/** Parameters, variables and members without a type: a notebook is no place to insist. */
const IMPLICIT_ANY = { from: 7005, to: 7057 };

/** In the same range of numbers: code that is never reached, unused labels, `case` that falls through, functions that return on some ways only. */
const ASKED_FOR: ReadonlySet<number> = new Set([7027, 7028, 7029, 7030]);

/** A module that was found and has no types. */
export const UNTYPED_MODULE_CODE = 7016;

/** JSX without React in scope, which the classic runtime calls. */
export const REACT_MISSING_CODE = 2874;

const SILENT: ReadonlySet<number> = new Set([
  // Names, imports and labels that are not used: a later cell may.
  6133, 6138, 6192, 6196, 6198, 6199, 6205,
  // A file outside of the configuration's folder, and globals that a script would share.
  6059, 6307,
  // `export =`, which in a cell is no more than its value.
  1203,
  // A block about a module that has no types, which gives it some.
  2664, 2665,
  // Implicit any under other numbers: `this` in a function, and JSX where React has no types.
  2683, 2602,
]);

const WARNINGS: ReadonlySet<number> = new Set([
  // Comparisons that are never true: they run, and a learner may try one.
  2367, 2678, 2845,
  // Conditions that are always, or never, true, right sides that are never reached: they run too.
  2869, 2870, 2871, 2872, 2873, 2881,
  // A value that is always, or never, a promise or a function in a condition.
  2774, 2801,
  // Deprecated.
  6385, 6387,
]);

/** `await` that has no effect: a suggestion of the compiler that learners need. */
export const NEEDLESS_AWAIT_CODE = 80007;

/** @param isInFunction whether it stands in the body of a function, which may run when a later cell has declared the name. */
export function weigh(code: number, isInFunction: boolean): Weight {
  if (UNKNOWN_NAME_CODES.has(code) || code === REACT_MISSING_CODE) return isInFunction ? 'warning' : 'unknown-name';
  if (OTHERWISE_KNOWN.has(code)) return 'unknown-name';
  if (MISSING_MODULE_CODES.has(code) || WARNINGS.has(code) || code === NEEDLESS_AWAIT_CODE) return 'warning';
  if (SILENT.has(code) || (code >= IMPLICIT_ANY.from && code <= IMPLICIT_ANY.to && !ASKED_FOR.has(code))) return 'silent';
  return 'error';
}
