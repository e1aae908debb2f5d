/** The parts of an exported page: what is taken out of markup, how formulas and times are shown, which form of an output is chosen. */
import { describe, expect, test } from '@jest/globals';
import { msOf, timeWords } from '../../kernel/cli/export/prepare/cell-times';
import { prepareNotebook } from '../../kernel/cli/export/prepare/prepare-notebook';
import { PAGE_FORMS, shownOutput } from '../../kernel/cli/export/prepare/shown-form';
import { cleanMarkup, showsSomething } from '../../kernel/cli/export/page/clean-markup';
import { confinedCss } from '../../kernel/cli/export/page/confine-css';
import { nameHeadings } from '../../kernel/cli/export/page/contents';
import { ESCAPED_DOLLAR, Maths } from '../../kernel/cli/export/page/maths';
import { mathsStyle } from '../../kernel/cli/export/page/maths-style';
import { svgWords } from '../../kernel/cli/export/page/pictures';
import { sectionsOf } from '../../kernel/cli/export/page/sections';
import { useOwnColours } from '../../kernel/cli/export/page/terminal-colours';
import { append, element, markupOf, nodesOf, textOf } from '../../kernel/cli/export/page/tree';
import type { CodeCell, MimeBundle, Notebook } from '../../kernel/cli/run/notebook';

const PNG = 'data:image/png;base64,iVBORw0KGgo=';

function cleaned(markup: string): string {
  const root = element('div');
  append(root, cleanMarkup(markup, (address) => (address === 'beside.png' ? PNG : null)).nodes);
  return markupOf(root);
}

describe('markup of outputs', () => {
  test.each<[name: string, markup: string, left: string]>([
    ['scripts', '<p>a</p><script>alert(1)</script>', '<p>a</p>'],
    ['scripts within SVG', '<svg><script>alert(1)</script><rect/></svg>', '<svg><rect></rect></svg>'],
    ['handlers', '<b onclick="alert(1)" ONFOCUS=x autofocus>a</b>', '<b>a</b>'],
    ['addresses that run code', '<a href=" java\nscript:alert(1)">a</a><a href="JAVASCRIPT:1">b</a><a href="vbscript:1">c</a>', '<a>a</a><a>b</a><a>c</a>'],
    ['what leads elsewhere by itself', '<meta http-equiv="refresh" content="0;url=http://a.test"><base href="http://a.test"><link rel="stylesheet" href="http://a.test">x', 'x'],
    ['comments', 'a<!-- b -->c', 'ac'],
    ['frames are told of', '<iframe src="http://a.test/x"></iframe>', '<span class="left-out">[left out: another page: http://a.test/x]</span>'],
    ['pictures of the network are told of', '<img alt="A cat" src="http://a.test/cat.png">', '<span class="left-out">[left out: a picture (A cat): http://a.test/cat.png]</span>'],
    ['pictures beside the notebook are taken in', '<img alt="A cat" src="beside.png" srcset="http://a.test 2x">', `<img alt="A cat" src="${PNG}">`],
    ['forms lead nowhere', '<form action="http://a.test"><button formaction="http://a.test">b</button></form>', '<form><button>b</button></form>'],
    ['addresses in styles', '<b style="background:url(http://a.test/x);color:red">a</b>', '<b style="background:none;color:red">a</b>'],
    ['addresses in SVG', '<svg><image href="http://a.test/x"/><use href="#here"/><use xlink:href="http://a.test#x"/></svg>', '<svg><span class="left-out">[left out: a picture: http://a.test/x]</span><use href="#here"></use><use></use></svg>'],
    ['links wait for a click', '<a href="https://a.test/" ping="http://a.test">a</a>', '<a href="https://a.test/">a</a>'],
    ['a title of SVG is kept', '<svg><title>A tip</title></svg>', '<svg><title>A tip</title></svg>'],
    ['attributes from before CSS', '<table border="1" cellpadding="2"><tbody><tr align="right" width="10"></tr></tbody></table>', '<table><tbody><tr style="text-align:right;width:10px"></tr></tbody></table>'],
    ['elements from before CSS', '<center><font color="red" size="2">a</font></center>', '<div style="text-align:center"><span style="color:red">a</span></div>'],
    ['what a browser would never end', 'a<plaintext>b<i>', 'a<pre>b&lt;i&gt;</pre>'],
    ['other raw text', '<xmp><b></xmp><noframes><b></noframes><noembed>b</noembed>', '<pre>&lt;b&gt;</pre>'],
    ['data within SVG', '<svg><use href="data:image/svg+xml,<svg/>"/><feImage href="http://a.test"/></svg>', '<svg><use></use><feImage></feImage></svg>'],
    ['elements that are not closed', '</div></main><p>a<div><b>c', '<p>a</p><div><b>c</b></div>'],
  ])('%s', (_name, markup, left) => {
    expect(cleaned(markup)).toBe(left);
  });

  test.each<[markup: string, shows: boolean]>([
    ['<script>draw()</script><div id="a"></div><style>p{}</style>', false],
    ['<svg></svg>', true],
    ['<div> <p>a</p></div>', true],
  ])('whether %s shows anything without its scripts', (markup, shows) => {
    expect(showsSomething(markup)).toBe(shows);
  });

  test.each<[css: string, left: string]>([
    ['p { color: red }', 'p { color: red }'],
    ['@import "http://a.test/x.css"; p { background: url("http://a.test/x") }', ' p { background: none }'],
    ['p { background: url(data:image/png;base64,AA==) }', 'p { background: url(data:image/png;base64,AA==) }'],
    ['p { color: red } } body { display: none', ''],
    ['p { content: "} body {" }', 'p { content: "} body {" }'],
    ['p { content: "\n} body { display: none; content: " }', ''],
    ['p { color: red } /* } body {', ''],
    ['p { background: \\75rl(http://a.test) }', ''],
    ['</style><script>', ''],
  ])('the style %j stays in its output', (css, left) => {
    expect(confinedCss(css)).toBe(left);
  });
});

describe('formulas', () => {
  /** The TeX of each formula, and the text around them. */
  function rendered(markup: string): { formulas: string[]; text: string; maths: Maths } {
    const root = element('div');
    append(root, nodesOf(markup));
    const maths = new Maths();
    maths.render(root);
    const html = markupOf(root);
    const formulas = [...html.matchAll(/<annotation encoding="application\/x-tex">([^<]*)/g)].map(([, tex]) => tex!);
    const rest = element('div');
    append(rest, nodesOf(html.replace(/<span class="katex">[^]*?<\/span><\/span><\/span><\/span>(?!<)/g, '∎')));
    return { formulas, text: textOf(rest), maths };
  }

  test.each<[markup: string, formulas: string[]]>([
    ['<p>so $e^{i\\pi} + 1 = 0$ holds</p>', ['e^{i\\pi} + 1 = 0']],
    ['<p>$$\\frac{1}{2}$$ and \\(a\\) and \\[b\\]</p>', ['\\frac{1}{2}', 'a', 'b']],
    ['<p>\\begin{align}a &amp;= b\\end{align}</p>', ['\\begin{align}a &amp;= b\\end{align}']],
    ['<p>it costs $5 or $6</p>', []],
    [`<p>it costs ${ESCAPED_DOLLAR}5 or ${ESCAPED_DOLLAR}6</p>`, []],
    ['<pre>$a$</pre><code>$b$</code>', []],
    ['<p>$$\\begin{align}a &amp;= b \\label{eq:a_b} \\tag{A} \\end{align}$$ as $\\eqref{eq:a_b}$ and $\\ref{eq:c_d}$</p>', ['\\begin{align}a &amp;= b  \\tag{A} \\end{align}', '\\text{(A)}', '\\text{eq:c\\_d}']],
    ['<p>\\begin{eqnarray}a &amp;=&amp; b\\end{eqnarray} $\\mbox{x}$ \\begin{multline*}a\\\\b\\end{multline*}</p>', ['\\begin{array}{rcl}a &amp;=&amp; b\\end{array}', '\\text{x}', '\\begin{gather*}a\\\\b\\end{gather*}']],
    ['<p>$\\DeclareMathOperator{\\Tr}{Tr}\\Tr A$, $\\Tr B$</p>', ['\\newcommand{\\Tr}{\\operatorname{Tr}}\\Tr A', '\\Tr B']],
    ['<p>$\\newcommand{\\x}{y}\\x$</p><p>$\\x^2$</p>', ['\\newcommand{\\x}{y}\\x', '\\x^2']],
  ])('%s', (markup, formulas) => {
    expect(rendered(markup).formulas).toEqual(formulas);
  });

  test('an escaped dollar is a dollar again, in code with its backslash', () => {
    expect(rendered(`<p>${ESCAPED_DOLLAR}5 <code>${ESCAPED_DOLLAR}x</code></p>`).text).toBe('$5 \\$x');
  });

  test('one that can’t be read stays as its text', () => {
    expect(rendered('<p>$\\frac{1}$</p>').text).toBe('$\\frac{1}$');
  });

  test('a search and the headings have each formula once, as its source', () => {
    const main = element('main');
    append(main, nodesOf('<div class="cell markdown"><h2>Of $x^2$</h2><p>where $e^{i\\pi} = -1$ holds</p></div><div class="cell code"><div class="outputs">$y$</div></div>'));
    new Maths().render(main);
    expect(nameHeadings(main, new Set())).toEqual([{ id: 'Of-x^2', level: 2, text: 'Of x^2' }]);
    expect(sectionsOf(main)).toEqual([{ id: 'Of-x^2', heading: 'Of x^2', text: 'where e^{i\\pi} = -1 holds' }]);
  });

  test('the style sheet has the fonts that are needed, and no others', () => {
    const fonts = (tex: string) => [...mathsStyle(rendered(`<p>$${tex}$</p>`).maths.markup).matchAll(/font-family:"?(KaTeX_\w+)"?;font-style:(\w+);font-weight:(\d+);src:url\(data:font\/woff2;base64,/g)].map(([, ...face]) => face.join(' '));
    expect(mathsStyle('')).toBe('');
    expect(fonts('1+2')).toEqual(['KaTeX_Main normal 400']);
    expect(fonts('\\mathbb{R} + x')).toEqual(['KaTeX_AMS normal 400', 'KaTeX_Main normal 400', 'KaTeX_Math italic 400']);
    expect(mathsStyle(rendered('<p>$x$</p>').maths.markup)).not.toMatch(/url\((?!data:)/);
  });
});

describe('times', () => {
  const execution = { 'iopub.execute_input': '2026-01-01T00:00:00.000Z', 'shell.execute_reply.started': '2026-01-01T00:00:00.100Z', 'shell.execute_reply': '2026-01-01T00:00:00.500Z' };
  const cell = (metadata: object): CodeCell => ({ cell_type: 'code', metadata: { ...metadata }, source: '', outputs: [], execution_count: 1 });

  test.each<[name: string, metadata: object, ms: number | null]>([
    ['the kernel’s own', { execution, awaitbook: { timing: { wallMs: 402.4, startedAt: execution['shell.execute_reply.started'] } } }, 402.4],
    ['the front end’s, where the kernel’s is of an earlier run', { execution, awaitbook: { timing: { wallMs: 7, startedAt: '2025-01-01T00:00:00.000Z' } } }, 400],
    ['the front end’s of a kernel that does not tell when it started', { execution: { ...execution, 'shell.execute_reply.started': undefined } }, 500],
    ['none', {}, null],
    ['none of what is no time', { execution: { 'iopub.execute_input': 'x', 'shell.execute_reply': 5 } }, null],
  ])('%s', (_name, metadata, ms) => {
    expect(msOf(cell(metadata))).toBe(ms);
  });

  test.each<[ms: number, words: string]>([
    [0.3, 'ran in under 1 ms'], [402.4, 'ran in 402 ms'], [999.7, 'ran in 1.00 s'], [1234, 'ran in 1.23 s'], [60_000, 'ran in 1 min 0 s'], [3_725_000, 'ran in 1 h 2 min'],
  ])('%f ms', (ms, words) => {
    expect(timeWords(ms)).toBe(words);
  });
});

test.each<[metadata: Notebook['metadata'], language: object | undefined]>([
  [{}, { name: 'typescript', pygments_lexer: 'typescript' }],
  [{ kernelspec: { name: 'awaitbook' } }, { name: 'typescript', pygments_lexer: 'typescript' }],
  [{ kernelspec: { name: 'other', language: 'rust' } }, { name: 'rust', pygments_lexer: 'rust' }],
  [{ kernelspec: { name: 'python3', language: 'python' } }, undefined],
  [{ language_info: { name: 'typescript' } }, { name: 'typescript' }],
])('the language of a notebook that never ran, by %j', (metadata, language) => {
  expect(prepareNotebook({ nbformat: 4, nbformat_minor: 5, metadata, cells: [] }, { forms: PAGE_FORMS, name: 'one.ipynb' }).metadata['language_info']).toEqual(language);
});

test.each<[metadata: Notebook['metadata'], isFolded: boolean]>([
  [{ kernelspec: { name: 'awaitbook' } }, true],
  [{}, true],
  [{ language_info: { name: 'typescript' } }, true],
  [{ kernelspec: { name: 'other' }, language_info: { name: 'typescript' } }, false],
])('solutions of a notebook with %j are folded: %j', (metadata, isFolded) => {
  const exercise: CodeCell = { cell_type: 'code', id: 'c1', metadata: {}, source: '// BEGIN SOLUTION\nconst answer = 42;\n// END SOLUTION', outputs: [], execution_count: 1 };
  const { cells } = prepareNotebook({ nbformat: 4, nbformat_minor: 5, metadata, cells: [exercise] }, { forms: PAGE_FORMS, name: 'one.ipynb' });
  expect(cells[0]!.source === exercise.source).toBe(!isFolded);
  expect(cells[0]!.metadata['awaitbook_export']).toMatchObject({ note: isFolded ? 'shown with the output of its solution' : null });
});

describe('the colours of a terminal', () => {
  test.each([
    ['color: rgb(0,135,0)', 'ansi-green-fg'],
    ['color: rgb(175,0,255)', 'ansi-magenta-fg'],
    ['color: rgb(255,135,0)', 'ansi-yellow-fg'],
    ['color: rgb(10,20,200)', 'ansi-blue-fg'],
    ['color: rgb(255,0,40)', 'ansi-red-fg'],
    ['color: rgb(98,98,98)', 'ansi-white-fg'],
    ['color: rgb(255,255,255); background-color: rgb(0,128,128)', 'ansi-black-fg ansi-cyan-bg'],
  ])('%s becomes one that can be read in both schemes', (style, classes) => {
    const text = element('pre');
    append(text, nodesOf(`<span class="ansi-bold" style="${style}">x</span><span style="width: 1px">y</span>`));
    useOwnColours(text);
    expect(markupOf(text)).toBe(`<span class="ansi-bold ${classes}">x</span><span style="width: 1px">y</span>`);
  });
});

describe('the form of an output that is shown', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><title>Waits</title><desc>A 300, B 200.</desc></svg>';
  const shown = (data: MimeBundle, metadata = {}) => shownOutput({ output_type: 'display_data', data, metadata }, PAGE_FORMS, false);

  test.each<[name: string, data: MimeBundle, type: string]>([
    ['HTML', { 'text/html': '<b>a</b>', 'text/plain': 'a' }, 'text/html'],
    ['a picture, where the HTML is a script', { 'text/html': '<div id="x"></div><script>draw()</script>', 'image/png': 'iVBORw0KGgo=', 'text/plain': 'a' }, 'image/png'],
    ['the SVG of a chart', { 'application/vnd.vegalite.v5+json': {}, 'image/svg+xml': svg, 'text/plain': '{}' }, 'image/svg+xml'],
    ['the text of a widget', { 'application/vnd.jupyter.widget-view+json': {}, 'text/plain': 'IntSlider(value=1)' }, 'text/plain'],
    ['text, where the picture is none', { 'image/png': '" onerror="alert(1)', 'text/plain': 'a' }, 'text/plain'],
    ['JSON, where there is nothing else', { 'application/json': { a: 1 } }, 'application/json'],
    ['words in the place of what a script would draw', { 'application/vnd.plotly.v1+json': { data: [] }, 'text/html': '<div id="x"></div><script>draw()</script>' }, 'text/plain'],
  ])('%s', (_name, data, type) => {
    const output = shown(data)?.output;
    expect(output !== undefined && 'data' in output ? Object.keys(output.data) : []).toEqual([type]);
  });

  test('a picture is told in words', () => {
    expect(shown({ 'image/svg+xml': svg })?.facts).toMatchObject({ alt: 'Waits. A 300, B 200.' });
    expect(shown({ 'image/png': 'iVBORw0KGgo=', 'text/plain': 'a square of 40' }, { 'image/png': { width: 40, height: '"x' } })?.facts).toMatchObject({ alt: 'a square of 40', size: ' width="40"' });
    expect(shown({ 'image/svg+xml': '<svg/>', 'text/plain': '<Figure size 640x480 with 1 Axes>' })?.facts).toMatchObject({ alt: 'A picture without a description' });
    expect(shown({ 'application/vnd.awaitbook.xray+json': {}, 'image/svg+xml': svg, 'text/plain': 'A ── 300' })?.facts).toMatchObject({ text: 'A ── 300' });
  });

  test('an SVG’s words are those of the whole, not of a part', () => {
    expect(svgWords('<svg><g><title>A part</title></g></svg>')).toBe(null);
  });

  test('a long text is shown by its beginning', () => {
    const long = Array.from({ length: 500 }, (_, line) => `line ${line}`).join('\n');
    const { output, facts } = shownOutput({ output_type: 'stream', name: 'stdout', text: `${long}\n` }, PAGE_FORMS, false)!;
    expect(facts.restWords).toBe('Show 460 more lines');
    expect(`${(output as { text: string }).text}\n${facts.rest}`).toBe(`${long}\n`);
    expect(shownOutput({ output_type: 'stream', name: 'stdout', text: 'x'.repeat(5e6) }, PAGE_FORMS, false)!.facts.restWords).toBe('Show 4996000 more characters');
  });
});
