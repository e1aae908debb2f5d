/** Runs the magics of cells: the helpers that the running form calls (`language/magics.ts`). */
import { randomUUID } from 'node:crypto';
import { findMagic, unknownMagic } from '../../language/magics';
import type { MagicHelpers } from '../../language/magics';
import { type CellScope, currentCell, currentScope, runInScope } from '../cell-context';
import type { Reporter } from '../report';
import { standingFrames, withImporter } from '../stack-frames';
import type { MagicContext, MagicImplementation } from './magic';
import { createSessionVariables } from './session-variables';

/** The helpers, and the end of what cells left open. */
export interface Magics {
  readonly helpers: MagicHelpers;
  /** Ends the magics whose code threw or was interrupted; called before the cell's end is told. */
  endOf(scope: CellScope): void;
}

/** Frames that tell where a magic stands in its cell. */
const PLACE_FRAMES = 10;

/** By name; each is loaded when first used: most cells have none. */
const IMPLEMENTATIONS: Readonly<Record<string, () => { readonly magic: MagicImplementation }>> = {
  check: () => require('./check') as typeof import('./check'),
  cd: () => require('./cd') as typeof import('./cd'),
  env: () => require('./env') as typeof import('./env'),
  load: () => require('./load') as typeof import('./load'),
  magics: () => require('./magics') as typeof import('./magics'),
  npm: () => require('./npm') as typeof import('./npm'),
  pwd: () => require('./pwd') as typeof import('./pwd'),
  reset: () => require('./reset') as typeof import('./reset'),
  sh: () => require('./sh') as typeof import('./sh'),
  time: () => require('./time') as typeof import('./time'),
  who: () => require('./who') as typeof import('./who'),
  writefile: () => require('./writefile') as typeof import('./writefile'),
  xray: () => require('./xray') as typeof import('./xray'),
};

function implementationOf(written: string): MagicImplementation {
  const magic = findMagic(written);
  const load = magic === null ? undefined : IMPLEMENTATIONS[magic.name];
  if (load === undefined) throw new Error(unknownMagic(written));
  return load().magic;
}

/** To be made when all globals of the kernel are in place. */
export function createMagics(reporter: Reporter, notebookFolder: string): Magics {
  const variables = createSessionVariables();
  const open = new WeakMap<CellScope, Map<number, () => void>>();

  const contextOf = (written: string): MagicContext => ({
    written,
    notebookFolder,
    variables,
    setNextInput(text) {
      const cell = currentCell();
      if (cell !== null) reporter.event({ type: 'nextInput', cell, text });
    },
    showProgress() {
      const cell = currentCell();
      const displayId = randomUUID();
      let isUpdate = false;
      return (text) => {
        reporter.event({ type: 'display', cell, output: { data: { 'text/plain': text }, metadata: {} }, displayId, isUpdate });
        isUpdate = true;
      };
    },
  });

  /** Those of the cell that runs now, by their place. */
  const openNow = (): Map<number, () => void> => {
    const scope = currentScope();
    const ofScope = (scope === null ? undefined : open.get(scope)) ?? new Map<number, () => void>();
    if (scope !== null) open.set(scope, ofScope);
    return ofScope;
  };

  return {
    helpers: {
      async magic(written, line, body) {
        // Most errors of magics begin in callbacks, without a frame of the cell.
        const { frames } = standingFrames(PLACE_FRAMES);
        try {
          await implementationOf(written).run?.({ line, body: body ?? null }, contextOf(written));
        } catch (error) {
          throw withImporter(error, frames);
        }
      },
      enterMagic(written, line, place) {
        const leave = implementationOf(written).enter?.(line, contextOf(written));
        if (leave !== undefined) openNow().set(place, leave);
      },
      leaveMagic(place, value) {
        const ofScope = openNow();
        ofScope.get(place)?.();
        ofScope.delete(place);
        return value;
      },
    },
    endOf(scope) {
      const left = open.get(scope);
      if (left === undefined) return;
      open.delete(scope);
      runInScope(scope, () => {
        for (const leave of [...left.values()].reverse()) leave();
      });
    },
  };
}
