/** Kinds of values that are shown richly although they have no display method: known by their shape, whatever package made them. */
import { arqueroTable } from './arquero-table';
import { canvasPicture } from './canvas-picture';
import { elementMarkup } from './element-markup';
import { imageBytes } from './image-bytes';
import type { Kind, KnownForm } from './kind';
import { vegaChart } from './vega-chart';

/** In this order: a canvas of a document is an element too. */
const KINDS: readonly Kind[] = [imageBytes, canvasPicture, elementMarkup, arqueroTable, vegaChart];

/** The form of a value of a known kind; null for any other value. */
export function knownForm(value: object): KnownForm | Promise<KnownForm> | null {
  for (const kind of KINDS) {
    try {
      const form = kind(value);
      if (form instanceof Promise) return form;
      if (form !== null) return form;
    } catch {
      // A getter that throws when it is asked for a mark of the kind: the value is none of it, and is shown by its inspection.
    }
  }
  return null;
}
