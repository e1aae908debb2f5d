/** `mimeBundle`: any MIME type that a front end knows. */
import { Shown, type MimeBundle } from './displayable';
import { escapeMarkup, plainText } from './markup';

/**
 * Shows a MIME bundle as it is, for types that this library has no function for.
 *
 * @param metadata by MIME type
 * @example mimeBundle({ 'application/geo+json': map, 'text/plain': 'a map' }, { 'application/geo+json': { expanded: true } })
 */
export function mimeBundle(bundle: MimeBundle, metadata: MimeBundle = {}): Shown {
  const markup = bundle['text/html'] ?? bundle['image/svg+xml'];
  return new Shown([bundle, metadata], typeof markup === 'string' ? markup : escapeMarkup(plainText(bundle['text/plain'] ?? '')));
}
