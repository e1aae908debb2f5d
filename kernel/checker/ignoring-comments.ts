/** `// @ts-ignore` and `// @ts-expect-error` for what is found without the compiler, which follows them itself. */

const DIRECTIVE = /(?:\/\/\/?|\/\*+)\s*@ts-(?:ignore|expect-error)\b/;

/** Lines that TypeScript looks past on its way up from a fault. */
const BLANK_OR_COMMENT = /^\s*(?:\/\/.*)?$/;

/** The comments of one cell. */
export class IgnoringComments {
  readonly #lines: readonly string[];
  readonly #used = new Set<number>();

  constructor(text: string) {
    this.#lines = text.split(/\r\n|\r|\n/);
  }

  /** Whether one lets a fault on this line (from 1) be; it is no unused one then. */
  lets(line: number): boolean {
    for (let at = line - 1; at > 0; at--) {
      const text = this.#lines[at - 1] ?? '';
      if (DIRECTIVE.test(text)) {
        this.#used.add(at);
        return true;
      }
      if (!BLANK_OR_COMMENT.test(text)) return false;
    }
    return false;
  }

  /** Whether the comment on this line let a fault be. */
  isUsed(line: number): boolean {
    return this.#used.has(line);
  }
}
