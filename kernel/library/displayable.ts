/** Values that tell how they are shown, as the functions of this library make them. */
import { inspect } from 'node:util';
import { JUPYTER_DISPLAY } from '../engine-process/rich-output';

/**
 * MIME type to value (Jupyter messaging 5.5, display_data): text as a string, JSON types as objects, binary types as bytes or as base64
 * text. `text/plain` is what a front end without pictures shows.
 */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** A bundle, or a bundle and its metadata by MIME type, for example `{'image/png': {width: 300}}`. */
export type ShownForm = MimeBundle | readonly [bundle: MimeBundle, metadata: MimeBundle];

/** Anything with this method is shown by what it returns: as the last value of a cell, and by `display`. */
export interface Displayable {
  [JUPYTER_DISPLAY](): ShownForm | Promise<ShownForm>;
}

const isWithMetadata = (form: ShownForm): form is Exclude<ShownForm, MimeBundle> => Array.isArray(form);

/** A piece of markup, a picture or a table. In a text, and in `html`, it stands for its markup. */
export class Shown implements Displayable {
  readonly #form: ShownForm;
  readonly #markup: string;

  /** @param markup what stands for it inside of other markup. */
  constructor(form: ShownForm, markup: string) {
    this.#form = form;
    this.#markup = markup;
  }

  [JUPYTER_DISPLAY](): ShownForm {
    return this.#form;
  }

  toString(): string {
    return this.#markup;
  }

  /** How `console.log` shows it: as a front end without pictures does. */
  [inspect.custom](): string {
    const [bundle] = isWithMetadata(this.#form) ? this.#form : [this.#form];
    const text = bundle['text/plain'];
    return typeof text === 'string' ? text : this.#markup;
  }
}
