/** SVG as text. */

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/**
 * What XML 1.0 (2.2, Char) forbids even as a reference, which would make the whole drawing unreadable, and characters that turn the
 * direction of the text around them (Unicode Standard Annex 9).
 */
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Any text as the text of an element or attribute. */
export const escapeText = (text: string): string => text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"']/g, (character) => ENTITIES[character]!);

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element; numbers have two digits, undefined attributes are left out. `children` is markup. */
export function element(name: string, attributes: Attributes, children = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? Math.round(value * 100) / 100 : escapeText(value!)}"`)
    .join('');
  return children === '' ? `<${name}${written}/>` : `<${name}${written}>${children}</${name}>`;
}

/** A group with a tip that is shown on hovering, and read. */
export const withTip = (tip: string, children: string): string => `<g><title>${escapeText(tip)}</title>${children}</g>`;

/** A short text that is the same for the same content and, as good as always, another for other content: a prefix for ids (FNV-1a). */
export function contentKey(content: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < content.length; at += 1) hash = Math.imul(hash ^ content.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
