/** A language that leaves the text as it is; a text with `syntax error` in it does not parse. */
import type { Language } from '../../../kernel/language/language';

export const FAKE_LANGUAGE: Language = {
  prepare: (source) =>
    source.includes('syntax error')
      ? { status: 'invalid', problems: [{ message: 'Unexpected token', line: 1, column: source.indexOf('syntax error') + 1, length: 6 }] }
      : { status: 'ok', form: { code: source, maps: [], declaredNames: [], hasResult: true }, accept: () => undefined },
  isComplete: (source) => (source.endsWith('{') ? { status: 'incomplete', indent: '  ' } : { status: 'complete' }),
  completionPlace: (source, offset) => {
    const name = /[\w$]*$/.exec(source.slice(0, offset))![0];
    const fromText = [{ text: 'const', type: 'keyword' as const }];
    return name === '' ? null : { target: { kind: 'name', prefix: name }, prefix: name, start: offset - name.length, end: offset, fromText };
  },
  inspectionExpression: (source, offset) => /[\w$.]*$/.exec(source.slice(0, offset))![0] || null,
  authorText: (source) => /\/\*\* .*/s.exec(source)?.[0] ?? null,
  inspectedMagic: (source, offset) => (offset <= 6 && source.startsWith('%magic') ? { usage: '%magic [x]', help: 'Does it.' } : null),
};
