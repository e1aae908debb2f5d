/** What comes of an export, before it is written. */
export interface Made {
  readonly content: string | Buffer;
  /** Further files, by their paths from the folder of the first. */
  readonly beside: ReadonlyMap<string, Buffer>;
  /** What the person at the terminal should know. */
  readonly hints: readonly string[];
}
