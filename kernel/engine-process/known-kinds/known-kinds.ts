/** Kinds of values that are shown richly although they have no display method: known by their shape, whatever package made them. */
import type { Kind, KnownForm } from './kind';

/** A kind: a mark that is quickly looked for, and the rest, which is loaded (some ms) with the first value that has the mark. */
interface MarkedKind {
  hasMark(value: object): boolean;
  load(): Kind;
}

const isOf = (value: object, name: string, type: 'function' | 'string'): boolean => typeof Reflect.get(value, name) === type;

/** In this order: a canvas of a document is an element too. */
const KINDS: readonly MarkedKind[] = [
  { hasMark: (value) => value instanceof Uint8Array, load: () => (require('./image-bytes') as typeof import('./image-bytes')).imageBytes },
  { hasMark: (value) => isOf(value, 'getContext', 'function'), load: () => (require('./canvas-picture') as typeof import('./canvas-picture')).canvasPicture },
  { hasMark: (value) => isOf(value, 'outerHTML', 'string'), load: () => (require('./element-markup') as typeof import('./element-markup')).elementMarkup },
  { hasMark: (value) => isOf(value, 'columnNames', 'function'), load: () => (require('./arquero-table') as typeof import('./arquero-table')).arqueroTable },
  {
    hasMark: (value) => isOf(value, '$schema', 'string') || isOf(value, 'toSpec', 'function'),
    load: () => (require('./vega-chart') as typeof import('./vega-chart')).vegaChart,
  },
];

/** The form of a value of a known kind; null for any other value. */
export function knownForm(value: object): KnownForm | Promise<KnownForm> | null {
  for (const { hasMark, load } of KINDS) {
    try {
      const form = hasMark(value) ? load()(value) : null;
      if (form !== null) return form;
    } catch {
      // A getter that throws when it is asked for a mark of the kind: the value is none of it, and is shown by its inspection.
    }
  }
  return null;
}
