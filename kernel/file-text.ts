/** Reads a file that may not be there. */
import { readFileSync } from 'node:fs';

/** The text; null for a file that is gone, or that this account may not read. */
export function fileText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return null;
  }
}
