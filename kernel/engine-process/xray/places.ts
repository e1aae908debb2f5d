/** Places of running texts as an X-ray tells them. */
import path from 'node:path';
import type { StackFrame } from '../../engine/contract';
import { KERNEL_FOLDER } from '../../kernel-folder';
import { asWritten } from '../../language/running-form';
import type { Places } from '../../xray/attribute/attribute';
import type { XrayFrame } from '../../xray/report';
import { awaitedFrames } from '../awaited-line';
import { runningRequest } from '../cell-xray';
import { engineServices } from '../services';
import { cellOfUrl, frameOf, labelOf, originalLine } from '../stack-frames';

const PACKAGES = /[/\\]node_modules[/\\]/;

/** The number in the prompt of a cell, from how it is called in stack traces. */
export function promptNumber(label: string): number | null {
  const digits = /^Cell (\d+)$/.exec(label)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Whether it is the script that runs, where no engine does: its lines are told as those of the cell that runs, without a name. */
function isScript(place: string): boolean {
  return engineServices() === null && process.argv[1] !== undefined && path.resolve(place) === process.argv[1];
}

/** A place as an X-ray tells it; null for one in a package. */
export function xrayFrame({ functionName, cell, place, line }: StackFrame): XrayFrame | null {
  if (cell !== null) return { cell: promptNumber(place), line, fn: ownName(functionName) };
  if (isScript(place)) return { cell: null, line, fn: ownName(functionName) };
  // What a package does is told as the line that called it.
  if (PACKAGES.test(place) || !path.isAbsolute(place) && !place.startsWith('.')) return null;
  return { cell: null, line, fn: ownName(functionName), file: path.basename(place) };
}

/**
 * V8 tells methods with their class, `Loader.load`, and functions without a name after what stands around them: `xray.name`,
 * `$awaitbook.awaiting`, `Worker.Worker` (in front of `const { Worker } = …`).
 */
export function ownName(name: string): string {
  return name.includes('.') && !/^(?<owner>[A-Z][\w$]*)\.(?!\k<owner>$)[\w$#]+$/.test(name) ? '' : asWritten(name);
}

/** Types that V8 tells of what is no instance of a person's class. */
const NO_CLASSES: ReadonlySet<string> = new Set(['Object', 'Function', 'Module']);

function functionName(site: NodeJS.CallSite): string {
  const name = ownName(site.getFunctionName() ?? '');
  const type = site.isToplevel() || site.isAsync() ? null : site.getTypeName();
  // What a namespace holds (`import * as m`) is no method: its author wrote a function.
  const isMethod = name !== '' && type !== null && !NO_CLASSES.has(type) && !name.includes('.');
  return isMethod ? `${type}.${name}` : name;
}

export const places: Places = {
  frame(url, line, column, name) {
    const frame = frameOf(url, line, column, name, false);
    return frame === null ? null : xrayFrame(frame);
  },
  line: originalLine,
  topLevel(url) {
    const cell = cellOfUrl(url);
    if (cell !== null) return { cell: promptNumber(labelOf(cell)), line: 0, fn: '' };
    const frame = frameOf(url, 1, 1, '', false);
    return frame === null ? null : xrayFrame({ ...frame, line: 0 });
  },
  ownName,
  functionName,
  isPartCall: (site) => site.getFunctionName() === 'xray' && (site.getScriptNameOrSourceURL() ?? '').includes(KERNEL_FOLDER),
  awaited(cell, awaiting) {
    const request = runningRequest();
    const [frame] = request === null || request.cell !== cell || awaiting === 0 ? [] : awaitedFrames(request, awaiting);
    return frame === undefined ? null : xrayFrame(frame);
  },
};
