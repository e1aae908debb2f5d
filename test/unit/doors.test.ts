/** Holds the doors between the rooms: which folder of kernel/ may import what. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const KERNEL = path.join(__dirname, '..', '..', 'kernel');

interface Import {
  /** For example `dispatch/wire.ts`. */
  readonly from: string;
  /** A file of kernel/ without extension, for example `protocol/session`, or the name of a package. */
  readonly to: string;
  readonly isPackage: boolean;
  readonly isTypeOnly: boolean;
  /** By a call of require or import(): when that is reached, not when the file is loaded. */
  readonly isCalled: boolean;
}

/** Whole rooms end in `/`; others are single files. What is not listed is not allowed; a room may always use itself. */
const DOORS: Record<string, readonly string[]> = {
  'protocol/': [],
  'language/': ['engine/contract', 'limits', 'node-version'],
  'xray/': ['engine/contract', 'limits'],
  'engine/': ['xray/collected', 'xray/slices', 'engine-process/', 'language/running-form', 'limits', 'environment', 'node-version', 'kernel-folder'],
  'engine-process/': ['engine/contract', 'engine/wire', 'language/running-form', 'language/magics', 'language/npm-specifier', 'language/class-settings', 'language/check-settings', 'person-config', 'mapped-specifier', 'file-text', 'limits', 'environment', 'node-version', 'kernel-folder', 'library/', 'xray/'],
  'library/': ['engine-process/', 'engine/contract', 'limits', 'environment', 'kernel-folder', 'xray/'],
  'traceback/': ['engine/contract', 'checker/contract', 'limits'],
  'checker/': ['language/', 'engine/contract', 'limits', 'kernel-folder', 'person-config', 'mapped-specifier', 'file-text'],
  'channels/': ['protocol/', 'limits'],
  'dispatch/': ['protocol/', 'xray/', 'engine/contract', 'checker/contract', 'language/language', 'language/running-form', 'channels/channels', 'limits'],
};

/** Doors for types alone: what is imported there is gone at run time. */
const TYPE_DOORS: Record<string, readonly string[]> = {
  'dispatch/': ['engine/contract', 'checker/contract', 'language/language', 'language/running-form', 'channels/channels'],
  'language/': ['engine/contract'],
  'checker/': ['engine/contract'],
  'traceback/': ['engine/contract', 'checker/contract'],
};

/** Packages that one room alone knows. */
const PACKAGE_ROOMS: Record<string, string> = { 'vscode-jsonrpc': 'checker/', zeromq: 'channels/', commander: 'cli/' };

const IMPORT = /^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|\b(?:require|import)\(\s*['"]([^'"]+)['"]\s*\)/gm;

const FILES = readdirSync(KERNEL, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll(path.sep, '/'))
  .filter((file) => /\.[cm]?[jt]s$/.test(file));

const IMPORTS: Import[] = FILES.flatMap((from) =>
  [...readFileSync(path.join(KERNEL, from), 'utf8').matchAll(IMPORT)].map(([, type, fixed, called]) => {
    const target = (fixed ?? called)!;
    const isPackage = !target.startsWith('.');
    return { from, isPackage, isTypeOnly: type !== undefined, isCalled: called !== undefined, to: isPackage ? target : path.posix.join(path.posix.dirname(from), target) };
  }),
);

const roomOf = (file: string) => (file.includes('/') ? `${file.split('/')[0]}/` : '');
const isThrough = (target: string, doors: readonly string[]) => doors.some((door) => (door.endsWith('/') ? target.startsWith(door) : target === door));
const told = ({ from, to }: Import) => `${from} imports ${to}`;

test('the imports are found at all', () => {
  expect(IMPORTS.map(told)).toEqual(expect.arrayContaining(['kernel.ts imports protocol/session', 'channels/request-socket.ts imports zeromq', 'cli/run/services.ts imports @jupyterlab/services']));
});

test.each(Object.keys(DOORS))('%s imports only through its doors', (room) => {
  const through = IMPORTS.filter(({ from, to, isPackage }) => roomOf(from) === room && !isPackage && roomOf(to) !== room);
  expect(through.filter(({ to }) => !isThrough(to, DOORS[room]!)).map(told)).toEqual([]);
});

test.each(Object.entries(TYPE_DOORS))('%s imports the types alone of %j', (room, doors) => {
  expect(IMPORTS.filter(({ from, to, isTypeOnly }) => roomOf(from) === room && isThrough(to, doors) && !isTypeOnly).map(told)).toEqual([]);
});

test('each room with a door list is named rightly, and no other room is without one', () => {
  const rooms = new Set(FILES.map(roomOf));
  const free = new Set(['', 'cli/', 'assets/']);
  expect([...rooms].filter((room) => !free.has(room) && DOORS[room] === undefined)).toEqual([]);
});

test('the command line sits on top: no room imports it', () => {
  expect(IMPORTS.filter(({ from, to }) => to.startsWith('cli/') && roomOf(from) !== 'cli/').map(told)).toEqual([]);
});

test.each(Object.entries(PACKAGE_ROOMS))('the package %s is known to %s alone', (name, room) => {
  const users = IMPORTS.filter(({ to, isPackage }) => isPackage && (to === name || to.startsWith(`${name}/`)));
  expect(users.filter(({ from }) => roomOf(from) !== room).map(told)).toEqual([]);
});

test('@jupyterlab/services, which takes a third of a second to load, gives types alone; one file loads it, when a command runs cells', () => {
  const users = IMPORTS.filter(({ to }) => to.startsWith('@jupyterlab/'));
  expect(users.length).toBeGreaterThan(5);
  expect(users.filter(({ isTypeOnly, isCalled }) => !isTypeOnly && !isCalled).map(told)).toEqual([]);
  expect([...new Set(users.filter(({ isCalled }) => isCalled).map(told))]).toEqual(['cli/run/services.ts imports @jupyterlab/services']);
});

test('each command is loaded when it is asked for, and what runs cells when it runs them', () => {
  const early = IMPORTS.filter(({ isTypeOnly, isCalled }) => !isTypeOnly && !isCalled);
  expect(early.filter(({ to }) => to.startsWith('cli/commands/')).map(told)).toEqual([]);
  /** All that is loaded with a file. */
  const loadedWith = (file: string, seen = new Set<string>()): Set<string> => {
    for (const { to } of early.filter(({ from }) => from === `${file}.ts`)) if (!seen.has(to)) loadedWith(to, seen.add(to));
    return seen;
  };
  const commands = FILES.filter((file) => file.startsWith('cli/commands/')).map((file) => file.replace(/\.ts$/, ''));
  const slow = ['channels/client-sockets', 'zeromq', 'language/parser-language', 'main'];
  expect(commands.flatMap((command) => [...loadedWith(command)].filter((file) => slow.includes(file)).map((file) => `${command} loads ${file}`))).toEqual([]);
  expect([...loadedWith('cli/run/run-notebook')]).toEqual(expect.arrayContaining(['channels/client-sockets', 'zeromq']));
});
