/** Files that a reader sees old or new, never half of either. */
import fs from 'node:fs';

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
