/**
 * The X-ray in a process of Node's that is no engine, such as an exported script. It sees by the same replacements of Node's functions as the
 * engine does; here the first X-ray puts them in place, and without one nothing of Node is touched.
 */
import { ChildProcess } from 'node:child_process';
import { findSourceMap, syncBuiltinESMExports } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { SourceMap } from '../engine/contract';
import { installCellFiles } from './cell-files';
import { installCellNetwork } from './cell-network';
import { installCellTimers } from './cell-timers';
import { observeModule } from './observed-modules';
import { observing } from './observing';
import { createSharedTurns } from './shared-turns';
import { registerFileMap } from './stack-frames';

let isSeen = false;

/** Makes what this process starts seen from now on. What a script took from Node's modules before that into variables of its own is not. */
export function seePlainProcess(): void {
  if (isSeen) return;
  isSeen = true;
  installCellTimers();
  installCellFiles();
  installCellNetwork(createSharedTurns());
  observeChildren();
  for (const name of ['dns', 'zlib', 'crypto']) observeModule(name);
  // Names that a script imported from Node's modules are then the replaced ones.
  syncBuiltinESMExports();
  mapScript();
}

/** Of the engine's means for children only this: they keep the script's own streams. */
function observeChildren(): void {
  const nodeSpawn: unknown = Reflect.get(ChildProcess.prototype, 'spawn');
  if (typeof nodeSpawn !== 'function') throw new Error('This Node has no ChildProcess.prototype.spawn.');
  Reflect.set(ChildProcess.prototype, 'spawn', function spawn(this: ChildProcess, options: object): unknown {
    const tried = observing.by?.beginChild(this, options);
    const result: unknown = Reflect.apply(nodeSpawn, this, [options]);
    tried?.();
    return result;
  });
}

/** tsx runs another text than the script's own, with a map; Node's own taking out of types leaves all lines where they are. */
function mapScript(): void {
  const [, script] = process.argv;
  const map = script === undefined ? undefined : findSourceMap(script);
  if (script !== undefined && map !== undefined) registerFileMap(pathToFileURL(script).href, script, map.payload as unknown as SourceMap);
}
