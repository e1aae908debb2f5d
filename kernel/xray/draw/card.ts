/** The white card that a drawing stands on, so that it reads on light and dark pages alike. */
import { ALARM, INK, NARROW, SANS, WIDE } from './lettering';
import { element, escapeText } from './markup';
import { CARD } from './palette';
import type { Piece } from './piece';

/** Units, and CSS pixels where there is room. */
export const CARD_WIDTH = 760;

/** Pixels of the page, or of the picture where the drawing is shown as an image, up to which large letters are needed. */
const NARROW_UP_TO = 560;

export interface CardText {
  /** Prefix of all ids and classes: styles and ids of an inline SVG are those of the whole page. */
  readonly key: string;
  readonly title: string;
  readonly description: string;
}

const latePattern = (id: string): string =>
  element(
    'pattern',
    { id, width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    element('rect', { width: 5, height: 5, fill: '#dc2626', 'fill-opacity': 0.28 }) + element('line', { x1: 0, y1: 0, x2: 0, y2: 5, stroke: ALARM, 'stroke-width': 2.4 }),
  );

export const lateIdOf = (key: string): string => `${key}-late`;

/** The whole SVG: pieces that are already at their places on a card of `height`. */
export function card(pieces: readonly Piece[], height: number, { key, title, description }: CardText): string {
  const letters = (className: string, isNarrow: boolean): string =>
    // The attribute hides the large letters also where a sanitiser took the style out.
    element('g', { class: `${key}-${className}`, display: isNarrow ? 'none' : undefined }, pieces.map((piece) => piece.letters(isNarrow ? NARROW : WIDE)).join(''));
  const style = `@media (max-width:${NARROW_UP_TO}px){.${key}-wide{display:none}.${key}-narrow{display:inline}}`;
  const back = element('rect', { x: 0.5, y: 0.5, width: CARD_WIDTH - 1, height: height - 1, rx: 10, fill: CARD.fill, stroke: CARD.edge });
  const ids = { title: `${key}-title`, description: `${key}-desc` };
  const head = element('title', { id: ids.title }, escapeText(title)) + element('desc', { id: ids.description }, escapeText(description));
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: CARD_WIDTH,
      height,
      viewBox: `0 0 ${CARD_WIDTH} ${Math.round(height * 100) / 100}`,
      role: 'img',
      'aria-labelledby': ids.title,
      'aria-describedby': ids.description,
      // What a page says of text must not get in: it is inherited.
      direction: 'ltr',
      'font-family': SANS,
      'font-style': 'normal',
      'font-weight': 'normal',
      'text-anchor': 'start',
      fill: INK,
      style: 'max-width:100%;height:auto;color-scheme:light;forced-color-adjust:none;print-color-adjust:exact;letter-spacing:normal;word-spacing:normal;text-transform:none;text-shadow:none;font-variant:normal;white-space:normal',
    },
    `${head}<style>${style}</style>${element('defs', {}, latePattern(lateIdOf(key)))}${back}${pieces.map(({ shapes }) => shapes).join('')}${letters('wide', false)}${letters('narrow', true)}`,
  );
}
