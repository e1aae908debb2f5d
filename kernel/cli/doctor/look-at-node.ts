/** The Node that runs this command, and the package's parts that are made for one machine. */
import { zeromqVersion } from '../../channels/zeromq-version';
import { engineRunsOn, tooOldMessage } from '../../node-version';
import type { Finding } from './finding';

export function lookAtNode(): Finding {
  const { node } = process.versions;
  const words = `${node}, ${process.execPath}`;
  return engineRunsOn(node) ? { health: 'good', subject: 'Node', words } : { health: 'bad', subject: 'Node', words, advice: tooOldMessage(node) };
}

export function lookAtZeromq(): Finding {
  try {
    return { health: 'good', subject: 'zeromq', words: `libzmq ${zeromqVersion()}` };
  } catch (error) {
    const words = `can't be loaded: ${(error as Error).message.split('\n')[0]}`;
    const advice = `Install Awaitbook again on this machine (${process.platform}, ${process.arch}): its packages were perhaps copied from another one.`;
    return { health: 'bad', subject: 'zeromq', words, advice };
  }
}
