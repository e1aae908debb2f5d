/** Pictures that a text cell carries (nbformat, "Cell attachments"). */
import type { JsonObject, TextCell } from '../../run/notebook';
import { decoded } from '../links';

type Attachments = Readonly<Record<string, JsonObject>>;

/** Its data can't be shown, and the page says so. */
const MISSING: JsonObject = { 'image/missing': '' };

/**
 * A cell whose attachments nbconvert finds. It looks for them by the addresses as they stand, or as its Markdown parser writes them, and stops at
 * one that it does not find; front ends decode the address, and show a broken picture.
 */
export function withAttachments(cell: TextCell): TextCell {
  const attachments = attachmentsOf(cell);
  if (!cell.source.includes('attachment:')) return cell;
  const named: Record<string, JsonObject> = { ...attachments };
  for (const [, inBrackets, bare] of cell.source.matchAll(/<attachment:([^<>\n]+)>|attachment:([^\s)"'<>]+)/g)) {
    const address = inBrackets ?? bare ?? '';
    for (const name of [address, encodeURI(decoded(address))]) named[name] ??= attachments[decoded(address)] ?? MISSING;
  }
  const source = cell.source.replace(/(<img\b[^>]*?\bsrc\s*=\s*)(?:"attachment:([^"]+)"|'attachment:([^']+)')/gi, (whole, before: string, ...names: (string | undefined)[]) => {
    const [type, data] = Object.entries(attachments[decoded(names[0] ?? names[1] ?? '')] ?? {})[0] ?? [];
    return typeof data === 'string' ? `${before}"data:${type};base64,${data}"` : whole;
  });
  return { ...cell, source, attachments: named } as TextCell;
}

/** By name. */
export function attachmentsOf(cell: TextCell): Attachments {
  const { attachments } = cell as TextCell & { attachments?: Attachments };
  return attachments ?? {};
}
