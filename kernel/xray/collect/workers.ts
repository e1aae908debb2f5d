/** Worker threads under the X-ray: their start, and tasks that are posted to them, or to a pool of them, and answered. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { errorMonitor } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Operation } from './operation';
import { watchPools } from './pools';
import type { Observer } from './recorder';

const ANNOUNCED = 'worker_threads';

/** Begins to look; the function that it returns ends that. */
export function watchWorkers(observer: Observer): () => void {
  /** What workers have to answer, the oldest first. */
  const tasks = new Map<Worker, Operation[]>();

  /** A worker is waited for until it answers or ends; one that was posted a task until it runs, for then the task is waited for. */
  function began(worker: Worker): void {
    const operation = observer.begin({ kind: 'worker', type: 'Worker', label: 'Worker', calledAs: null });
    if (operation === null) return;
    const done = (): void => {
      operation.done();
      leave();
    };
    const leave = observer.listeners.on(worker, {
      online: () => {
        if ((tasks.get(worker)?.length ?? 0) > 0) done();
      },
      message: done,
      [errorMonitor]: (error: unknown) => {
        operation.failed(error);
        leave();
      },
      exit: done,
    });
  }

  function tasksOf(worker: Worker): Operation[] {
    const known = tasks.get(worker);
    if (known !== undefined) return known;
    const open: Operation[] = [];
    tasks.set(worker, open);
    const answered = (end: (task: Operation) => void) => (): void => {
      const task = open.shift();
      if (task === undefined) return;
      task.isDropped = false;
      end(task);
    };
    observer.listeners.on(worker, {
      message: answered((task) => task.done()),
      [errorMonitor]: (error: unknown) => answered((task) => task.failed(error))(),
    });
    return open;
  }

  /** Only a task that is answered is told: a message alone waits for nothing. */
  function posted(worker: Worker, calledAs: (...args: never[]) => unknown): void {
    const operation = observer.begin({ kind: 'worker', type: 'postMessage', label: 'task of a worker', calledAs });
    if (operation === null) return;
    operation.isDropped = true;
    tasksOf(worker).push(operation);
  }

  const pools = watchPools(observer);
  const created = (message: unknown): void => {
    const { worker } = message as { readonly worker: unknown };
    // Of a pool, perhaps, whose package was loaded by this cell.
    pools.look();
    if (worker instanceof Worker) began(worker);
  };
  const { postMessage: nodePost } = Worker.prototype;
  const post = function postMessage(this: Worker, ...args: Parameters<Worker['postMessage']>): void {
    posted(this, post as (...args: never[]) => unknown);
    nodePost.apply(this, args);
  };
  subscribe(ANNOUNCED, created);
  Reflect.set(Worker.prototype, 'postMessage', post);
  return () => {
    unsubscribe(ANNOUNCED, created);
    pools.stop();
    if (Reflect.get(Worker.prototype, 'postMessage') === post) Reflect.set(Worker.prototype, 'postMessage', nodePost);
  };
}
