/** How cells are checked: what the person set for the kernel (`AWAITBOOK_CHECK`) or for the rest of the session (`%check`). */

/** `error`: type errors stop a cell; `warn`: they are told and it runs; `off`: nothing is checked. */
export type CheckMode = 'error' | 'warn' | 'off';

export const CHECK_MODES: readonly CheckMode[] = ['error', 'warn', 'off'];

/** The mode that a text names; null for any other text. */
export function checkMode(text: string): CheckMode | null {
  return CHECK_MODES.find((mode) => mode === text) ?? null;
}

const MEANINGS: Readonly<Record<CheckMode, string>> = {
  error: 'a cell with a type error does not run',
  warn: 'type errors are told, and the cell runs',
  off: 'cells are not checked',
};

/** One line that tells a mode. */
export function modeLine(mode: CheckMode): string {
  return `Types: ${mode} (${MEANINGS[mode]}).`;
}
