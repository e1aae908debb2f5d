/** Where a cell's functions are: what stands in one may run when later cells have declared more. */
import type { Program } from 'oxc-parser';
import { walkNodes } from '../language/syntax-facts';

/** Tells whether an offset (UTF-16 units) stands in the body of a function, method or field of a class. */
export function functionBodies(program: Program): (offset: number) => boolean {
  let parts: { start: number; end: number }[] | null = null;
  return (offset) => {
    parts ??= collect(program);
    return parts.some(({ start, end }) => start <= offset && offset < end);
  };
}

function collect(program: Program): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  const add = (part: unknown): void => void (part && parts.push(part as { start: number; end: number }));
  walkNodes(program, (node) => {
    const type = node.type as string;
    if (type === 'PropertyDefinition' && node.static !== true) add(node.value);
    if (!/^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(type)) return true;
    add(node.body);
    // What a parameter is when it is left out.
    for (const param of node.params as readonly { readonly type: string; readonly right?: unknown }[]) if (param.type === 'AssignmentPattern') add(param.right);
    return node.body === null;
  });
  return parts;
}
