/** Which libzmq the channels run on. */

/** The version; throws what Node says when the package or its binary for this machine can't be loaded. */
export function zeromqVersion(): string {
  return (require('zeromq') as typeof import('zeromq')).version;
}
