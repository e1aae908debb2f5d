/** The language room's answers from a parser alone, without types. */
import { completionPlace } from './completion-place';
import { inspectionExpression } from './inspection-expression';
import { isComplete } from './is-complete';
import type { Language } from './language';
import { transformCell } from './transform-cell';

/** Makes the language; it holds no state. */
export function createParserLanguage(): Language {
  return { transform: transformCell, isComplete, completionPlace, inspectionExpression };
}
