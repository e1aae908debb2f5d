/** A part of a drawing at its place: shapes that are always seen, and text for each of the two sizes of letters. */
import { LETTERINGS, type Lettering } from './lettering';

export interface Piece {
  /** Units from its top to where the next piece begins. */
  readonly height: number;
  readonly shapes: string;
  /** Text, and shapes that go with it. */
  readonly letters: (lettering: Lettering) => string;
}

/** The height that is enough for both sizes of letters. */
export const heightForBoth = (height: (lettering: Lettering) => number): number => Math.max(...LETTERINGS.map(height));
