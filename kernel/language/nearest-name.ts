/**
 * What may have been meant by a magic or an option that is not there. Names of a notebook are measured as the compiler measures them
 * (`checker/similar-names.ts`), which takes two letters that changed places in a short word (`%tiem`) for another word.
 */

/** The nearest of the names that are there, the first of several; null where none is near. */
export function nearestName(names: readonly string[], written: string): string | null {
  const [nearest] = names.map((name) => ({ name, far: distance(name, written) })).sort((a, b) => a.far - b.far);
  return nearest !== undefined && nearest.far <= Math.max(1, Math.floor(written.length / 2)) ? nearest.name : null;
}

/** How many letters have to be added, left out, changed or swapped with their neighbour. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const cell = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= a.length; row++) {
    rows[row] = [row];
    for (let column = 1; column <= b.length; column++) {
      const differs = a[row - 1] === b[column - 1] ? 0 : 1;
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      rows[row]![column] = Math.min(cell(row - 1, column) + 1, cell(row, column - 1) + 1, cell(row - 1, column - 1) + differs, isSwap ? cell(row - 2, column - 2) + 1 : Infinity);
    }
  }
  return cell(a.length, b.length);
}
