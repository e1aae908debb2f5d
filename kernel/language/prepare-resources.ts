/** Takes out of a cell's TypeScript what no lowering step would leave as it has to be: top-level `using` and `export =`. */
import MagicString from 'magic-string';
import type { ParsedText } from './parse-source';

/**
 * `using x = open()` becomes `const x = $scope.use(open(), false)`, so that it ends with the cell; `export = x` becomes `x`.
 * Null without either. `scopeName` is a name that the text doesn't hold; null when there is no top-level `using`.
 */
export function prepareResources({ text, program }: ParsedText): { edits: MagicString; scopeName: string | null } | null {
  const edits = new MagicString(text);
  let scopeName: string | null = null;
  for (const statement of program.body) {
    if (statement.type === 'TSExportAssignment') edits.update(statement.start, statement.expression.start, ';');
    if (statement.type !== 'VariableDeclaration' || (statement.kind !== 'using' && statement.kind !== 'await using')) continue;
    scopeName ??= unusedName(text);
    const isAsync = statement.kind === 'await using';
    const [first] = statement.declarations;
    if (first) edits.update(statement.start, first.start, 'const ');
    for (const { init } of statement.declarations) {
      if (!init) continue;
      edits.update(init.start, init.start + 1, `${scopeName}.use(${text[init.start] ?? ''}`);
      edits.appendLeft(init.end, `, ${String(isAsync)})`);
    }
  }
  return edits.hasChanged() ? { edits, scopeName } : null;
}

function unusedName(text: string): string {
  let name = '$scope';
  while (text.includes(name)) name += '$';
  return name;
}
