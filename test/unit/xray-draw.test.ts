/** The drawing as structure: what stands where, told how, and safe whatever the names are. */
import { describe, expect, test } from '@jest/globals';
import { DOMParser, parseHTML } from 'linkedom';
import type { Collected, CollectedOperation } from '../../kernel/xray/collected';
import { drawComparison } from '../../kernel/xray/draw/draw-comparison';
import { drawReport } from '../../kernel/xray/draw/draw-report';
import { INK, MUTED, ALARM } from '../../kernel/xray/draw/lettering';
import { PALETTE } from '../../kernel/xray/draw/palette';
import { timeScale } from '../../kernel/xray/draw/time-scale';
import { OPERATION_KINDS } from '../../kernel/xray/report';
import { summarise } from '../../kernel/xray/summarise';
import { Random } from './support/random';
import { at, calls, collected, COMPARED, COMPARISON, LESSON, MANY, reportOf, timer, TROUBLED } from './support/xray-samples';

const parse = (markup: string) => new DOMParser().parseFromString(markup, 'image/svg+xml').documentElement as unknown as Element;
const draw = (sample: Collected) => parse(drawReport(summarise(sample)));
const wide = (svg: Element) => svg.querySelector('g[class$="-wide"]')!;
const narrow = (svg: Element) => svg.querySelector('g[class$="-narrow"]')!;
const textsIn = (part: Element): string[] => [...part.querySelectorAll('text')].map(({ textContent }) => textContent ?? '');
const tipsOf = (svg: Element): string[] => [...svg.querySelectorAll('g > title')].map(({ textContent }) => textContent ?? '');
/** A group whose tip matches. */
const tipped = (svg: Element, tip: RegExp): Element => [...svg.querySelectorAll('g > title')].find(({ textContent }) => tip.test(textContent ?? ''))!.parentElement!;
const number = (element: Element, name: string): number => Number(element.getAttribute(name));

test('the five figures, the axis, brackets, rows, times and blocks of the lesson stand in the picture', () => {
  const texts = textsIn(wide(draw(LESSON)));
  expect(texts.slice(0, 11)).toEqual([
    'cell [7] · async X-ray',
    ...['2.05 s', 'wall time', '13.4 s', 'waited in 62 operations', '6.5×', 'overlap (waits ÷ wall)', '50', 'most at once', '318 ms', 'event loop blocked'],
  ]);
  expect(texts).toEqual(expect.arrayContaining(['operations in flight', '0', '500 ms', '1000 ms', '1500 ms', 'Promise.all ×3', 'Promise.all ×50']));
  expect(texts).toEqual(expect.arrayContaining(['L6', 'loadA()', '301 ms', 'L12', 'getPage() ×50', '175–260 ms each, 267 ms together', 'L14', '0.4 ms', '281 ms · 129 ms late']));
  expect(texts).toEqual(expect.arrayContaining(['getPage() L11 blocks 119 ms', 'crunch() L16 blocks 199 ms', 'timer', 'http', 'queued, waiting, body', 'fired late']));
});

test('bars stand to scale: as long as their times, where they began', () => {
  const svg = draw(LESSON);
  const { x } = timeScale(2052);
  const bar = tipped(svg, /^setTimeout 301 ms/).querySelector('rect')!;
  expect(number(bar, 'x')).toBeCloseTo(x(0), 1);
  expect(number(bar, 'width')).toBeCloseTo(x(301) - x(0), 1);
  const band = tipped(svg, /blocked for 199 ms, 99 % of it in crunch\(\), line 16/).querySelector('rect')!;
  expect([number(band, 'x'), number(band, 'width')]).toEqual([expect.closeTo(x(1731), 1), expect.closeTo(x(1930) - x(1731), 1)]);
});

test('a request has a pale part in the queue, a full one of waiting, a deep one of the body', () => {
  const bars = [...tipped(draw(TROUBLED), /^GET \/broken/).querySelectorAll('rect')].filter((rect) => rect.getAttribute('fill') !== 'none');
  expect(bars.map((rect) => [rect.getAttribute('fill'), rect.getAttribute('fill-opacity')])).toEqual([[PALETTE.http.fill, '0.35'], [PALETTE.http.fill, null], [PALETTE.http.deep, null]]);
});

test('what failed, was cancelled, is open or late differs by its shape', () => {
  const svg = draw(TROUBLED);
  expect(tipped(svg, /failed: TypeError: terminated/).querySelector('circle')).not.toBeNull();
  expect(tipped(svg, /setTimeout 5000 ms.*cancelled/).querySelector('[stroke-dasharray]')).not.toBeNull();
  expect(tipped(svg, /still open at the end/).querySelector('path')).not.toBeNull();
  expect(tipped(draw(LESSON), /fired 129 ms late/).querySelector('rect[fill^="url(#"]')).not.toBeNull();
  expect(tipped(svg, /of another cell/).querySelector('g[opacity]')).not.toBeNull();
  const plain = tipped(draw(LESSON), /^setTimeout 301 ms/);
  expect([...plain.children].map(({ localName }) => localName)).toEqual(['title', 'rect', 'rect']);
  expect(textsIn(wide(svg))).toEqual(expect.arrayContaining(['86 ms · failed (500)', '235 ms · cancelled', '290 ms · failed (exit code 1)', '270 ms · still open', 'ended with an error', 'of another cell']));
});

test('functions of other cells and of local modules are named so', () => {
  expect(textsIn(wide(draw(TROUBLED)))).toEqual(expect.arrayContaining(['fetcher.ts gzip', '[4] setInterval… ×2']));
  expect(tipsOf(draw(TROUBLED)).join('\n')).toMatch(/pack\(\) fetcher\.ts, line 4/);
  expect(tipsOf(draw(TROUBLED)).join('\n')).toMatch(/top level cell 3, line 7 ← top level line 8/);
});

test('more than four alike are thin bars on lanes of their own; four are large ones', () => {
  const row = (count: number) => draw(collected(Array.from({ length: count }, (_, index) => timer(index * 10, index * 10 + 100, calls(3, ['tick', 1])))));
  const bars = (svg: Element) =>
    [...svg.querySelectorAll('g > title')].filter(({ textContent }) => /^setTimeout/.test(textContent!)).map(({ parentElement }) => parentElement!.querySelector('rect')!);
  expect(bars(row(4)).map((bar) => number(bar, 'height'))).toEqual([16, 16, 16, 16]);
  const thin = bars(row(5));
  expect(Math.max(...thin.map((bar) => number(bar, 'height')))).toBeLessThan(8);
  expect(new Set(thin.map((bar) => number(bar, 'y'))).size).toBe(5);
});

test('text alternatives: role, title, description, a tip on each bar', () => {
  const svg = draw(LESSON);
  expect(svg.getAttribute('role')).toBe('img');
  const byId = (name: string) => svg.querySelector(`#${svg.getAttribute(name)!}`)!.textContent!;
  expect(byId('aria-labelledby')).toBe('Async X-ray of cell [7]: 2.05 s, 62 operations, overlap 6.5×');
  expect(byId('aria-describedby')).toContain('It took 2.05 s and waited 13.4 s in 62 operations: an overlap of 6.5×, at most 50 at once; the event loop was blocked for 318 ms.');
  expect(byId('aria-describedby')).toContain('Line 12: getPage() ×50 (http) from 1.31 s to 1.57 s.');
  expect(byId('aria-describedby')).toContain('crunch(), line 16, blocked the event loop for 199 ms');
  const bars = tipsOf(svg).filter((tip) => / · from /.test(tip));
  expect(bars).toHaveLength(summarise(LESSON).timeline.length);
});

test('ids and classes have a prefix of their own in each drawing, and every reference is answered', () => {
  const keys = new Set<string>();
  for (const svg of [draw(LESSON), draw(TROUBLED), draw(MANY), parse(drawComparison(COMPARISON))]) {
    const ids = [...svg.querySelectorAll('[id]')].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const key = svg.getAttribute('aria-labelledby')!.replace(/-title$/, '');
    keys.add(key);
    expect(key).toMatch(/^awaitbook-xray-[0-9a-z]+$/);
    expect(ids.filter((id) => !id.startsWith(key))).toEqual([]);
    const classes = [...svg.querySelectorAll('[class]')].map((part) => part.getAttribute('class')!);
    expect(classes.filter((name) => !name.startsWith(key))).toEqual([]);
    const style = svg.querySelector('style')!.textContent!;
    expect(style.replaceAll(/@media \(max-width:\d+px\)|[{}]|display:\w+/g, '').split('.').filter((selector) => selector !== '' && !selector.startsWith(key))).toEqual([]);
    for (const [, id] of svg.outerHTML.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
  }
  expect(keys.size).toBe(4);
});

test('large letters are hidden until a media query shows them, also where the style is taken out', () => {
  const svg = draw(LESSON);
  expect(narrow(svg).getAttribute('display')).toBe('none');
  expect(wide(svg).getAttribute('display')).toBeNull();
  expect(svg.querySelector('style')!.textContent).toContain('@media (max-width:560px)');
  const sizes = (part: Element) => [...part.querySelectorAll('text')].map((text) => number(text, 'font-size'));
  // At 760 px a unit is a pixel, at 375 px it is half of one.
  expect(Math.min(...sizes(wide(svg)))).toBeGreaterThanOrEqual(11);
  expect(Math.min(...sizes(narrow(svg))) * (375 / 760)).toBeGreaterThanOrEqual(8.8);
});

test('nothing is loaded from elsewhere and nothing runs', () => {
  for (const svg of [draw(LESSON), draw(TROUBLED)]) {
    expect(svg.querySelector('script, foreignObject, image, use, a, iframe')).toBeNull();
    expect(svg.outerHTML).not.toMatch(/\s(?:on\w+|href|src)=/);
    expect(svg.outerHTML.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
  }
});

const HOSTILE = ['</title><script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onload='alert(1)", ']]><!--', '&amp;&#x0;', 'a\u0000b\u001bc\ufffe', '\ud800 lone \udc00', '\u202egnp.exe', '日本語の名前'.repeat(20), '🧵'.repeat(120), '', ' '];

describe.each(HOSTILE)('a name such as %j', (name) => {
  const operations: CollectedOperation[] = [
    { kind: 'http', type: name, label: name, start: 0, end: 50, error: name, stack: [at(1, name), { cell: null, file: name, line: 2, fn: name }] },
    timer(0, 90, [at(3, name), at(4)]),
    ...Array.from({ length: 8 }, (_, index) => timer(index, 80, [at(5)], { label: `${name}${index}` })),
  ];
  const sample = collected(operations, {
    label: name,
    ended: 'error',
    error: name,
    node: name,
    unseen: [name],
    groups: [{ label: name, n: 1, start: 0, end: 40, stack: [at(1)] }],
    blocks: [{ start: 10, end: 70, frame: at(2, name), share: 1 }],
  });

  test('stays text, in well-formed XML', () => {
    for (const markup of [drawReport(summarise(sample)), drawComparison({ version: 1, runs: [{ name, report: summarise(sample) }, { name: `${name}2`, report: COMPARED.sequential }] })]) {
      // Tags that match, attributes in double quotes, entities of XML alone, and no character that XML forbids.
      expect(markup.replaceAll(/<(?:[a-zA-Z]+(?: [\w:-]+="[^"<>]*")*\/?|\/[a-zA-Z]+)>/g, '')).not.toMatch(/[<>]/);
      expect(markup.replaceAll(/&(?:amp|lt|gt|quot|apos);/g, '')).not.toContain('&');
      expect(markup).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/);
      expect(markup.isWellFormed()).toBe(true);
      const open: string[] = [];
      for (const [, end, tag, selfClosed] of markup.matchAll(/<(\/?)([a-zA-Z]+)[^>]*?(\/?)>/g)) {
        if (end === '/') expect(open.pop()).toBe(tag);
        else if (selfClosed !== '/') open.push(tag!);
      }
      expect(open).toEqual([]);
      const inPage = parseHTML(`<html><body>${markup}</body></html>`).document;
      expect(inPage.querySelectorAll('script, img, foreignObject').length).toBe(0);
      expect([...inPage.querySelectorAll('*')].flatMap((part) => [...part.attributes].map((attribute) => attribute.name)).filter((attribute) => attribute.startsWith('on'))).toEqual([]);
    }
  });
});

test('100,000 operations: a picture of bounded size that says what it left out', () => {
  const markup = drawReport(summarise(MANY));
  expect(markup.length).toBeLessThan(250_000);
  const texts = textsIn(wide(parse(markup)));
  expect(texts).toEqual(expect.arrayContaining(['waited in 120,000 operations', 'In the figures, but without a line: 20,000 further operations.', 'Not drawn: 66,680 operations of the lines that took the least time.']));
  expect(texts).toContain('Not drawn: 400 further waits for several promises.');
  expect(texts.filter((text) => /^L\d+$/.test(text))).toHaveLength(40);
});

test.each<[why: string, sample: Collected, texts: string[]]>([
  ['nothing waited for', collected([], { wall: 2 }), ['2.0 ms', 'waited in 0 operations', '0.0×', '0', 'never']],
  ['no time', collected([], { wall: 0 }), ['0 ms', 'wall time']],
  ['an interrupt', collected([timer(0, null, [at(1)])], { wall: 700, ended: 'interrupted' }), ['interrupted', 'The cell was interrupted after 700 ms.', '700 ms · still open']],
  ['a dead engine', collected([timer(0, null, [at(1)])], { wall: 700, ended: 'engine-died', cpuMs: null, elu: null }), ['the process ended', 'The process that ran the cell ended after 700 ms; this is what was seen until then.']],
  ['two hours', collected([timer(0, 7_200_000, [at(1)])]), ['120 min 0 s', '2000 s']],
])('the drawing of %s', (_why, sample, texts) => {
  expect(textsIn(wide(draw(sample)))).toEqual(expect.arrayContaining(texts));
});

test('the axis has 5 to 8 ticks at 1, 2 or 5 of a power of ten, whatever the time', () => {
  const random = new Random(3);
  for (let round = 0; round < 2_000; round += 1) {
    const wall = 10 ** (random.next() * 9 - 1.5);
    const { ticks, step, max, x } = timeScale(wall);
    expect(ticks.length).toBeGreaterThanOrEqual(5);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect(Number(step.toExponential().split('e')[0])).toBeCloseTo([1, 2, 5].find((factor) => Math.abs(Number(step.toExponential().split('e')[0]) - factor) < 1e-6) ?? NaN, 6);
    expect(max).toBeGreaterThanOrEqual(wall);
    expect(max).toBeLessThanOrEqual(wall * 1.2501);
    expect(x(0)).toBe(214);
    expect(x(max)).toBe(734);
  }
});

/** Relative luminance and contrast (WCAG 2.2, 1.4.3). */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [red, green, blue] = [1, 3, 5].map((from) => parseInt(colour.slice(from, from + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

const over = (colour: string, opacity: number, back: string): string =>
  `#${[1, 3, 5].map((from) => Math.round(parseInt(colour.slice(from, from + 2), 16) * opacity + parseInt(back.slice(from, from + 2), 16) * (1 - opacity)).toString(16).padStart(2, '0')).join('')}`;

test.each(OPERATION_KINDS)('text on the colours of %s has a contrast of 4.5:1, its outline one of 3:1', (kind) => {
  const { fill, deep } = PALETTE[kind];
  expect(contrast(INK, fill)).toBeGreaterThan(4.5);
  expect(contrast(deep, over(fill, 0.22, '#f4f6fa'))).toBeGreaterThan(4.5);
  expect(contrast(deep, '#f4f6fa')).toBeGreaterThan(3);
});

test.each([MUTED, ALARM, '#3d4757'])('text in %s is read on the card, on stripes and on red bands', (colour) => {
  for (const back of ['#ffffff', '#f4f6fa', over('#ef4444', 0.13, '#f4f6fa')]) expect(contrast(colour, back)).toBeGreaterThan(4.5);
});

test('a comparison: both runs over one axis, their wall times side by side and the ratio', () => {
  const svg = parse(drawComparison(COMPARISON));
  const texts = textsIn(wide(svg));
  expect(texts.slice(1, 7)).toEqual(['840 ms', 'sequential', '240 ms', 'concurrent', '3.5×', 'sequential ÷ concurrent']);
  const width = (tip: RegExp): number => [...tipped(svg, tip).querySelectorAll('rect')].reduce((sum, rect) => sum + number(rect, 'width'), 0);
  const bars = [...svg.querySelectorAll('g > title')].filter(({ textContent }) => textContent!.startsWith('GET /page/1 '));
  expect(bars).toHaveLength(2);
  const lengths = bars.map(({ parentElement }) => [...parentElement!.querySelectorAll('rect')].reduce((sum, rect) => sum + number(rect, 'width'), 0));
  expect(lengths[0]).toBeCloseTo(lengths[1]!, 0);
  expect(width(/^GET \/page\/0 /) / lengths[0]!).toBeCloseTo(0.5, 1);
  expect(svg.querySelector('title')!.textContent).toBe('Async X-ray, compared: sequential 840 ms, concurrent 240 ms; concurrent is 3.5× as fast as sequential');
  expect(() => drawComparison({ version: 1, runs: [] })).toThrow('There is no run to compare.');
});

test('a comparison of one run, and of one that failed', () => {
  const failed = reportOf([timer(0, 30, [at(1)])], { ended: 'error', error: 'Error: no' });
  expect(textsIn(wide(parse(drawComparison({ version: 1, runs: [{ name: 'alone', report: failed }] }))))).toEqual(expect.arrayContaining(['alone', '30 ms · overlap 1.0× · at most 1 at once · error', 'alone: The cell ended with an error: Error: no.']));
});

test('equal reports give equal drawings', () => {
  expect(drawReport(summarise(LESSON))).toBe(drawReport(summarise(LESSON)));
});
