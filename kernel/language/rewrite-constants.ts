/** Keeps constants constant: they are declared by `let`, so that cells can declare them anew, and V8 would let an assignment pass. */
import type { Program } from 'oxc-parser';
import { findFreeReferences } from './free-references';
import { HELPERS_NAME } from './running-form';
import { walkNodes } from './syntax-facts';
import type { TextEdits } from './text-edits';

/** The names that the program means by constants. */
export interface Constants {
  /** Of this cell. */
  readonly own: ReadonlySet<string>;
  /** Of earlier cells, not declared anew since. */
  readonly earlier: ReadonlySet<string>;
  /** How a name is reached; see `reachName`. */
  reach(name: string): string;
}

/**
 * `a = 1` becomes `$awaitbook.constant(() => a).value = 1`, which throws, and so for every other target of an assignment. For a constant of
 * an earlier cell there is a second function that assigns: it counts where the declaration gave no value.
 */
export function rewriteConstants(edits: TextEdits, program: Program, { own, earlier, reach }: Constants): void {
  if (own.size === 0 && earlier.size === 0) return;
  const targets = new Map<number, string>();
  walkNodes(program, (node) => {
    if (node.type === 'AssignmentExpression' || node.type === 'ForInStatement' || node.type === 'ForOfStatement') addTargets(node.left, targets);
    else if (node.type === 'UpdateExpression') addTargets(node.argument, targets);
  });
  const names = new Set([...targets.values()].filter((name) => own.has(name) || earlier.has(name)));
  if (names.size === 0) return;
  findFreeReferences(program.body, names, ({ name, start, end }, isShorthand) => {
    if (!targets.has(start)) return;
    const reached = reach(name);
    const write = own.has(name) ? '' : `, (value) => { ${reached} = value; }`;
    edits.update(start, end, `${isShorthand ? `${name}: ` : ''}${HELPERS_NAME}.constant(() => ${reached}${write}).value`);
  });
}

/** Adds the names that a target assigns to, by their offsets. */
function addTargets(target: unknown, found: Map<number, string>): void {
  const node = target as { readonly [key: string]: unknown; readonly type: string; readonly start: number } | null;
  switch (node?.type) {
    case 'Identifier':
      found.set(node.start, node.name as string);
      return;
    case 'AssignmentPattern':
      return addTargets(node.left, found);
    case 'RestElement':
      return addTargets(node.argument, found);
    case 'ArrayPattern':
      return (node.elements as readonly unknown[]).forEach((element) => addTargets(element, found));
    case 'ObjectPattern':
      return (node.properties as readonly { readonly value?: unknown }[]).forEach((property) => addTargets(property.value ?? property, found));
    default:
  }
}
