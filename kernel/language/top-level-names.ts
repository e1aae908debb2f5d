/** Which names a text declares at its top level. */
import type { BindingPattern, Statement, VariableDeclaration } from 'oxc-parser';

/** `var` for a name that only `var` declares: it keeps the value that it has. `const` for one of `const` or `using`. */
export type NameKind = 'var' | 'const' | 'other';

/** Statements that stand directly inside a statement, outside functions and classes. */
export function innerStatements(statement: Statement): readonly Statement[] {
  switch (statement.type) {
    case 'BlockStatement':
      return statement.body;
    case 'IfStatement':
      return statement.alternate ? [statement.consequent, statement.alternate] : [statement.consequent];
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'LabeledStatement':
    case 'WithStatement':
      return [statement.body];
    case 'SwitchStatement':
      return statement.cases.flatMap((branch) => branch.consequent);
    case 'TryStatement':
      return [statement.block, ...(statement.handler ? [statement.handler.body] : []), ...(statement.finalizer ? [statement.finalizer] : [])];
    default:
      return [];
  }
}

/** The declaration in the head of a `for` statement, if it has one. */
export function headDeclaration(statement: Statement): VariableDeclaration | null {
  const head = statement.type === 'ForStatement' ? statement.init : statement.type === 'ForInStatement' || statement.type === 'ForOfStatement' ? statement.left : null;
  return head?.type === 'VariableDeclaration' ? head : null;
}

/** Names bound by a pattern, in order. */
export function patternNames(pattern: BindingPattern | null): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return patternNames(pattern.left);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element?.type === 'RestElement' ? patternNames(element.argument) : patternNames(element)));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => patternNames(property.type === 'RestElement' ? property.argument : property.value));
    default:
      return [];
  }
}

/** Names that have a value at run time, in the order of their first declaration; `var`s of nested blocks are among them. */
export function topLevelNames(body: readonly Statement[]): Map<string, NameKind> {
  const names = new Map<string, NameKind>();
  for (const statement of body) addDeclared(statement, names);
  return names;
}

function addDeclared(statement: Statement, names: Map<string, NameKind>): void {
  const add = (name: string): void => void names.set(name, 'other');
  switch (statement.type) {
    case 'ImportDeclaration':
      if (statement.importKind === 'type') return;
      for (const specifier of statement.specifiers) {
        if (specifier.type !== 'ImportSpecifier' || specifier.importKind !== 'type') add(specifier.local.name);
      }
      return;
    case 'ExportNamedDeclaration':
      if (statement.declaration) addDeclared(statement.declaration, names);
      return;
    case 'ExportDefaultDeclaration': {
      const { declaration } = statement;
      if ((declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id) add(declaration.id.name);
      return;
    }
    case 'TSImportEqualsDeclaration':
      if (statement.importKind !== 'type') add(statement.id.name);
      return;
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      if (statement.id && !statement.declare) add(statement.id.name);
      return;
    case 'TSEnumDeclaration':
      // A constant one has values all the same: see `prepare-source.ts`.
      if (!statement.declare || statement.const) add(statement.id.name);
      return;
    case 'TSModuleDeclaration': {
      let { id }: { id: { readonly type: string } } = statement;
      while (id.type === 'TSQualifiedName') id = (id as { readonly left: { readonly type: string } } & typeof id).left;
      if (!statement.declare && id.type === 'Identifier') add((id as { readonly name: string } & typeof id).name);
      return;
    }
    case 'VariableDeclaration':
      if (statement.declare) return;
      if (statement.kind === 'var') addVars(statement, names);
      else {
        const kind = statement.kind === 'let' ? 'other' : 'const';
        for (const { id } of statement.declarations) for (const name of patternNames(id)) names.set(name, kind);
      }
      return;
    default:
      addNestedVars(statement, names);
  }
}

function addNestedVars(statement: Statement, names: Map<string, NameKind>): void {
  if (statement.type === 'VariableDeclaration' && statement.kind === 'var') addVars(statement, names);
  const head = headDeclaration(statement);
  if (head?.kind === 'var') addVars(head, names);
  for (const inner of innerStatements(statement)) addNestedVars(inner, names);
}

function addVars(declaration: VariableDeclaration, names: Map<string, NameKind>): void {
  for (const { id } of declaration.declarations) {
    for (const name of patternNames(id)) if (!names.has(name)) names.set(name, 'var');
  }
}
