/** `image`: a picture from bytes, a file or an address. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { JUPYTER_DISPLAY } from '../engine-process/rich-output';
import { Shown, type Displayable, type ShownForm } from './displayable';
import { imageText, imageType, type ImageType } from './image-signature';
import { escapeMarkup } from './markup';

/** Options of `image`. Sizes in CSS pixels; with one of them the other follows. */
export interface ImageOptions {
  readonly width?: number;
  readonly height?: number;
  /** What the picture shows, for those who can't see it. The picture is then sent twice: front ends read the text in HTML only. */
  readonly alt?: string;
}

/** Exporters to HTML know no other types of pictures (nbconvert 7.17); for these there is HTML beside. */
const EXPORTED: ReadonlySet<ImageType> = new Set<ImageType>(['image/png', 'image/jpeg']);

function imageTag(type: ImageType, bytes: Uint8Array, { width, height, alt = '' }: ImageOptions): string {
  const size = Object.entries({ width, height }).flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${value}"`]));
  return `<img src="data:${type};base64,${Buffer.from(bytes).toString('base64')}" alt="${escapeMarkup(alt)}"${size.join('')}>`;
}

/**
 * The form of a picture.
 *
 * @throws {TypeError} when the bytes are none of the four types
 */
export function imageForm(bytes: Uint8Array, options: ImageOptions, name = 'these bytes'): readonly [Record<string, unknown>, Record<string, unknown>] {
  const type = imageType(bytes);
  if (type === null) throw new TypeError(`image() shows PNG, JPEG, GIF and WebP, and ${name} are none of these. For SVG there is svg().`);
  const { width, height, alt } = options;
  const needsHtml = alt !== undefined || !EXPORTED.has(type);
  const bundle = { ...(needsHtml ? { 'text/html': imageTag(type, bytes, options) } : {}), [type]: bytes, 'text/plain': imageText(type, bytes.length, alt) };
  const metadata = Object.fromEntries(Object.entries({ width, height, alt }).filter(([, value]) => value !== undefined));
  return [bundle, Object.keys(metadata).length > 0 ? { [type]: metadata } : {}];
}

class RemoteImage implements Displayable {
  readonly #form: Promise<ShownForm>;

  constructor(form: Promise<ShownForm>) {
    this.#form = form;
    // Told where it is shown; without this it would also be told as an unhandled rejection.
    form.catch(() => undefined);
  }

  [JUPYTER_DISPLAY](): Promise<ShownForm> {
    return this.#form;
  }
}

async function fetchImage(url: URL, options: ImageOptions): Promise<ShownForm> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.href} answered ${response.status} ${response.statusText}`.trim());
  return imageForm(new Uint8Array(await response.arrayBuffer()), options, `the bytes of ${url.href}`);
}

function addressOf(source: string | URL): URL | null {
  if (source instanceof URL) return source;
  return /^(?:https?|file|data):/.test(source) ? new URL(source) : null;
}

/**
 * Shows a picture (PNG, JPEG, GIF or WebP) from its bytes, from a file (a path, from the current folder, or a `file:` URL), or from an
 * `http:` or `https:` address, which is fetched once, now, and stored in the notebook.
 *
 * @throws {TypeError} when the bytes are no such picture
 * @throws {Error} of `node:fs` when the file can't be read; an address that fails is told where the picture is shown
 * @example image('results.png', { width: 300, alt: 'Three bars' })
 */
export function image(source: string | URL | Uint8Array | ArrayBuffer, options: ImageOptions = {}): Displayable {
  const shown = (bytes: Uint8Array, name?: string): Shown => {
    const form = imageForm(bytes, options, name);
    return new Shown(form, imageTag(imageType(bytes) as ImageType, bytes, options));
  };
  if (source instanceof Uint8Array) return shown(source);
  if (source instanceof ArrayBuffer) return shown(new Uint8Array(source));
  if (typeof source !== 'string' && !(source instanceof URL)) {
    throw new TypeError('image() takes bytes (a Buffer, Uint8Array or ArrayBuffer), a path or a URL.');
  }
  const url = addressOf(source);
  if (url !== null && url.protocol !== 'file:') return new RemoteImage(fetchImage(url, options));
  const file = url === null ? (source as string) : fileURLToPath(url);
  return shown(readFileSync(file), `the bytes of ${file}`);
}
