/** The kernel process, as Jupyter starts it: `node kernel-process.js CONNECTION_FILE`. */
import { startEarlyEngine } from './early-engine';
import { readEnvironment } from './environment';
import { engineRunsOn } from './node-version';

const [, , connectionFile] = process.argv;

if (connectionFile === undefined) {
  process.stderr.write('awaitbook: the connection file is missing; Jupyter starts the kernel with its path as the only argument.\n');
  process.exitCode = 1;
} else {
  const early = engineRunsOn(process.versions.node) ? startEarlyEngine(readEnvironment(process.env).nodeOptions) : undefined;
  // Loaded after the engine's process was started, which boots meanwhile.
  const { runKernel } = require('./main') as typeof import('./main');
  void runKernel(connectionFile, early);
}
