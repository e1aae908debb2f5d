/**
 * The colours of a terminal that are not among its sixteen: nbconvert writes each as it is, dark or light, so that it may not be told from the
 * page's ground. Each becomes the page's own colour of its kind, which can be read in both schemes (WCAG 2.2, 1.4.3).
 */
import { attributeOf, elementsBelow, setAttribute, type ParentNode } from './tree';

const RGB = /^\s*(color|background-color)\s*:\s*rgb\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\)\s*$/;
/** Difference between the strongest and the weakest part, of 255, below which a colour is a grey. */
const GREY = 40;
/** Up to which degrees of the colour circle each reaches. */
const HUES: readonly (readonly [degrees: number, name: string])[] = [[20, 'red'], [70, 'yellow'], [165, 'green'], [200, 'cyan'], [262, 'blue'], [345, 'magenta'], [360, 'red']];

/** Changes the coloured parts of one text of a terminal. */
export function useOwnColours(text: ParentNode): void {
  for (const part of elementsBelow(text)) {
    const style = attributeOf(part, 'style');
    if (style === null) continue;
    const found = style.split(';').flatMap((declaration) => classOf(declaration) ?? []);
    if (found.length === 0) continue;
    setAttribute(part, 'style', null);
    setAttribute(part, 'class', [attributeOf(part, 'class') ?? '', ...found].join(' ').trim());
  }
}

function classOf(declaration: string): string | null {
  const match = RGB.exec(declaration);
  if (match === null) return null;
  const [, property, ...parts] = match;
  return `ansi-${kindOf(parts.map(Number) as [number, number, number])}-${property === 'color' ? 'fg' : 'bg'}`;
}

function kindOf([red, green, blue]: readonly [number, number, number]): string {
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (range < GREY) return most > 80 && most < 200 ? 'white' : 'black';
  const turn = most === red ? (green - blue) / range : most === green ? 2 + (blue - red) / range : 4 + (red - green) / range;
  const degrees = (turn * 60 + 360) % 360;
  return HUES.find(([end]) => degrees <= end)![1];
}
