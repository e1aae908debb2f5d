/** Words of the language, and where each may stand. */

/** Words that are never names in a module. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set(
  'await break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield'.split(' '),
);

/** Words that begin a statement. */
export const STATEMENT_KEYWORDS =
  'abstract async await break case catch class const continue debugger declare default do else enum export finally for function if import interface let namespace return switch throw try type using var while'.split(' ');

/** Words that begin an expression. */
export const EXPRESSION_KEYWORDS = 'async await class delete false function import new null super this true typeof undefined void yield'.split(' ');

/** Words that go on behind an expression. */
export const OPERATOR_KEYWORDS = 'as in instanceof of satisfies'.split(' ');

/** Words behind which a new name is made up. */
export const NAMING_KEYWORDS: ReadonlySet<string> = new Set('const let var using function class enum interface type namespace'.split(' '));
