/** Files that a reader sees old or new, never half of either. */
import fs from 'node:fs';
import path from 'node:path';

/** Writes a file whole; one that has this content already is left untouched. Throws the system's error when it can't be written. */
export function writeWhole(file: string, content: string | Buffer): void {
  const bytes = Buffer.from(content);
  if (fs.existsSync(file) && fs.readFileSync(file).equals(bytes)) return;
  const beside = `${file}.${process.pid}.new`;
  try {
    fs.writeFileSync(beside, bytes);
    fs.renameSync(beside, file);
  } finally {
    fs.rmSync(beside, { force: true });
  }
}

/**
 * As `mkdir -p`. Node's own `recursive` never ends where the system says of a folder that is there that there is none, as it does in /proc (seen with
 * Node 20.19 and 24.19). Throws the system's error.
 */
export function makeFolder(folder: string): void {
  const parent = path.dirname(path.resolve(folder));
  if (!fs.existsSync(parent)) makeFolder(parent);
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if (!fs.existsSync(folder) || !fs.statSync(folder).isDirectory()) throw error;
  }
}
