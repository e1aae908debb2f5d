/** Makes a decorated class reach the session as its decorators leave it. */
import type { Class, VariableDeclarator } from 'oxc-parser';
import type { TextEdits } from './text-edits';

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * `@d class A {}` becomes `let $class;{@d class A {}; $class = A;} const A = $class;`. Lowered as a statement of the top level, the
 * name would be the class before its decorators, or none at all. A class that only its members' decorators need stays.
 */
export function prepareDecoratedClass(edits: TextEdits, declaration: Class, statement: Span, unusedName: (wanted: string) => string): void {
  const [firstDecorator] = declaration.decorators;
  if (!firstDecorator || !declaration.id) return;
  const { name } = declaration.id;
  const start = Math.min(statement.start, firstDecorator.start);
  const inner = unusedName(`$class_${name}`);
  if (statement.start < declaration.start) edits.remove(statement.start, declaration.start);
  edits.prependRight(start, `let ${inner};{`);
  edits.appendLeft(declaration.end, `;${inner} = ${name};} const ${name} = ${inner};`);
}

/** `const A = @d class {}` becomes `const A = @d class A {}`: swc would lose the name that the class gets from its variable. */
export function nameDecoratedClass(edits: TextEdits, declarator: VariableDeclarator): void {
  const { id, init } = declarator;
  if (id.type !== 'Identifier' || init?.type !== 'ClassExpression' || init.id || init.decorators.length === 0) return;
  const keyword = /\bclass\b/g;
  keyword.lastIndex = init.decorators.at(-1)?.end ?? init.start;
  const match = keyword.exec(edits.original);
  if (match) edits.appendLeft(match.index + 'class'.length, ` ${id.name}`);
}
