/** JSON as TypeScript's configuration files have it: with comments and trailing commas. */
import type { Expression } from 'oxc-parser';
import { parseText } from './language/parse-source';

/** The value, or the offset (UTF-16 units) at which the text is no such JSON. */
export type JsonReading = { readonly value: unknown } | { readonly faultAt: number };

/** Reads the text; an empty one is an empty object, as for TypeScript. */
export function readJsonWithComments(text: string): JsonReading {
  if (text.trim() === '') return { value: {} };
  const { parsed, errors } = parseText(`(${text.replace(/^\ufeff/, ' ')}\n)`, 'js');
  const [only, ...others] = parsed.program.body;
  const [error] = errors;
  if (error !== undefined) return { faultAt: Math.min(Math.max(0, (error.labels[0]?.start ?? 1) - 1), text.length) };
  if (others.length > 0 || only?.type !== 'ExpressionStatement') return { faultAt: 0 };
  return { value: valueOf(only.expression) };
}

function valueOf(node: Expression): unknown {
  switch (node.type) {
    case 'Literal':
      return node.value;
    case 'ArrayExpression':
      return node.elements.map((element) => (element === null || element.type === 'SpreadElement' ? undefined : valueOf(element)));
    case 'ObjectExpression': {
      const entries = node.properties.flatMap((property) => {
        if (property.type === 'SpreadElement' || property.computed) return [];
        const key = property.key.type === 'Literal' ? String(property.key.value) : property.key.type === 'Identifier' ? property.key.name : null;
        return key === null ? [] : [[key, valueOf(property.value)] as const];
      });
      return Object.fromEntries(entries);
    }
    default:
      return undefined;
  }
}
