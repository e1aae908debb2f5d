/** Makes `using` what oxc's lowering and the end of a cell need. */
import type { ForStatement, Program, VariableDeclaration } from 'oxc-parser';
import { walkNodes } from './syntax-facts';
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

/** `for (using a = open(); …) …` becomes `{using a = open(); for (; …) …}`, at any depth: oxc does not lower the former. */
export function prepareLoopResources(edits: TextEdits, program: Program): void {
  walkNodes(program, (node) => {
    if (node.type !== 'ForStatement') return;
    const { start, end, init } = node as unknown as ForStatement;
    if (init?.type !== 'VariableDeclaration' || (init.kind !== 'using' && init.kind !== 'await using')) return;
    edits.update(start, init.start, '{').appendLeft(init.end, '; for (').appendLeft(end, '}');
  });
}
