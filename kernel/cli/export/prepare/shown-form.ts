/** Which of an output's forms an exported document shows, and what stands beside it. */
import { EXPORTED_LONG_CHARACTERS, EXPORTED_LONG_LINES, EXPORTED_SHOWN_CHARACTERS, EXPORTED_SHOWN_LINES } from '../../../limits';
import { counted } from '../../run/counted';
import type { DisplayedOutput, JsonObject, MimeBundle, Output } from '../../run/notebook';
import { showsSomething } from '../page/clean-markup';
import { svgWords } from '../page/pictures';
import { asOnTerminal } from './terminal-text';

/** The MIME types that a document can show, the best first. */
export type FormOrder = readonly string[];

/** As JupyterLab, but pictures as they are instead of what a script would draw. */
export const PAGE_FORMS: FormOrder = ['text/html', 'text/markdown', 'image/svg+xml', 'text/latex', 'image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp', 'text/plain'];

const XRAY_TYPE = 'application/vnd.awaitbook.xray+json';
/** Has a form that libraries show in a browser only. */
const SCRIPTED = 'application/javascript';
const BASE64 = /^[A-Za-z\d+/\s]+={0,2}\s*$/;

/** An output with one form, and what the template shows beside it. */
export interface ShownOutput {
  readonly output: Output;
  readonly facts: OutputFacts;
}

/** What templates find for each output in the list `metadata.awaitbook_export.outputs` of its cell. */
export interface OutputFacts {
  /** The rest of a long text, which is folded, and the words to click at. */
  readonly rest?: string;
  readonly restWords?: string;
  /** Of an error: what it is, in one line. */
  readonly words?: string;
  /** Of a picture: what it shows, in words. */
  readonly alt?: string;
  /** Of a picture: whether it looks right on a dark page by itself. */
  readonly hasOwnGround?: boolean;
  /** Of a picture: attributes with its size. */
  readonly size?: string;
  /** Of a picture: all that it tells, as text. */
  readonly text?: string;
}

/** Null where there is nothing to show. */
export function shownOutput(output: Output, forms: FormOrder, isExpected: boolean): ShownOutput | null {
  if (output.output_type === 'stream') {
    const { shown, facts } = inParts(asOnTerminal(output.text));
    return { output: { ...output, text: shown }, facts };
  }
  if (output.output_type === 'error') return { output, facts: { words: errorWords(output, isExpected) } };
  const type = bestForm(output.data, forms);
  if (type === null) return notShown(output);
  const value = output.data[type];
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  if (!type.startsWith('image/')) {
    const { shown, facts } = type === 'text/plain' ? inParts(asOnTerminal(text)) : { shown: text, facts: {} };
    return { output: { ...output, data: { [type]: shown } }, facts };
  }
  const facts = { ...pictureFacts(output.data, type, text), size: sizeOf(output, type) };
  return { output: { ...output, data: { [type]: type === 'image/svg+xml' ? text : text.replace(/\s+/g, '') } }, facts };
}

/** Null where no form can be shown. */
function bestForm(data: MimeBundle, forms: FormOrder): string | null {
  const found = forms.find((type) => {
    const value = data[type];
    if (typeof value !== 'string') return false;
    if (type === 'text/html') return showsSomething(value);
    if (type === 'image/svg+xml') return /<svg[\s>/]/.test(value) && /(?:<\/svg\s*|\/)>\s*$/.test(value);
    return !type.startsWith('image/') || (BASE64.test(value) && value.trim() !== '');
  });
  // Beside HTML that shows nothing it is what a script would draw, as of Plotly: nothing to read.
  return found ?? (SCRIPTED in data || 'text/html' in data ? null : (Object.keys(data).find((type) => type.endsWith('json')) ?? null));
}

/** A script alone shows nothing and is left out without a word: it loads libraries, for the most part. */
function notShown(output: DisplayedOutput): ShownOutput | null {
  const types = Object.keys(output.data);
  if (types.length === 0 || SCRIPTED in output.data || (types.includes('text/html') && types.length === 1)) return null;
  return { output: { ...output, data: { 'text/plain': `[left out: an output that is ${types.join(', ')}]` } }, facts: {} };
}

/** What is said of a picture to who does not see it. An X-ray is there as text, too. */
function pictureFacts(data: MimeBundle, type: string, value: string): OutputFacts {
  const plain = typeof data['text/plain'] === 'string' ? data['text/plain'] : '';
  const said = type === 'image/svg+xml' ? svgWords(value) : null;
  const isCode = /^\s*(?:<|\[object|\{)/.test(plain);
  const alt = said ?? (plain === '' || plain.length > 300 || isCode ? 'A picture without a description' : plain.replace(/\s+/g, ' ').trim());
  return {
    alt,
    // A picture that knows dark pages draws its own ground.
    hasOwnGround: type === 'image/svg+xml' && value.includes('prefers-color-scheme'),
    ...(XRAY_TYPE in data && plain !== '' ? { text: plain } : {}),
  };
}

/** Width and height that the front end would give the picture (nbformat, "display_data": metadata of images), as attributes. */
function sizeOf({ metadata }: DisplayedOutput, type: string): string {
  const own = metadata[type];
  const sizes = typeof own === 'object' && own !== null ? (own as JsonObject) : {};
  return ['width', 'height'].map((name) => (Number.isFinite(Number(sizes[name])) && sizes[name] !== null && sizes[name] !== '' && sizes[name] !== undefined ? ` ${name}="${Math.round(Number(sizes[name]))}"` : '')).join('');
}

/** A long text is shown by its beginning; the rest is folded. */
function inParts(text: string): { readonly shown: string; readonly facts: OutputFacts } {
  const lineCount = text.split('\n').length;
  if (lineCount <= EXPORTED_LONG_LINES && text.length <= EXPORTED_LONG_CHARACTERS) return { shown: text, facts: {} };
  const lines = text.split('\n', EXPORTED_SHOWN_LINES).join('\n');
  const isOfLines = lines.length <= EXPORTED_SHOWN_CHARACTERS && lines.length < text.length;
  const shown = isOfLines ? lines : text.slice(0, EXPORTED_SHOWN_CHARACTERS).replace(/[\ud800-\udbff]$/, '');
  const rest = text.slice(shown.length + (isOfLines ? 1 : 0));
  const count = isOfLines ? counted(rest.replace(/\n$/, '').split('\n').length, 'more line') : counted(rest.length, 'more character');
  return { shown, facts: { rest, restWords: `Show ${count}` } };
}

function errorWords({ ename, evalue }: Extract<Output, { output_type: 'error' }>, isExpected: boolean): string {
  const told = [ename, evalue.split('\n')[0] ?? ''].filter((part) => part !== '').join(': ');
  return `${isExpected ? 'An error, as it was meant to be' : 'This cell failed'}: ${told.slice(0, 300)}`;
}
