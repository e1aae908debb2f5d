/** Canvases of node-canvas, @napi-rs/canvas, skia-canvas and of documents. */
import { imageForm } from '../../library/image';
import { type Kind, type KnownForm, methodOf } from './kind';

const PNG_URL = 'data:image/png;base64,';

function pictureOf(given: unknown): KnownForm | null {
  if (given instanceof Uint8Array) return imageForm(given, {});
  if (typeof given !== 'string' || !given.startsWith(PNG_URL)) return null;
  return imageForm(Buffer.from(given.slice(PNG_URL.length), 'base64'), {});
}

/** Shows what a canvas holds as PNG. jsdom's canvas gives nothing without the package `canvas`, and is then shown as an element. */
export const canvasPicture: Kind = (value) => {
  if (methodOf(value, 'getContext') === null) return null;
  const draw = methodOf(value, 'toBuffer') ?? methodOf(value, 'toDataURL');
  const given = draw?.('image/png');
  if (!(given instanceof Promise)) return pictureOf(given);
  return given.then((picture: unknown) => {
    const form = pictureOf(picture);
    if (form === null) throw new TypeError('the canvas gave no PNG');
    return form;
  });
};
