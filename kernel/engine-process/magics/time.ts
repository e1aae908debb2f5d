/** `%time` and `%%time`. */
import { performance } from 'node:perf_hooks';
import { noArguments } from './arguments';
import type { MagicImplementation } from './magic';

function duration(ms: number): string {
  return ms < 1_000 ? `${ms.toFixed(ms < 10 ? 2 : 1)} ms` : `${(ms / 1_000).toFixed(2)} s`;
}

export const magic: MagicImplementation = {
  enter(line, { written }) {
    noArguments(line, written);
    const cpuAtStart = process.cpuUsage();
    const loopAtStart = performance.eventLoopUtilization();
    const start = performance.now();
    return () => {
      const wall = performance.now() - start;
      const { user, system } = process.cpuUsage(cpuAtStart);
      const { idle } = performance.eventLoopUtilization(loopAtStart);
      process.stdout.write(`${written}: ${duration(wall)} wall, ${duration((user + system) / 1_000)} CPU, ${duration(idle)} idle\n`);
    };
  },
};
