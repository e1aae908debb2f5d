/** Tells pictures by their first bytes. */

/** MIME types of the pictures that front ends show. */
export type ImageType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

const NAMES: Readonly<Record<ImageType, string>> = { 'image/png': 'PNG', 'image/jpeg': 'JPEG', 'image/gif': 'GIF', 'image/webp': 'WebP' };

/** Fewer bytes are no picture of any of the types, whatever they begin with. */
const LEAST_BYTES = 24;

/** The type of a picture (PNG 3rd edition 5.2; JPEG SOI and next marker; GIF89a 17; RFC 9649 for WebP); null for other bytes. */
export function imageType(bytes: Uint8Array): ImageType | null {
  if (bytes.length < LEAST_BYTES) return null;
  const at = (start: number, end: number): string => Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  if (at(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (at(0, 3) === '\xff\xd8\xff') return 'image/jpeg';
  if (at(0, 6) === 'GIF87a' || at(0, 6) === 'GIF89a') return 'image/gif';
  return at(0, 4) === 'RIFF' && at(8, 12) === 'WEBP' ? 'image/webp' : null;
}

/** A picture in words, for a front end that can't show it. */
export function imageText(type: ImageType, bytes: number, alt: string | undefined): string {
  const facts = `${NAMES[type]} image, ${bytes.toLocaleString('en')} bytes`;
  return alt === undefined || alt === '' ? facts : `${alt} (${facts})`;
}
