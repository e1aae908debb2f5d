/**
 * The floor: what Node and zeromq cost by themselves. It answers every cell alike and evaluates nothing; no kernel on them can be faster.
 * Run as JavaScript with the connection file as its argument.
 */
import { readFileSync } from 'node:fs';
import { Publisher, Router } from 'zeromq';
import type { Connection } from './connection';
import { answersTo } from './floor-messages';

async function run(connectionFile: string): Promise<void> {
  const connection = JSON.parse(readFileSync(connectionFile, 'utf8')) as Connection;
  const address = (port: number): string => `tcp://${connection.ip}:${port}`;
  const iopub = new Publisher();
  const [shell, control, stdin, heartbeat] = [new Router(), new Router(), new Router(), new Router()];
  await Promise.all([
    iopub.bind(address(connection.iopub_port)),
    shell.bind(address(connection.shell_port)),
    control.bind(address(connection.control_port)),
    stdin.bind(address(connection.stdin_port)),
    heartbeat.bind(address(connection.hb_port)),
  ]);
  const serve = async (socket: Router): Promise<void> => {
    for await (const frames of socket) {
      for (const { channel, frames: answer } of answersTo(frames, connection.key)) await (channel === 'iopub' ? iopub : socket).send(answer);
    }
  };
  const echo = async (): Promise<void> => {
    for await (const frames of heartbeat) await heartbeat.send(frames);
  };
  await Promise.all([serve(shell), serve(control), echo()]);
}

void run(process.argv[2] ?? '');
