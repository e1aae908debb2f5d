/** Opens the five channels of a connection file. */
import type { Connection } from '../protocol/connection-file';
import type { RequestChannel } from '../protocol/message';
import { CHANNELS_CLOSE_LIMIT_MS } from '../limits';
import type { Channels, ChannelsListener } from './channels';
import { endpointOf } from './endpoint';
import { Publisher } from './publisher';
import { RequestSocket } from './request-socket';

const REQUEST_CHANNELS: readonly RequestChannel[] = ['shell', 'control', 'stdin'];

/**
 * Binds all five; the heartbeat answers from then on, by echo.
 * @throws ChannelsError when one can't be bound; the others are closed then.
 */
export async function openChannels(connection: Connection, log: (line: string) => void): Promise<Channels> {
  let listener: ChannelsListener | null = null;
  const publisher = new Publisher({ log, welcome: (subscription) => listener?.subscribed(subscription) ?? null });
  const openSocket = (name: RequestChannel | 'hb') => {
    const endpoint = endpointOf(connection, `${name}_port`);
    const socket = new RequestSocket(name, endpoint, CHANNELS_CLOSE_LIMIT_MS, log);
    return { socket, bound: socket.bind(endpoint) };
  };
  const heartbeat = openSocket('hb');
  const opened = { shell: openSocket('shell'), control: openSocket('control'), stdin: openSocket('stdin') };
  const close = async () => {
    for (const { socket } of [heartbeat, ...Object.values(opened)]) socket.close();
    await publisher.close(CHANNELS_CLOSE_LIMIT_MS);
  };
  const bound = [heartbeat.bound, ...Object.values(opened).map((socket) => socket.bound)];
  const results = await Promise.allSettled([publisher.listen(endpointOf(connection, 'iopub_port')), ...bound]);
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined) {
    await close();
    throw failure.reason;
  }
  const received = (socket: RequestSocket, name: string, take: (frames: Buffer[]) => void) => {
    socket.receive(take).catch((error: unknown) => log(`${name}: receiving ended: ${(error as Error).stack}`));
  };
  received(heartbeat.socket, 'hb', (frames) => heartbeat.socket.send(frames));
  const { shell_port, iopub_port, stdin_port, control_port, hb_port } = connection;
  return {
    ports: { shell_port, iopub_port, stdin_port, control_port, hb_port },
    listen: (wanted) => {
      listener = wanted;
      publisher.start();
      for (const name of REQUEST_CHANNELS) received(opened[name].socket, name, (frames) => wanted.received(name, frames));
    },
    send: (channel, frames) => {
      publisher.flush();
      opened[channel].socket.send(frames);
    },
    publish: (frames) => publisher.publish(frames),
    close,
  };
}
