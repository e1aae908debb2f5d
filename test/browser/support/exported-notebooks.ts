/** Notebooks with outputs that an exported page must stand: written by hand, so that nothing has to run. */
import { reportBundle } from '../../../kernel/xray/bundle';
import { summarise } from '../../../kernel/xray/summarise';
import { LESSON, TROUBLED } from '../../unit/support/xray-samples';

/** A cell in short: a text is Markdown. */
export type ShortCell = string | { readonly text: string; readonly slide: string } | { readonly code: string; readonly outputs?: readonly object[]; readonly tags?: readonly string[]; readonly jupyter?: object; readonly slide?: string; readonly isUntimed?: true };

const OURS = { kernelspec: { name: 'awaitbook', display_name: 'TypeScript (Awaitbook)', language: 'typescript' }, language_info: { name: 'typescript', pygments_lexer: 'typescript' } };
const PYTHON = { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' }, language_info: { name: 'python', pygments_lexer: 'ipython3' } };

const TIMES = {
  execution: { 'iopub.execute_input': '2026-01-01T10:00:00.000Z', 'shell.execute_reply.started': '2026-01-01T10:00:00.010Z', 'shell.execute_reply': '2026-01-01T10:00:00.412Z' },
};

/** A PNG of one pixel. */
export const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

export const printed = (text: string, name = 'stdout'): object => ({ output_type: 'stream', name, text });
export const shown = (data: object, metadata = {}): object => ({ output_type: 'display_data', data, metadata });
export const thrown = (ename: string, evalue: string, traceback: readonly string[]): object => ({ output_type: 'error', ename, evalue, traceback });

/** The JSON of a notebook. */
export function notebookOf(cells: readonly ShortCell[], isPython = false): string {
  let count = 0;
  const full = cells.map((cell, index) => {
    const id = `c${index + 1}`;
    if (typeof cell === 'string') return { cell_type: 'markdown', id, metadata: {}, source: cell };
    if ('text' in cell) return { cell_type: 'markdown', id, metadata: { slideshow: { slide_type: cell.slide } }, source: cell.text };
    const { code, outputs = [], tags, jupyter, slide, isUntimed } = cell;
    const metadata = { ...(tags === undefined ? {} : { tags }), ...(jupyter === undefined ? {} : { jupyter }), ...(slide === undefined ? {} : { slideshow: { slide_type: slide } }), ...(isUntimed === true ? {} : TIMES) };
    count += 1;
    return { cell_type: 'code', id, metadata, source: code, outputs: outputs.map((output) => ({ ...output, ...('execution_count' in output ? { execution_count: count } : {}) })), execution_count: count };
  });
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: isPython ? PYTHON : OURS, cells: full });
}

const verdict = (passed: boolean): object => shown({
  'text/html': `<div style="border-left: 4px solid ${passed ? '#2da44e' : '#d1242f'}; background: rgba(${passed ? '45, 164, 78' : '209, 36, 47'}, 0.14); padding: 4px 12px; margin: 4px 0"><strong>${passed ? '✓ Passed' : '✗ Failed'}:</strong> the sum is right</div>`,
  'text/plain': `${passed ? '✓ Passed' : '✗ Failed'}: the sum is right`,
  'application/vnd.awaitbook.check+json': { version: 1, kind: 'check', name: 'the sum is right', passed, hint: null, detail: null },
});

/** The markup that tries everything: it must neither run, nor ask for anything, nor leave its place. */
export const HOSTILE = [
  '<script>document.title = "taken"; fetch("http://hostile.test/script")</script>',
  '<img src="http://hostile.test/picture" alt="A picture"><img src=x onerror="document.title = \'taken\'">',
  '<svg><script>document.title = "taken"</script><image href="http://hostile.test/svg"/><a xlink:href="javascript:document.title=\'taken\'"><text y="20">a link</text></a></svg>',
  '<iframe src="http://hostile.test/frame" srcdoc="<script>parent.document.title = \'taken\'</script>"></iframe><object data="http://hostile.test/object"></object>',
  '<meta http-equiv="refresh" content="0;url=http://hostile.test/refresh"><base href="http://hostile.test/"><link rel="stylesheet" href="http://hostile.test/style">',
  '<style>@import "http://hostile.test/import"; body { background: url(http://hostile.test/background) } main { display: none }</style>',
  '<style>p { color: red } } body { display: none } </style>',
  '<form action="http://hostile.test/form"><button>Send</button></form><a href="java\nscript:document.title=\'taken\'">a link</a><a href="https://example.org" ping="http://hostile.test/ping">another</a>',
  '<video src="http://hostile.test/video" poster="http://hostile.test/poster" autoplay></video><details open ontoggle="document.title = \'taken\'"><summary>More</summary>text</details>',
  '<div style="position: fixed; inset: 0; background: #fff; color: #000">over all</div><p id="content">the same id</p></div></div></main></body>',
].join('\n');

const TRACEBACK = ['\u001b[31mRangeError\u001b[0m: too many', '    at \u001b[96mCell 3, line 2, column 7\u001b[0m', '        2 | throw new RangeError("too many");'];

/** Name to notebook. */
export const NOTEBOOKS: Readonly<Record<string, string>> = {
  kinds: notebookOf([
    '# Kinds of output\n\nWith a formula, $e^{i\\pi} + 1 = 0$, `code`, [a link](https://example.org), \\$5 and \\$6.\n\n$$\\sum_{n=1}^{4} n = \\mathbb{E}[x]$$\n\n![A dot](attachment:dot.png)',
    '## Tables\n\n| name | ms | a column with many words in it |\n|---|--:|---|\n| A | 300 | the first one to start and the second to end |\n\n### And lists\n\n1. one\n2. two\n   - three\n\n> A quotation.\n\n```ts\nconst long = "a line of code that is longer than a phone is wide, so that it has to be scrolled";\n```',
    '## Code {#not-an-id} <em>with markup</em>',
    { code: '// A comment\nimport fs from "node:fs";\nclass Point<T extends object> { #x = 1.5e3; static y?: bigint = 10n; }\nconst text = `a ${1 + 2} template`, pattern = /[a-z]+/gi, yes = true;\nfunction* count(): Generator<number> { yield* [1, 2, 3]; }\nenum Mood { calm = "calm" }\n@decorated class A {}\ndebugger; throw new TypeError(\'x\');', outputs: [printed('\u001b[32m\'text\'\u001b[39m \u001b[33m1\u001b[39m \u001b[93m2\u001b[39m \u001b[31mred\u001b[0m \u001b[1mbold\u001b[0m \u001b[36mcyan\u001b[0m \u001b[90mgrey\u001b[0m \u001b[41mon red\u001b[0m \u001b[7minverse\u001b[0m \u001b[94mblue\u001b[0m\n'), printed('a warning\n', 'stderr')] },
    { code: 'report()', outputs: [shown(reportBundle(summarise(LESSON))), shown(reportBundle(summarise(TROUBLED)))] },
    { code: 'pictures()', outputs: [shown({ 'image/png': PIXEL, 'text/plain': 'a dot' }, { 'image/png': { width: 40, height: 40 } }), shown({ 'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="60"><title>A wide bar</title><rect width="900" height="60" fill="teal"/></svg>', 'text/plain': 'x' })] },
    { code: 'checks()', outputs: [verdict(true), shown({ 'text/html': '<table><caption>Three waits</caption><thead><tr><th scope="col">name</th><th scope="col">ms</th></tr></thead><tbody><tr><td>A</td><td>300</td></tr></tbody></table>', 'text/plain': 'x' }), shown({ 'text/latex': '$$\\frac{1}{2}$$', 'text/plain': 'x' }), shown({ 'text/markdown': '**Strong** and $x$', 'text/plain': 'x' }), shown({ 'application/json': [1], 'text/plain': '[ 1 ]' })] },
    { code: '  \n' },
    { code: 'setUp()', jupyter: { source_hidden: true }, outputs: [printed('the code above is folded\n')] },
    { code: 'throw new Error("meant")', tags: ['raises-exception'], outputs: [thrown('Error', 'meant', ['Error: meant'])] },
  ]).replace('"id":"c1","metadata":{}', `"id":"c1","metadata":{},"attachments":{"dot.png":{"image/png":"${PIXEL}"}}`),
  texts: notebookOf([
    '# What people write\n\n![with a blank](attachment:a%20b.png) ![in brackets](<attachment:a b.png>) ![ü](attachment:ü.png) ![gone](attachment:gone.png) <img src="attachment:a b.png" alt="as HTML">',
    '## Same\n\n<h2 id="Same">the same id</h2>\n\n<a name="place"></a>[to a place](#place) [to a heading](#Same) [to the other](#Same-2)\n\n- [ ] a task\n- [x] one that is done\n\n<label>with a label <input></label> <input placeholder="a number"> <select><option>one</option></select>',
    `## Long\n\n${'averylongword'.repeat(30)}\n\n| ${'a long heading | '.repeat(14)}\n${'|---'.repeat(14)}|\n| ${'some words | '.repeat(14)}\n\n- ${'averylongword'.repeat(30)}`,
    '## Formulas\n\n$\\newcommand{\\R}{\\mathbb{R}} x \\in \\R$, again $\\newcommand{\\R}{\\mathbf{R}} y \\in \\R$, $\\ce{H2O}$, $$\\require{mhchem}\\ce{CO2 + C -> 2 CO}$$ and $\\href{javascript:alert(1)}{z}$, but not $\\unknown{x}$.',
    { code: 'loading()', outputs: [printed('10 %\r50 %\r100 %\n\u001b]8;;http://a.test\u0007a link\u001b]8;;\u0007 \u001b[2K\u0007abd\bc\n'), shown({ 'text/html': '<div style="width: 900px">as wide as its author wants it</div>' }), shown({ 'text/latex': '$$a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t$$' }), shown({ 'text/latex': `no formula: ${'averylongword'.repeat(30)}` }), shown({ 'application/pdf': 'JVBERi0=' }), shown({ 'application/javascript': 'load()' }), shown({ 'image/svg+xml': '<svg><not closed', 'text/plain': 'a chart' })] },
  ]).replace('"id":"c1","metadata":{}', `"id":"c1","metadata":{},"attachments":{"a b.png":{"image/png":"${PIXEL}"},"ü.png":{"image/png":"${PIXEL}"}}`).replace('"id":"c5"', '"id":"c4"'),
  failing: notebookOf(['# One that fails', { code: 'ok()', outputs: [verdict(false)] }, { code: 'const a = 1;\nthrow new RangeError("too many");', outputs: [printed('before\n'), thrown('RangeError', 'too many', TRACEBACK)] }, { code: 'notReached()' }]),
  untimed: notebookOf(['# Without times', { code: '1 + 1', isUntimed: true, outputs: [{ output_type: 'execute_result', execution_count: 1, data: { 'text/plain': '2' }, metadata: {} }] }]),
  large: notebookOf(['# Five megabytes', { code: 'print()', outputs: [printed(Array.from({ length: 100_000 }, (_, line) => `line ${String(line).padStart(6, '0')} of a text that is long enough to fill it\n`).join(''))] }]),
  title: notebookOf(['# A <b>title</b> & "more" <script>document.title = "taken"</script> $x < y$ `</title>`\n\nText.']),
  hostile: notebookOf(['# Hostile\n\n' + HOSTILE, { code: 'hostile()', outputs: [shown({ 'text/html': `${HOSTILE}<plaintext>`, 'text/plain': 'x' }), shown({ 'image/svg+xml': `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="20"><script>document.title = "taken"</script><image href="http://hostile.test/x"/><text y="15">a text</text></svg>`, 'text/plain': 'x' }), shown({ 'image/png': '" onerror="document.title = 1', 'text/plain': '<img src=x onerror="document.title=1">' }), printed('</pre><script>document.title = "taken"</script>'), thrown('<b>Error</b>', '<script>1</script>', ['</pre><script>document.title = "taken"</script>'])], tags: ['raises-exception'] }, 'The text behind it.']),
  python: notebookOf(['# Of another kernel', { code: 'import pandas as pd\n%matplotlib inline\n!ls\ndf.head()', outputs: [{ output_type: 'execute_result', execution_count: 1, metadata: {}, data: { 'text/html': '<div>\n<style scoped>\n    .dataframe tbody tr th { vertical-align: top; }\n</style>\n<table border="1" class="dataframe">\n  <thead>\n    <tr style="text-align: right;">\n      <th></th>\n      <th>price</th>\n    </tr>\n  </thead>\n  <tbody>\n    <tr>\n      <th>0</th>\n      <td>$5</td>\n    </tr>\n  </tbody>\n</table>\n</div>', 'text/plain': '  price' } }] }, { code: 'plot()', outputs: [shown({ 'image/png': PIXEL, 'text/plain': '<Figure size 640x480 with 1 Axes>' }), shown({ 'text/html': '<div id="a"></div><script>Bokeh.embed()</script>', 'application/javascript': 'alert(1)', 'text/plain': 'a plot' }), shown({ 'application/vnd.jupyter.widget-view+json': { model_id: 'x' }, 'text/plain': 'IntSlider(value=0)' })] }, { code: '1 / 0', outputs: [thrown('ZeroDivisionError', 'division by zero', ['\u001b[31m---------------------------------------------------------------------------\u001b[39m', '\u001b[31mZeroDivisionError\u001b[39m  Traceback (most recent call last)', '\u001b[36mCell\u001b[39m\u001b[36m \u001b[39m\u001b[32mIn[3]\u001b[39m\u001b[32m, line 1\u001b[39m\n\u001b[32m----> \u001b[39m\u001b[32m1\u001b[39m \u001b[32;43m1\u001b[39;49m\u001b[43m \u001b[49m\u001b[43m/\u001b[49m\u001b[43m \u001b[49m\u001b[32;43m0\u001b[39;49m', '\u001b[31mZeroDivisionError\u001b[39m: division by zero'])] }], true),
};
