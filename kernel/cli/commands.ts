/** The list of commands: a further one is a file in commands/ and an entry here. */
import type { Command } from 'commander';

/** What a file in commands/ exports. */
export interface CommandModule {
  /** Adds arguments, options and the action to the command, whose name and summary are set. The action throws UserError for what a person can mend. */
  build(command: Command): void;
}

/** One command: what the help shows, and how the rest of it is loaded when it is asked for (start-up of the others stays quick). */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => CommandModule;
}

/** In the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: 'install', summary: 'make the kernel known to Jupyter', load: () => require('./commands/install') as CommandModule },
  { name: 'uninstall', summary: 'undo install', load: () => require('./commands/uninstall') as CommandModule },
  { name: 'lab', summary: 'open JupyterLab with the kernel, without installing it', load: () => require('./commands/lab') as CommandModule },
  { name: 'run', summary: 'run notebooks from the shell', load: () => require('./commands/run') as CommandModule },
  { name: 'export', summary: 'make pages, slides, PDF, Markdown or scripts of notebooks', load: () => require('./commands/export') as CommandModule },
  { name: 'course', summary: 'copy, verify and restore the notebooks of the course', load: () => require('./commands/course') as CommandModule },
  { name: 'console', summary: "open Jupyter's console on the kernel, without installing it", load: () => require('./commands/console') as CommandModule },
  { name: 'doctor', summary: 'look at all that the kernel needs, and say what to mend', load: () => require('./commands/doctor') as CommandModule },
  { name: 'kernel', summary: 'run the kernel (Jupyter does this)', load: () => require('./commands/kernel') as CommandModule },
];
