/** Leads `Deno.jupyter`, as cells for Deno's kernel write it, to the kernel's own. */
import type { Program } from 'oxc-parser';
import { HELPERS_NAME } from './running-form';
import { walkNodes } from './syntax-facts';
import type { TextEdits } from './text-edits';

/** What completion offers behind these expressions, of which the stand-in has no live value: names that the kernel's `deno-jupyter.ts` has. */
export const DENO_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Deno: ['jupyter'],
  'Deno.jupyter': ['$display', 'broadcast', 'display', 'html', 'image', 'md', 'svg'],
};

type Node = { readonly [key: string]: unknown };

/**
 * `Deno.jupyter` becomes `$awaitbook.deno(() => Deno).jupyter`: a `Deno` that is declared, in this cell or an earlier one, is meant first.
 * Only that member: what else a cell asks of `Deno` is not there, and fails as it does in Node.
 */
export function rewriteDeno(edits: TextEdits, program: Program): void {
  if (!edits.original.includes('Deno')) return;
  walkNodes(program, (node) => {
    if (node.type !== 'MemberExpression') return;
    const { object, property } = node as { object: Node; property: Node };
    const name = node.computed === true ? property.value : property.name;
    if (object.type !== 'Identifier' || object.name !== 'Deno' || name !== 'jupyter') return;
    edits.update(object.start as number, object.end as number, `${HELPERS_NAME}.deno(() => Deno)`);
  });
}
