/**
 * Where the kernel's files lie. A file of the kernel asks here and not `__dirname`: the build joins it with others in a file that lies
 * elsewhere (`scripts/build/bundles.ts`).
 */
import fs from 'node:fs';
import path from 'node:path';

/** Absolute: `dist` of a build, `kernel` where the sources run. */
export const KERNEL_FOLDER = folderAbove(__dirname);

/** The nearest folder with the file that starts the kernel. */
function folderAbove(folder: string): string {
  const marker = `kernel-process${path.extname(__filename)}`;
  if (fs.existsSync(path.join(folder, marker))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error(`${marker} is missing: the kernel's files are not where it put them. Install awaitbook anew.`);
  return folderAbove(parent);
}
