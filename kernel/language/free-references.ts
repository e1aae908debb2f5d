/** Finds where a text refers to names that it does not bind itself. */
import type { BindingPattern, Statement } from 'oxc-parser';
import { isType } from './text-tokens';
import { patternNames, topLevelNames } from './top-level-names';

type Names = ReadonlySet<string>;
type Fields = { readonly [key: string]: unknown; readonly type?: string; readonly name?: unknown; readonly start: number; readonly end: number };

/** A name in the text; offsets count UTF-16 units. */
export interface Reference {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Calls `onReference` for each use of one of the names as a value, also as the target of an assignment, that is not bound inside a
 * function, block or namespace of these statements. `isShorthand` where it stands for key and value (`{a}`).
 */
export function findFreeReferences(nodes: readonly Statement[], names: Names, onReference: (reference: Reference, isShorthand: boolean) => void): void {
  const free = (name: unknown, bound: Names): boolean => typeof name === 'string' && names.has(name) && !bound.has(name);
  const within = (bound: Names, added: Iterable<string>): Names => new Set([...bound, ...[...added].filter((name) => names.has(name))]);

  const visitAll = (nodes: unknown, bound: Names): void => {
    for (const node of nodes as readonly unknown[]) visit(node, bound);
  };
  const visitFields = (node: Fields, bound: Names): void => {
    for (const key in node) visit(node[key], bound);
  };

  const visit = (value: unknown, bound: Names): void => {
    if (value === null || typeof value !== 'object') return;
    if (Array.isArray(value)) return visitAll(value, bound);
    const node = value as Fields;
    switch (node.type) {
      case 'Identifier':
        if (free(node.name, bound)) onReference(node as Fields & Reference, false);
        return;
      case 'MemberExpression':
        visit(node.object, bound);
        if (node.computed) visit(node.property, bound);
        return;
      case 'Property':
        return visitProperty(node, bound);
      case 'MethodDefinition':
      case 'PropertyDefinition':
      case 'AccessorProperty':
        visit(node.decorators, bound);
        if (node.computed) visit(node.key, bound);
        return visit(node.value, bound);
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
        return;
      case 'ExportNamedDeclaration':
        return visit(node.declaration, bound);
      case 'LabeledStatement':
        return visit(node.body, bound);
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return visitFunction(node, bound);
      case 'ClassDeclaration':
      case 'ClassExpression': {
        const inner = within(bound, idNames(node));
        visit(node.decorators, bound);
        visit(node.superClass, inner);
        return visit(node.body, inner);
      }
      case 'BlockStatement':
      case 'StaticBlock':
        return visitAll(node.body, within(bound, lexicalNames(node.body as readonly Statement[])));
      case 'SwitchStatement': {
        const cases = node.cases as readonly { readonly consequent: readonly Statement[] }[];
        visit(node.discriminant, bound);
        return visitAll(cases, within(bound, lexicalNames(cases.flatMap(({ consequent }) => consequent))));
      }
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement': {
        const head = (node.init ?? node.left) as Statement | null;
        return visitFields(node, within(bound, head ? lexicalNames([head]) : []));
      }
      case 'CatchClause':
        return visitFields(node, within(bound, patternNames(node.param as BindingPattern | null)));
      case 'TSModuleDeclaration': {
        const { body } = node as { body?: { readonly body: readonly Statement[] } };
        return body && node.declare !== true ? visitAll(body.body, within(bound, topLevelNames(body.body).keys())) : undefined;
      }
      case 'TSEnumMember':
        return visit(node.initializer, bound);
      default:
        if (node.type === undefined || !isType(node.type)) visitFields(node, bound);
    }
  };

  const visitProperty = (node: Fields, bound: Names): void => {
    if (node.computed) visit(node.key, bound);
    const { value } = node as { value?: Fields & { readonly left?: Fields; readonly right?: Fields } };
    const target = value?.type === 'AssignmentPattern' ? value.left : value;
    if (!node.shorthand || !target || !free(target.name, bound)) return visit(value, bound);
    onReference(target as Fields & Reference, true);
    if (value !== target) visit(value?.right, bound);
  };

  const visitFunction = (node: Fields, bound: Names): void => {
    const { body, params } = node as unknown as { body: Fields; params: readonly BindingPattern[] };
    const names = params.flatMap((param) => parameterNames(param));
    const inBody = body.type === 'BlockStatement' ? [...topLevelNames(body.body as readonly Statement[]).keys()] : [];
    const own = node.type === 'FunctionExpression' ? idNames(node) : [];
    const inner = within(bound, [...own, ...names, ...inBody]);
    visitAll(params, inner);
    if (body.type === 'BlockStatement') visitAll(body.body, inner);
    else visit(body, inner);
  };

  visitAll(nodes, new Set());
}

function idNames(node: Fields): string[] {
  const id = node.id as { readonly name: string } | null;
  return id ? [id.name] : [];
}

function parameterNames(param: BindingPattern | { readonly type: 'RestElement'; readonly argument: BindingPattern } | { readonly type: 'TSParameterProperty'; readonly parameter: BindingPattern }): string[] {
  if (param.type === 'TSParameterProperty') return patternNames(param.parameter);
  return patternNames(param.type === 'RestElement' ? param.argument : param);
}

/** Names that a block or loop head binds by itself: not those of `var`, which are the cell's or the function's. */
function lexicalNames(statements: readonly Statement[]): string[] {
  return statements.flatMap((statement) => {
    if (statement.type === 'VariableDeclaration') return statement.kind === 'var' ? [] : statement.declarations.flatMap(({ id }) => patternNames(id));
    const isNamed = statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration';
    return isNamed && statement.id ? [statement.id.name] : [];
  });
}
