import { parentPort, threadId } from 'node:worker_threads';

let count = 0;  // a variable of this module

export default function chop(/** @type {{ crate: string, pieces: number }} */ { crate, pieces }) {
  const start = Date.now();
  let heap = 0;
  for (let i = 0; i < pieces; i++) heap = (heap + Math.sqrt(i)) % 1000;
  return { crate, process: process.pid, thread: threadId, count: ++count, start, end: Date.now() };
}

parentPort?.on('message', (job) => parentPort.postMessage(chop(job)));
if (process.argv[2] === 'kitchen') process.on('message', (job) => process.send(chop(job)));
