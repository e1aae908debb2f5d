/** `%env` */
import type { MagicImplementation } from './magic';

/** Names whose values a list does not show: notebooks are handed on with their outputs. */
const SECRET = /KEY|TOKEN|SECRET|PASS|CREDENTIAL|AUTH/i;

function list(): void {
  const lines = Object.entries(process.env).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}=${SECRET.test(name) ? '<hidden>' : value ?? ''}\n`);
  process.stdout.write(lines.join(''));
}

export const magic: MagicImplementation = {
  run({ line }) {
    if (line === '') return list();
    const [, name, value] = /^([^\s=]+)\s*(?:=([^]*))?$/.exec(line) ?? [];
    if (name === undefined) throw new Error('Write `%env NAME` to show a variable, `%env NAME=value` to set one.');
    if (value !== undefined) process.env[name] = value.trim();
    const held = process.env[name];
    if (held === undefined) throw new Error(`There is no environment variable ${name}.`);
    if (value === undefined) process.stdout.write(`${held}\n`);
    else process.stdout.write(`${name}=${SECRET.test(name) ? '<hidden>' : held}\n`);
  },
};
