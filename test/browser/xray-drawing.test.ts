/** The X-ray's drawing as Chromium shows it: on light and dark pages, on a phone, in print, inside of the page and as an image. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { drawComparison } from '../../kernel/xray/draw/draw-comparison';
import { drawReport } from '../../kernel/xray/draw/draw-report';
import { summarise } from '../../kernel/xray/summarise';
import { projectFolder } from '../notebooks/notebook-file';
import { COMPARISON, LESSON, MANY, TROUBLED } from '../unit/support/xray-samples';
import { startBrowser } from './support/browser';
import type { Browser } from './support/browser';

const PICTURES = path.join(projectFolder, 'artefacts', 'browser', 'xray');
const DRAWINGS = { lesson: drawReport(summarise(LESSON)), troubled: drawReport(summarise(TROUBLED)), many: drawReport(summarise(MANY)), comparison: drawComparison(COMPARISON) };

/** Widths in CSS pixels; a phone shows two pixels and a half in one. */
const LOOKS = [
  { name: 'light', width: 800, isPhone: false, background: '#fff', asImage: false, isPrinted: false },
  { name: 'dark', width: 800, isPhone: false, background: '#111', asImage: true, isPrinted: false },
  { name: 'phone', width: 375, isPhone: true, background: '#fff', asImage: false, isPrinted: false },
  { name: 'print', width: 718, isPhone: false, background: '#fff', asImage: false, isPrinted: true },
];

interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly pixels: number;
  readonly style: string;
}

let browser: Browser;
let page: Page;

beforeAll(async () => {
  fs.mkdirSync(PICTURES, { recursive: true });
  browser = await startBrowser();
  page = await browser.context.newPage();
});

afterAll(() => browser.close());

const asImage = (svg: string): string => `<img alt="" style="max-width:100%;height:auto" src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}">`;

async function show(svg: string, look: (typeof LOOKS)[number]): Promise<void> {
  await page.setViewportSize({ width: look.width, height: 700 });
  await page.emulateMedia({ media: look.isPrinted ? 'print' : 'screen' });
  // A page whose own style would get into what is in it.
  const style = 'text{letter-spacing:normal} body{margin:0;font:italic 30px serif;text-align:right}';
  await page.setContent(`<!doctype html><html><head><style>${style}</style></head><body style="background:${look.background}">${look.asImage ? asImage(svg) : svg}</body></html>`);
}

/** The texts that are seen, by the boxes of their letters. */
const visibleTexts = (): Promise<Box[]> =>
  page.locator('svg text').evaluateAll((texts) =>
    texts
      .filter((text) => text.getClientRects().length > 0 && text.getBoundingClientRect().width > 0)
      .map((text) => {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        const scale = (text as unknown as SVGTextElement).getScreenCTM()!.a;
        const style = getComputedStyle(text);
        return { text: text.textContent ?? '', left, right, top, bottom, pixels: parseFloat(style.fontSize) * scale, style: style.fontStyle };
      }),
  );

/** Pairs of texts that stand on one another. Boxes of letters are higher than letters: a third of their height may be shared. */
function overlaps(boxes: readonly Box[]): string[] {
  return boxes.flatMap((one, at) =>
    boxes.slice(at + 1).flatMap((other) => {
      const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      return width > 1 && height > Math.min(one.bottom - one.top, other.bottom - other.top) / 3 ? [`${one.text} / ${other.text}`] : [];
    }),
  );
}

describe.each(Object.entries(DRAWINGS))('%s', (name, svg) => {
  test.each(LOOKS)('$name', async (look) => {
    await show(svg, look);
    await page.screenshot({ path: path.join(PICTURES, `${name}-${look.name}.png`), fullPage: true });
    const card = (await page.locator(look.asImage ? 'img' : 'svg').boundingBox())!;
    expect(card.width).toBeLessThanOrEqual(look.width);
    expect(card.width).toBeGreaterThanOrEqual(Math.min(look.width - 1, 700));
    if (look.asImage) return;
    const boxes = await visibleTexts();
    expect(boxes.length).toBeGreaterThan(10);
    expect(boxes.filter(({ left, right, top, bottom }) => left < card.x || right > card.x + card.width || top < card.y || bottom > card.y + card.height).map(({ text }) => text)).toEqual([]);
    expect(overlaps(boxes)).toEqual([]);
    // In italics is what other cells left running, and nothing because the page is.
    expect(boxes.filter(({ style, text }) => style !== 'normal' && !text.startsWith('[4]'))).toEqual([]);
    expect(Math.min(...boxes.map(({ pixels }) => pixels))).toBeGreaterThan(look.isPhone ? 8.8 : 10);
  });
});

test('the large letters are shown on a phone alone, and alone', async () => {
  const shown = () => page.locator('svg > g').evaluateAll((groups) => groups.filter((group) => getComputedStyle(group).display !== 'none').map((group) => group.getAttribute('class')?.replace(/^.*-/, '') ?? ''));
  await show(DRAWINGS.lesson, LOOKS[0]!);
  expect((await shown()).filter((letters) => letters === 'wide' || letters === 'narrow')).toEqual(['wide']);
  await show(DRAWINGS.lesson, LOOKS[2]!);
  expect((await shown()).filter((letters) => letters === 'wide' || letters === 'narrow')).toEqual(['narrow']);
});

test('the page around keeps its looks, and two drawings keep theirs', async () => {
  await page.setViewportSize({ width: 800, height: 700 });
  await page.setContent(`<p id="before">text</p>${DRAWINGS.lesson}${DRAWINGS.troubled}<svg id="other"><text class="wide">text</text></svg>`);
  const looks = () => page.locator('#before, #other text').evaluateAll((parts) => parts.map((part) => ['font-size', 'fill', 'display', 'color'].map((name) => getComputedStyle(part).getPropertyValue(name))));
  const beside = await looks();
  await page.locator('svg[role=img]').evaluateAll((drawings) => drawings.forEach((drawing) => drawing.remove()));
  expect(beside).toEqual(await looks());
});

test('it can be read by name: an image with a name and a description', async () => {
  await show(DRAWINGS.lesson, LOOKS[0]!);
  const tree = await page.locator('body').ariaSnapshot();
  expect(tree).toContain('img "Async X-ray of cell [7]: 2.05 s, 62 operations, overlap 6.5×"');
});
