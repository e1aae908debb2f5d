/** A kernel and a client of it, for the tests of one file or of one test. */
import { afterAll, beforeAll } from '@jest/globals';
import { KernelClient } from './kernel-client';
import type { ClientOptions } from './kernel-client';
import { KernelProcess } from './kernel-process';
import type { KernelOptions } from './kernel-process';

/** Starts a kernel, gives it and a connected client to `use`, and ends both, whatever happens; nothing may be left of them. */
export async function withKernel<T>(use: (client: KernelClient, kernel: KernelProcess) => Promise<T>, options: KernelOptions & ClientOptions = {}): Promise<T> {
  const kernel = await KernelProcess.start(options);
  return ending(kernel, async () => {
    const client = await KernelClient.connect(kernel.connection, { ...options, ended: kernel.exited.then(() => kernel.stderr) });
    return closing(client, () => use(client, kernel));
  });
}

/** One kernel for all tests of the file, or of the `describe` that calls this. */
export function sharedKernel(options: KernelOptions = {}): { readonly client: KernelClient; readonly kernel: KernelProcess } {
  let kernel: KernelProcess | null = null;
  let client: KernelClient | null = null;
  beforeAll(async () => {
    kernel = await KernelProcess.start(options);
    const { exited, connection } = kernel;
    client = await KernelClient.connect(connection, { ended: exited.then(() => kernel!.stderr) });
  });
  afterAll(async () => {
    if (kernel !== null) await ending(kernel, async () => client?.close());
  });
  return {
    get client() {
      return client!;
    },
    get kernel() {
      return kernel!;
    },
  };
}

/** Runs `use` and closes the client; an error of `use` is told first. */
export async function closing<T>(client: KernelClient, use: () => Promise<T>): Promise<T> {
  return inTurn(use, () => client.close());
}

/** Runs `use` and ends the kernel, which must leave nothing behind; an error of `use` is told first. */
export async function ending<T>(kernel: KernelProcess, use: () => Promise<T>): Promise<T> {
  return inTurn(use, () => kernel.end());
}

async function inTurn<T>(use: () => Promise<T>, end: () => Promise<void>): Promise<T> {
  let result: T;
  try {
    result = await use();
  } catch (error) {
    await end().catch(() => undefined); // the first fault explains more than what came of it
    throw error;
  }
  await end();
  return result;
}
