/** The language room's answers from a parser alone, without types. */
import { STANDARD_CLASSES } from './class-settings';
import type { ClassSettings } from './class-settings';
import { completionPlace } from './completion-place';
import { declarationText } from './declaration-text';
import { findMagics, magicAt } from './find-magics';
import { inspectionExpression } from './inspection-expression';
import { isComplete } from './is-complete';
import type { Language } from './language';
import { isInMagicText, magicPlace } from './magic-place';
import { reachName } from './rewrite-hidden-globals';
import type { PreparedCell } from './running-form';
import { transformCell } from './transform-cell';
import type { KnownNames } from './transform-cell';

/**
 * Makes the language of one kernel. It remembers which globals cells declared anew and which constants, since later cells mean those.
 * `classSettings`: what the person's configuration says now; asked for cells with decorators only.
 */
export function createParserLanguage(classSettings = (): ClassSettings => STANDARD_CLASSES): Language {
  const known: KnownNames = { hiddenGlobals: new Set(), constants: new Set() };
  /** The expression as a cell would reach it. */
  const reached = (expression: string): string => {
    const head = /^[\p{ID_Continue}$]+/u.exec(expression)?.[0] ?? '';
    return reachName(head, known.hiddenGlobals) + expression.slice(head.length);
  };
  return {
    prepare: (source) => transformOrRefuse(source, known, classSettings),
    isComplete,
    completionPlace(source, offset) {
      const magic = magicPlace(source, offset);
      if (magic !== null) return magic;
      const magics = findMagics(source);
      if (isInMagicText(magics.uses, offset)) return null;
      const place = completionPlace(magics.text, offset);
      if (place === null || place.target === null || place.target.kind === 'name') return place;
      return { ...place, target: { ...place.target, expression: reached(place.target.expression) } };
    },
    inspectionExpression(source, offset) {
      const magics = findMagics(source);
      const expression = isInMagicText(magics.uses, offset) ? null : inspectionExpression(magics.text, offset);
      return expression === null ? null : reached(expression);
    },
    authorText(source, name, compiled) {
      if (!source.includes(name)) return null;
      const result = transformOrRefuse(source, known, classSettings);
      return result.status === 'ok' && result.form.code.includes(compiled) ? declarationText(source, name) : null;
    },
    inspectedMagic: magicAt,
  };
}

/** A chain such as `1 + 1 + …` of ten thousands of parts overflows the stack of whatever walks its tree. */
function transformOrRefuse(source: string, known: KnownNames, classSettings: () => ClassSettings): PreparedCell {
  try {
    return transformCell(source, known, classSettings);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { status: 'invalid', problems: [{ message: 'An expression of this cell is too long to be read. Split it into several statements.', line: 1, column: 1, length: 1 }] };
  }
}
