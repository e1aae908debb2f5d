/** Makes a top-level `using` end with the cell. */
import type { VariableDeclaration } from 'oxc-parser';
import type { TextEdits } from './text-edits';

/** `using x = open()` becomes `const x = $scope.use(open(), false)`. */
export function prepareResource(edits: TextEdits, declaration: VariableDeclaration, scopeName: string): void {
  const isAsync = declaration.kind === 'await using';
  const [first] = declaration.declarations;
  if (first) edits.update(declaration.start, first.start, 'const ');
  for (const { init } of declaration.declarations) {
    if (!init) continue;
    // The value's first character is part of the edit, so that an error of `use` is told at the value.
    edits.update(init.start, init.start + 1, `${scopeName}.use(${edits.original[init.start] ?? ''}`);
    edits.appendLeft(init.end, `, ${String(isAsync)})`);
  }
}
