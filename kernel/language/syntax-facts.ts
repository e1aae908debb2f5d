/** What a cell's tree holds that decides how it is transformed. */
import type { Program } from 'oxc-parser';

/** Facts found in one walk over the whole tree. */
export interface SyntaxFacts {
  /** TypeScript or JSX syntax. */
  readonly needsLowering: boolean;
  /** Decorators or auto-accessors (`accessor x = 1`), neither of which V8 or oxc know. */
  readonly hasDecorators: boolean;
  /** `using` or `await using`, at any depth. */
  readonly hasUsing: boolean;
  /** Regular expressions that this Node's V8 refuses. */
  readonly brokenRegExps: readonly { readonly start: number; readonly end: number; readonly pattern: string; readonly flags: string }[];
  /** `import` and `export` declarations in blocks and functions. */
  readonly nestedModuleSyntax: readonly { readonly type: string; readonly start: number }[];
  /** `@d` in front of parameters, which only TypeScript's older decorators have. */
  readonly parameterDecorators: readonly { readonly start: number; readonly end: number }[];
}

type Fields = { readonly [key: string]: unknown };

/** Types of nodes whose `optional: true` is the `?` of TypeScript and not of an optional chain. */
const OPTIONAL_BY_TYPE = new Set(['Identifier', 'PropertyDefinition', 'MethodDefinition', 'ObjectPattern', 'ArrayPattern', 'AssignmentPattern', 'RestElement']);

const PARAMETER_TYPES = new Set(['Identifier', 'ObjectPattern', 'ArrayPattern', 'AssignmentPattern', 'RestElement', 'TSParameterProperty']);

const MODULE_SYNTAX = /^(?:Import|ExportNamed|ExportDefault|ExportAll)Declaration$/;

/** Walks the tree once (10 us for 20 lines). */
export function findSyntaxFacts(program: Program): SyntaxFacts {
  let needsLowering = false;
  let hasDecorators = false;
  let hasUsing = false;
  const brokenRegExps: { start: number; end: number; pattern: string; flags: string }[] = [];
  const nestedModuleSyntax: { type: string; start: number }[] = [];
  const parameterDecorators: { start: number; end: number }[] = [];
  const placedRightly = new Set<unknown>();
  walkNodes(program, (node) => {
    const type = node.type as string;
    if (type === 'Program' || type === 'TSModuleBlock') for (const statement of node.body as unknown[]) placedRightly.add(statement);
    if (MODULE_SYNTAX.test(type) && !placedRightly.has(node)) nestedModuleSyntax.push({ type, start: node.start as number });
    if (Array.isArray(node.decorators) && PARAMETER_TYPES.has(type)) parameterDecorators.push(...(node.decorators as { start: number; end: number }[]));
    if (type.startsWith('TS') || type.startsWith('JSX') || hasTypeModifier(node)) needsLowering = true;
    else if (type === 'Decorator' || type === 'AccessorProperty') hasDecorators = true;
    else if (type === 'VariableDeclaration') hasUsing ||= node.kind === 'using' || node.kind === 'await using';
    else if (type === 'Literal' && node.value === null && node.regex) {
      const { pattern, flags } = node.regex as { pattern: string; flags: string };
      brokenRegExps.push({ start: node.start as number, end: node.end as number, pattern, flags });
    }
  });
  return { needsLowering, hasDecorators, hasUsing, brokenRegExps, nestedModuleSyntax, parameterDecorators };
}

/** Calls `visit` for each node, parents first; where it returns false, the node's own nodes are left out. */
export function walkNodes(node: object, visit: (node: Fields) => unknown): void {
  // Lists by index: going over their keys takes ten times as long.
  if (Array.isArray(node)) {
    for (let index = 0; index < node.length; index++) {
      const element: unknown = node[index];
      if (element !== null && typeof element === 'object') walkNodes(element, visit);
    }
    return;
  }
  const fields = node as Fields;
  if (fields.type !== undefined && visit(fields) === false) return;
  for (const key in fields) {
    const value = fields[key];
    if (value !== null && typeof value === 'object') walkNodes(value, visit);
  }
}

function hasTypeModifier(node: Fields): boolean {
  return (
    node.declare === true ||
    node.definite === true ||
    node.override === true ||
    node.readonly === true ||
    node.abstract === true ||
    typeof node.accessibility === 'string' ||
    node.importKind === 'type' ||
    node.exportKind === 'type' ||
    (node.optional === true && OPTIONAL_BY_TYPE.has(node.type as string)) ||
    (node.type === 'Identifier' && node.name === 'this')
  );
}
