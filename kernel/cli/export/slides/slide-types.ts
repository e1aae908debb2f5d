/** Which cells begin a slide. A notebook that does not say so begins one with each of its headings. */
import { tagsOf, type Cell, type JsonObject, type Notebook } from '../../run/notebook';

/** A notebook in which each cell is told how it is shown among slides (nbconvert's documentation, "Slides"). The given one is left as it is. */
export function withSlideTypes(notebook: Notebook): Notebook {
  const isTold = notebook.cells.some((cell) => ['slide', 'subslide'].includes(typeOf(cell) ?? ''));
  const cells = notebook.cells.map((cell): Cell => {
    const type = typeOf(cell) ?? (isSolution(cell) ? 'skip' : isTold ? '-' : typeByHeading(cell));
    return { ...cell, metadata: { ...cell.metadata, slideshow: { slide_type: type } } };
  });
  return { ...notebook, cells };
}

/** Whether it is seen, of a notebook that `withSlideTypes` gave. */
export function isOnSlide(cell: Cell): boolean {
  return !['skip', 'notes'].includes(typeOf(cell) ?? '');
}

function typeOf(cell: Cell): string | undefined {
  const { slide_type: type } = (cell.metadata['slideshow'] ?? {}) as JsonObject;
  return typeof type === 'string' ? type : undefined;
}

/** A solution that was folded behind its exercise is none of the teacher's slides. */
function isSolution(cell: Cell): boolean {
  return cell.cell_type === 'markdown' && tagsOf(cell).includes('solution');
}

function typeByHeading(cell: Cell): string {
  const level = cell.cell_type === 'markdown' ? /^\s{0,3}(#{1,3})\s/m.exec(cell.source.replace(/^```[^]*?^```/gm, ''))?.[1]?.length : undefined;
  if (level === undefined) return '-';
  return level < 3 ? 'slide' : 'subslide';
}
