/** The worker's inspector session on the main thread, as promises: answered while the main thread computes. */
import type { Runtime, Session } from 'node:inspector';
import { pathToFileURL } from 'node:url';
import { KERNEL_FOLDER } from '../kernel-folder';
import { INSPECTOR_NUDGE_MS } from '../limits';

/** What the worker asks V8 about the main thread. */
export interface MainThreadInspector {
  /** Evaluates without side effects unless `mayChange`; null when it threw, was refused or could not be answered. */
  evaluate(expression: string, options?: { mayChange?: boolean; byValue?: boolean; preview?: boolean }): Promise<Runtime.RemoteObject | null>;
  lexicalNames(): Promise<readonly string[]>;
  /** Properties, inherited ones too. `named`: without indices, of which a list may have millions. */
  properties(objectId: string, which?: 'named'): Promise<readonly Runtime.PropertyDescriptor[]>;
  /**
   * Terminates at the next statement of anyone's code but Node's and the kernel's, however often it takes until `isDone`: another way than
   * `Runtime.terminateExecution`, of which V8 takes no second one while the first is on its way, though it was lost in a callback that V8 itself makes.
   */
  terminateByDebugger(isDone: () => boolean): Promise<void>;
  /** Does some work; V8 forgets the objects that were asked about when no other is going on. */
  look<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Properties with texts for keys, inherited ones too, of what an expression is; none where that can't be told. */
export async function propertiesOf(inspector: MainThreadInspector, expression: string): Promise<readonly Runtime.PropertyDescriptor[]> {
  const found = await inspector.evaluate(expression);
  const properties = found?.objectId === undefined ? [] : await inspector.properties(found.objectId);
  return properties.filter(({ symbol }) => symbol === undefined);
}

const OBJECT_GROUP = 'worker';
/** Ms that one look at a value may take on the main thread. */
const LOOK_MS = 200;

/** Files in which no code of a person stands, as patterns of URLs. */
function nobodysFiles(): string[] {
  return ['node:', KERNEL_FOLDER, pathToFileURL(KERNEL_FOLDER).href].map((start) => `^${start.replace(/\W/g, '\\$&')}`);
}

/** Ms until the next pause is asked for, when one is lost too. */
const PAUSE_MS = 5;

/** Wraps a connected session. */
export function mainThreadInspector(session: Session): MainThreadInspector {
  const post = <T>(method: string, params: object): Promise<T | null> =>
    new Promise((resolve) => {
      const nudge = setInterval(() => session.post('Runtime.getIsolateId'), INSPECTOR_NUDGE_MS).unref();
      session.post(method, params, (error: Error | null, answer?: object) => {
        clearInterval(nudge);
        resolve(error === null ? ((answer ?? {}) as T) : null);
      });
    });
  let looks = 0;
  return {
    async evaluate(expression, { mayChange = false, byValue = false, preview = false } = {}) {
      const answer = await post<Runtime.EvaluateReturnType>('Runtime.evaluate', {
        expression,
        silent: true,
        objectGroup: OBJECT_GROUP,
        returnByValue: byValue,
        generatePreview: preview,
        ...(mayChange ? {} : { throwOnSideEffect: true, timeout: LOOK_MS }),
      });
      return answer === null || answer.exceptionDetails !== undefined ? null : answer.result;
    },
    async lexicalNames() {
      return (await post<Runtime.GlobalLexicalScopeNamesReturnType>('Runtime.globalLexicalScopeNames', {}))?.names ?? [];
    },
    async properties(objectId, which) {
      const answer = await post<Runtime.GetPropertiesReturnType>('Runtime.getProperties', { objectId, ownProperties: false, nonIndexedPropertiesOnly: which === 'named' });
      return answer?.result ?? [];
    },
    async terminateByDebugger(isDone) {
      const onPaused = (): void => void post('Debugger.resume', { terminateOnResume: !isDone() });
      session.on('Debugger.paused', onPaused);
      await post('Debugger.enable', {});
      await post('Debugger.setBlackboxPatterns', { patterns: nobodysFiles() });
      while (!isDone()) {
        void post('Debugger.pause', {});
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
      await post('Debugger.disable', {});
      session.off('Debugger.paused', onPaused);
    },
    async look(work) {
      looks += 1;
      try {
        return await work();
      } finally {
        looks -= 1;
        if (looks === 0) void post('Runtime.releaseObjectGroup', { objectGroup: OBJECT_GROUP });
      }
    },
  };
}

/**
 * For those who only look: they wait while an interrupt is under way. V8 takes a termination back when another question, which came behind the one
 * that asked for it, comes to its end first; behind a native call several are answered in one go.
 */
export function behindInterrupts(inspector: MainThreadInspector, underWay: () => Promise<unknown> | null): MainThreadInspector {
  const turn = async (): Promise<void> => {
    for (let end = underWay(); end !== null; end = underWay()) await Promise.allSettled([end]);
  };
  return {
    ...inspector,
    evaluate: async (...question) => turn().then(() => inspector.evaluate(...question)),
    lexicalNames: async () => turn().then(inspector.lexicalNames),
    properties: async (...question) => turn().then(() => inspector.properties(...question)),
  };
}
