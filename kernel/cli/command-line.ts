/** Reads the command line: finds the command in the list, loads it alone, and tells its errors in words. */
import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands';
import { UserError, WRONG_USE } from './user-error';

/** Runs one command line (without node and script). Resolves to the exit code; never rejects for what a person can mend. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  outliveReaders();
  const program = commandLine(args);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USE; // commander has told it already
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
}

/** Who reads a pipe may stop reading (`| head`): the command does its work all the same, and ends as that went. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/** Only the named command's module is loaded; for the help of all, their names and summaries are enough. */
function commandLine(args: readonly string[]): Command {
  const program = new Command('awaitbook')
    .description('A TypeScript kernel for Jupyter with real top-level await')
    .version(packageVersion(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help, or that of a command')
    .enablePositionalOptions()
    .exitOverride();
  for (const { name, summary, load } of COMMANDS) {
    const command = program.command(name).description(summary);
    if (args.includes(name)) load().build(command);
  }
  return program;
}

function packageVersion(): string {
  const { version } = require('../../package.json') as { version: string };
  return version;
}
