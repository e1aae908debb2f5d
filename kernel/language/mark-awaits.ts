/** Marks the awaits of a cell's top level, so that an interrupt can tell which of them the cell has come to: V8 keeps that to itself. */
import type { Program } from 'oxc-parser';
import { HELPERS_NAME } from './running-form';
import { walkNodes } from './syntax-facts';
import type { TextEdits } from './text-edits';

interface Place {
  readonly type?: string;
  readonly start: number;
  readonly end: number;
}

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

/**
 * `await x` becomes `await ($awaitbook.awaiting=1,x)`, with the number of the await in the text; `for await` sets its number when it
 * begins and at the end of its block. To be called before all other edits, whose text comes around this.
 */
export function markAwaits(edits: TextEdits, program: Program): void {
  let count = 0;
  walkNodes(program, (node) => {
    if (FUNCTIONS.has(node.type as string)) return false;
    const isLoop = node.type === 'ForOfStatement' && node.await === true;
    if (!isLoop && node.type !== 'AwaitExpression') return true;
    count++;
    const awaited = (isLoop ? node.right : node.argument) as Place;
    const mark = `${HELPERS_NAME}.awaiting=${count}`;
    edits.appendLeft(awaited.start, `(${mark},`).appendLeft(awaited.end, ')');
    const body = node.body as Place | undefined;
    // Not in front of the brace but with it: a function that ends the block is moved.
    if (isLoop && body?.type === 'BlockStatement') edits.prependRight(body.end - 1, `;${mark}`);
    return true;
  });
}
