/**
 * Joins the modules that each process of the kernel loads at its start into one file: loading them one by one took a sixth of the time to the
 * first result, and 9 MB. What a module loads later, by `require` in a function, is a file of its own, and shares the modules of the first
 * one. Bundles take the places of the compiled files; those of modules within them stay beside, for the command line and for workers of
 * the library. Not minified: stacks stay readable. V8's compile cache, with and without bundles, gained nothing.
 */
import fs from 'node:fs';
import path from 'node:path';
import { rolldown, type Plugin, type PluginContext } from 'rolldown';
import { PlainError } from '../set-up/plain-error';

/** Stands before a file that is loaded later, while its place is not known. */
const LATER = 'later:';
const LATER_CALL = /require\("later:([^"]+)"\)/g;

/** A process, or a thread: no state is shared between two of them, so each has copies of its own. */
interface Root {
  /** From the kernel's folder, without extension. */
  readonly entry: string;
  /** Further files that others load into the same process. */
  readonly others: readonly string[];
  /** Where files that are loaded later go, from the kernel's folder: two roots may load the same module. */
  readonly laterFolder: string;
}

/** The sources and the compiled files, absolute folders. */
export interface BundleFolders {
  readonly sources: string;
  readonly compiled: string;
  /** The package.json, whose `exports` cells import. */
  readonly packageFile: string;
}

/** Writes all bundles. @throws PlainError for a source that can't be joined with others. */
export async function writeBundles(folders: BundleFolders): Promise<void> {
  const chunks = path.join(folders.compiled, 'chunks');
  fs.rmSync(chunks, { recursive: true, force: true });
  for (const root of rootsOf(folders.packageFile)) await writeBundle(root, folders);
}

function rootsOf(packageFile: string): Root[] {
  const { exports } = JSON.parse(fs.readFileSync(packageFile, 'utf8')) as { exports: Record<string, string | { readonly default: string }> };
  const library = Object.values(exports).flatMap((target) => (typeof target === 'string' ? [] : [target.default.replace(/^\.\/dist\//, '').replace(/\.js$/, '')]));
  return [
    { entry: 'kernel-process', others: [], laterFolder: '' },
    { entry: 'engine-process/main', others: library, laterFolder: '' },
    { entry: 'engine-process/worker', others: [], laterFolder: 'chunks/worker' },
  ];
}

async function writeBundle({ entry, others, laterFolder }: Root, { sources, compiled }: BundleFolders): Promise<void> {
  const sourceOf = (name: string): string => path.join(sources, `${name}.ts`);
  const name = path.posix.basename(entry);
  const atStart = new Set<string>();
  const bundle = await rolldown({
    input: { [entry]: sourceOf(entry) },
    platform: 'node',
    // Every statement stays: a call of an empty function, taken for useless, may be the point at which V8 looks for an interrupt.
    treeshake: false,
    // Packages load binaries, data and files beside them: they stay as they are.
    external: (id) => !id.startsWith('.') && !path.isAbsolute(id),
    plugins: [folderCheck(sources), laterFiles(sources, others, laterFolder), startCollector(sourceOf(entry), atStart)],
    onLog: (level, log, tell) => tell(level === 'warn' ? 'error' : level, log),
  });
  await bundle.write({
    dir: compiled,
    format: 'cjs',
    strict: true,
    minify: false,
    entryFileNames: '[name].js',
    chunkFileNames: `chunks/${name}/[name].js`,
    codeSplitting: { groups: [{ debugName: 'start', name: (id) => (atStart.has(id) ? 'start' : null) }] },
  });
  await bundle.close();
}

/** Makes `others`, and each module that another one loads later (`require('./name')`), a file of its own: in the place of the compiled one, or in `folder`. */
function laterFiles(sources: string, others: readonly string[], folder: string): Plugin {
  const emitted = new Set<string>();
  const emit = (context: PluginContext, source: string): string => {
    const file = path.posix.join(folder, path.relative(sources, source).replaceAll(path.sep, '/').replace(/\.[jt]s$/, '.js'));
    if (!emitted.has(file)) context.emitFile({ type: 'chunk', id: source, fileName: file });
    emitted.add(file);
    return file;
  };
  return {
    name: 'later-files',
    buildStart() {
      for (const name of others) emit(this, path.join(sources, `${name}.ts`));
    },
    async resolveId(source, importer, { kind }) {
      if (kind !== 'require-call' || !source.startsWith('.') || importer === undefined) return null;
      const found = await this.resolve(source, importer, { skipSelf: true, kind: 'import-statement' });
      return found === null ? null : { id: LATER + emit(this, found.id), external: true };
    },
    // Where a module came to lie is known only now.
    renderChunk(code, { fileName }) {
      const from = path.posix.dirname(fileName);
      return code.replaceAll(LATER_CALL, (_call, file: string) => `require("./${path.posix.relative(from, file)}")`);
    },
  };
}

/** Notes which modules an entry loads at once. */
function startCollector(entry: string, atStart: Set<string>): Plugin {
  return {
    name: 'start-collector',
    buildEnd() {
      const add = (id: string): void => {
        const info = this.getModuleInfo(id);
        if (info === null || atStart.has(id)) return;
        atStart.add(id);
        info.importedIds.forEach(add);
      };
      add(entry);
      // What shares modules with it must not run it.
      atStart.delete(entry);
    },
  };
}

/** A bundle lies elsewhere than its sources. */
function folderCheck(sources: string): Plugin {
  return {
    name: 'folder-check',
    transform(code, id) {
      if (path.basename(id) === 'kernel-folder.ts' || !/\b(?:join|resolve|dirname)\(__(?:dirname|filename)\b/.test(code)) return null;
      throw new PlainError(`kernel/${path.relative(sources, id)} looks for a file from __dirname: take KERNEL_FOLDER of kernel-folder.ts.`);
    },
  };
}
