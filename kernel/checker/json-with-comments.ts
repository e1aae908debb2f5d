/** JSON as TypeScript's configuration files have it: with comments and trailing commas. */
import type { Expression } from 'oxc-parser';
import { parseText } from '../language/parse-source';

/** The value; undefined when the text is no such JSON. */
export function readJsonWithComments(text: string): unknown {
  const { parsed, errors } = parseText(`(${text.replace(/^\ufeff/, '')}\n)`, 'js');
  const [only, ...others] = parsed.program.body;
  if (errors.length > 0 || others.length > 0 || only?.type !== 'ExpressionStatement') return undefined;
  return valueOf(only.expression);
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
