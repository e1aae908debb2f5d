import path from 'node:path';
import { expect, test } from '@jest/globals';
import { candidates, findPython, noPythonMessage } from '../../scripts/set-up/find-python';
import { temporaryFolder, writeFiles } from './support/set-up-folder';

/** A command that answers like a Python of that version. */
function fakePython(folder: string, version: number[], missing: string[] = []): string[] {
  const name = `python-${version.join('-')}.js`;
  const answer = JSON.stringify({ version, path: `/fake/${name}`, missing });
  writeFiles(folder, { [name]: `console.log(${JSON.stringify(answer)})` });
  return [process.execPath, path.join(folder, name)];
}

test('takes the first Python that is new enough and complete', async () => {
  using folder = temporaryFolder();
  const commands = [
    ['/nowhere/python3'], fakePython(folder.path, [3, 9, 18]), fakePython(folder.path, [3, 12, 1], ['ensurepip']), fakePython(folder.path, [3, 10, 0]), fakePython(folder.path, [3, 14, 0]),
  ];
  expect((await findPython({ commands })).version).toEqual([3, 10, 0]);
});

test('an incomplete Python is told before an old one, because it is mended faster', async () => {
  using folder = temporaryFolder();
  const commands = [fakePython(folder.path, [3, 9, 18]), fakePython(folder.path, [3, 12, 1], ['ensurepip'])];
  await expect(findPython({ commands })).rejects.toThrow(/Python 3\.12 .* lacks the module ensurepip[^]*python3-venv/);
});

test('without any Python the words say what is needed', async () => {
  await expect(findPython({ commands: [['/nowhere/python3']] })).rejects.toThrow(/No Python was found[^]*3\.10 or later[^]*Install one/);
});

test('a too old Python is named with its version', () => {
  expect(noPythonMessage([{ path: '/usr/bin/python3', version: [3, 9, 2], missing: [] }])).toMatch(/Python 3\.9\.2 \(\/usr\/bin\/python3\) is too old[^]*3\.10/);
});

test('the usual command comes first', () => {
  expect(candidates('linux')[0]).toEqual(['python3']);
  expect(candidates('win32')[0]).toEqual(['py', '-3']);
});
