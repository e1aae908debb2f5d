/**
 * Starts the engine at once, beside the rest of the kernel's start (it is another process, and there is more than one core); what it says
 * reaches the kernel's listener once there is one. This file and what it imports is loaded before all else.
 */
import type { Engine, EngineListener } from './engine/contract';
import { startEngine } from './engine/engine';

/** An engine that was started before anybody listened. */
export interface EarlyEngine {
  readonly engine: Engine;
  /** Hands over what was said so far, and from now on all. */
  attach(listener: EngineListener): Engine;
}

/** `nodeOptions`: flags of Node beyond those that the engine needs. */
export function startEarlyEngine(nodeOptions: readonly string[]): EarlyEngine {
  let target: EngineListener | null = null;
  const early: (() => void)[] = [];
  const forward = <Name extends keyof EngineListener>(name: Name): EngineListener[Name] =>
    ((...values: never[]) => {
      const say = (): void => Reflect.apply(target?.[name] as (...values: never[]) => void, target, values);
      if (target === null) early.push(say);
      else say();
    }) as EngineListener[Name];
  const engine = startEngine(
    {
      stream: forward('stream'),
      display: forward('display'),
      rejected: forward('rejected'),
      clearOutput: forward('clearOutput'),
      uncaught: forward('uncaught'),
      inputRequested: forward('inputRequested'),
      nextInput: forward('nextInput'),
      xraySlice: forward('xraySlice'),
      xray: forward('xray'),
      cellLost: forward('cellLost'),
      comm: forward('comm'),
      commTarget: forward('commTarget'),
      died: forward('died'),
      failed: forward('failed'),
    },
    { nodeOptions },
  );
  return {
    engine,
    attach(listener) {
      target = listener;
      for (const say of early) say();
      return engine;
    },
  };
}
