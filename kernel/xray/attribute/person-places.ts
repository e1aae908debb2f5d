/** The person's places in a profile. */
import type { Profiler } from 'node:inspector';
import type { ProfilePiece } from '../collect/profile';
import type { XrayFrame } from '../report';
import type { Places } from './attribute';

/** The kernel's own work around a cell's text, which stands on the cell's stack. */
const OURS = new Set(['enterMagic', 'leaveMagic']);

/** Where a sample found the person's code. */
export interface PersonPlace {
  readonly frame: XrayFrame;
  /** The function that is no longer the person's that this place had called; empty where it computed itself. */
  readonly callee: string;
  /** Lines of what it computed itself in the whole piece, and the part of each. */
  readonly lines: ReadonlyMap<number, number>;
}

/** The person's innermost place above a sample. */
export class PersonPlaces {
  readonly #places: Places;
  readonly #urls: ReadonlyMap<string, string>;
  readonly #parents = new Map<Profiler.ProfileNode, Profiler.ProfileNode>();
  readonly #known = new Map<Profiler.ProfileNode, PersonPlace | null>();

  /** @param urls of scripts by their ids, from earlier pieces too: V8 forgets that of code that it optimizes meanwhile */
  constructor(places: Places, { profile }: ProfilePiece, urls: Map<string, string>) {
    this.#places = places;
    this.#urls = urls;
    for (const { callFrame: { url, scriptId } } of profile.nodes) if (url !== '' && scriptId !== '0') urls.set(scriptId, url);
    const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
    for (const node of profile.nodes) for (const id of node.children ?? []) this.#parents.set(nodes.get(id)!, node);
  }

  /** Null where nobody's code stands, and where the kernel works for itself. */
  of(node: Profiler.ProfileNode): PersonPlace | null {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const place = this.#own(node) ?? this.#called(node);
    this.#known.set(node, place);
    return place;
  }

  #called(node: Profiler.ProfileNode): PersonPlace | null {
    const { functionName } = node.callFrame;
    const parent = this.#parents.get(node);
    const caller = parent === undefined || OURS.has(functionName) ? null : this.of(parent);
    return caller === null || caller.callee !== '' ? caller : { ...caller, callee: functionName === '' ? '(anonymous)' : functionName };
  }

  /** The function that is put around a cell's text begins at nothing of the person's, but is the person's top level. */
  #around({ lineNumber, functionName }: Profiler.ProfileNode['callFrame'], url: string): XrayFrame | null {
    return lineNumber === 0 && functionName === '' ? this.#places.topLevel(url) : null;
  }

  #own({ callFrame, positionTicks = [] }: Profiler.ProfileNode): PersonPlace | null {
    const { lineNumber, columnNumber } = callFrame;
    const url = callFrame.url === '' ? (this.#urls.get(callFrame.scriptId) ?? '') : callFrame.url;
    if (url === '' || url.startsWith('node:')) return null;
    const first = Math.max(lineNumber + 1, 1);
    const frame = lineNumber < 0 ? this.#places.topLevel(url) : this.#places.frame(url, first, columnNumber + 1, this.#places.ownName(callFrame.functionName)) ?? this.#around(callFrame, url);
    if (frame === null) return null;
    const ticks = new Map<number, number>();
    let sum = 0;
    for (const tick of positionTicks) {
      // Of functions that V8 put into this one, the lines of their own files stand here.
      const line = tick.line < first ? null : this.#places.line(url, tick.line);
      if (line === null) continue;
      sum += tick.ticks;
      ticks.set(line, (ticks.get(line) ?? 0) + tick.ticks);
    }
    const lines = new Map([...ticks].map(([line, count]) => [line, count / sum]));
    return { frame, callee: '', lines: lines.size === 0 ? new Map([[0, 1]]) : lines };
  }
}
