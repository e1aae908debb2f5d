/** `image`: a picture from bytes, a file or an address. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileTrouble } from '../engine-process/magics/arguments';
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

  constructor(url: URL, options: ImageOptions) {
    // A failure is told where the picture would be shown.
    this.#form = fetchImage(url, options).catch((error: unknown) => ({ 'text/plain': `The picture ${url.href} can't be shown: ${reasonOf(error)}` }));
  }

  [JUPYTER_DISPLAY](): Promise<ShownForm> {
    return this.#form;
  }
}

/** What went wrong; `fetch` itself only says that it failed, and keeps why in the cause. */
function reasonOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && cause.message !== '' ? cause.message : error instanceof Error ? error.message : String(error);
}

async function fetchImage(url: URL, options: ImageOptions): Promise<ShownForm> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
  return imageForm(new Uint8Array(await response.arrayBuffer()), options, `the bytes of ${url.href}`);
}

function readPicture(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`The picture ${path.resolve(file)} can't be read: ${fileTrouble(error)}.`);
  }
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
 * @throws {Error} when the file can't be read; an address that fails is told where the picture is shown
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
  if (url !== null && url.protocol !== 'file:') return new RemoteImage(url, options);
  const file = url === null ? (source as string) : fileURLToPath(url);
  return shown(readPicture(file), `the bytes of ${file}`);
}
