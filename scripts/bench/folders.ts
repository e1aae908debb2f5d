/** Where the bench finds things and puts its own. */
import path from 'node:path';
import { pathsOf } from '../set-up/paths';

/** Absolute folders, and the venv's Python. */
export interface BenchFolders {
  readonly root: string;
  /** `scripts/bench`. */
  readonly bench: string;
  /** The compiled kernel that is measured. */
  readonly kernel: string;
  /** What is installed and made for the measured kernels. */
  readonly peers: string;
  readonly results: string;
  readonly python: string;
}

/** @param kernel the compiled kernel's folder, from the current folder; null: dist. */
export function benchFolders(kernel: string | null): BenchFolders {
  const paths = pathsOf();
  const artefacts = path.join(paths.root, 'artefacts');
  return {
    root: paths.root,
    bench: path.join(paths.scripts, 'bench'),
    kernel: kernel === null ? paths.dist : path.resolve(kernel),
    peers: path.join(artefacts, 'bench-peers'),
    results: path.join(artefacts, 'bench'),
    python: paths.python,
  };
}
