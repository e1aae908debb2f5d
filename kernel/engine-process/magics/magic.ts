/** What the files of this folder are: one for each name in the table (`language/magics.ts`), which exports it as `magic`. */
import type { SessionVariables } from './session-variables';

/** A magic; of the two ways it has the one that its row names as what it takes, and one for lines and cells alike. */
export interface MagicImplementation {
  /** For one that takes text. `line` is the rest of its line; `body` what stands below it, null for a magic of a line. */
  run?(call: { readonly line: string; readonly body: string | null }, context: MagicContext): void | Promise<void>;
  /** For one that surrounds code: called before it; what it returns is called after it, also when the code threw. */
  enter?(line: string, context: MagicContext): () => void;
}

/** What a magic may use beyond Node. Its output goes to `process.stdout`, under the cell. */
export interface MagicContext {
  /** As the person wrote it, for example `%sh`. */
  readonly written: string;
  /** Where modules are looked for; not the current folder once that was changed. */
  readonly notebookFolder: string;
  readonly variables: SessionVariables;
  /** Puts a text into the cell below. */
  setNextInput(text: string): void;
  /** Shows a text that further calls replace. */
  showProgress(): (text: string) => void;
}
