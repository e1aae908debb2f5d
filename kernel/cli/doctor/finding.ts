/** What `awaitbook doctor` says of one thing. */

/** `note`: it is missing or odd, but the kernel runs all the same. */
export type Health = 'good' | 'note' | 'bad';

export interface Finding {
  readonly health: Health;
  /** What was looked at, for example `Node`. */
  readonly subject: string;
  /** What was found, in one line. */
  readonly words: string;
  /** What to do about it; none where nothing is to be done. */
  readonly advice?: string;
}
