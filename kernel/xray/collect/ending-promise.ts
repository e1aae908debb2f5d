/** The end of a promise as the end of an operation. A file of its own: the engine has it from the start, the rest of the room only while somebody looks. */
import type { Operation } from './operation';

/** The same promise for the person, in whose end the operation ends. V8 finds the awaiting function through an async one. */
export async function endingPromise<T>(operation: Pick<Operation, 'done' | 'failed'>, promise: Promise<T>): Promise<T> {
  try {
    const value = await promise;
    operation.done();
    return value;
  } catch (error) {
    operation.failed(error);
    throw error;
  }
}
