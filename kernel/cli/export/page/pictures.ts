/** Pictures: as data URIs, with a text for who does not see them. */
import fs from 'node:fs';
import path from 'node:path';
import { EXPORTED_PICTURE_BYTES } from '../../../limits';
import { decoded } from '../links';
import { elementsBelow, element, append, nodesOf, textOf } from './tree';

const TYPES: Readonly<Record<string, string>> = { '.png': 'png', '.jpg': 'jpeg', '.jpeg': 'jpeg', '.gif': 'gif', '.webp': 'webp', '.avif': 'avif', '.svg': 'svg+xml', '.bmp': 'bmp' };

/** Reads pictures that lie beside a notebook. The function gives null for what is none, is missing, or is too large for a page. */
export function picturesBeside(folder: string): (address: string) => string | null {
  return (address) => {
    if (/^(?:[a-z][a-z\d+.-]+:|\/\/)/i.test(address)) return null;
    const file = path.resolve(folder, decoded(address.replace(/[?#].*$/, '')));
    const type = TYPES[path.extname(file).toLowerCase()];
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (type === undefined || stat?.isFile() !== true || stat.size > EXPORTED_PICTURE_BYTES) return null;
    return `data:image/${type};base64,${fs.readFileSync(file).toString('base64')}`;
  };
}

/** What an SVG says of itself: its title and its description (SVG 2, "The 'desc' and 'title' elements"); null where it says nothing. */
export function svgWords(svg: string): string | null {
  const root = element('div');
  append(root, nodesOf(svg));
  const words = new Map<string, string>();
  for (const { tagName, parentNode, childNodes } of [...elementsBelow(root)].filter(({ tagName: name }) => name === 'title' || name === 'desc')) {
    const isOfWhole = parentNode !== null && 'tagName' in parentNode && parentNode.tagName === 'svg' && parentNode.parentNode === root;
    if (isOfWhole && !words.has(tagName)) words.set(tagName, textOf({ nodeName: '#document-fragment', childNodes }).replace(/\s+/g, ' ').trim());
  }
  const [title, desc] = [words.get('title') ?? '', words.get('desc') ?? ''];
  const joined = title === '' || desc.startsWith(title) ? desc : desc === '' ? title : `${title.replace(/[.:]?$/, '.')} ${desc}`;
  return joined === '' ? null : joined;
}
