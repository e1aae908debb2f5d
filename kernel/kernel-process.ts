/** The kernel process, as Jupyter starts it: `node kernel-process.js CONNECTION_FILE`. */
import { runKernel } from './main';

const [, , connectionFile] = process.argv;

if (connectionFile === undefined) {
  process.stderr.write('awaitbook: the connection file is missing; Jupyter starts the kernel with its path as the only argument.\n');
  process.exitCode = 1;
} else {
  void runKernel(connectionFile);
}
