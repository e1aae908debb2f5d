/** Bytes that begin as a picture does: what `readFile`, `sharp` and the like give. */
import { imageForm } from '../../library/image';
import { imageType } from '../../library/image-signature';
import type { Kind } from './kind';

/** Shows a Buffer or Uint8Array with the signature of a picture. */
export const imageBytes: Kind = (value) => (value instanceof Uint8Array && imageType(value) !== null ? imageForm(value, {}) : null);
