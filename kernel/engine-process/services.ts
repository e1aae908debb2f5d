/** What the library that cells import (`awaitbook`) may use of the engine that it runs in. */
import type { Reporter } from './report';
import type { Comms } from './comms';
import type { Questions } from './input';

/** The engine's services for the library. */
export interface EngineServices {
  readonly reporter: Reporter;
  readonly comms: Comms;
  readonly ask: Questions['ask'];
  readonly askNow: Questions['askNow'];
}

let services: EngineServices | null = null;

/** Called once when the engine starts. */
export function provideServices(provided: EngineServices): void {
  services = provided;
}

/** The services; null outside of a kernel, where the library works without a front end. */
export function engineServices(): EngineServices | null {
  return services;
}
