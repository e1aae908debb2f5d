/** Runs a kernel on a connection file: opens the channels, starts the engine, and ends with its parent or on a signal. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ChannelsError } from './channels/channels';
import { openChannels } from './channels/open-channels';
import { startEngine } from './engine/engine';
import { readEnvironment } from './environment';
import { startKernel } from './kernel';
import { createParserLanguage } from './language/parser-language';
import { engineRunsOn, tooOldMessage } from './node-version';
import { watchParent } from './parent-watch';
import { ConnectionFileError, readConnectionFile } from './protocol/connection-file';
import { createSigner } from './protocol/signature';
import { renderTraceback } from './traceback/render-traceback';

/** One line on stderr, where Jupyter keeps a kernel's log. */
function log(line: string): void {
  process.stderr.write(`awaitbook: ${line}\n`);
}

function packageVersion(): string {
  const text = readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8');
  return String((JSON.parse(text) as { version?: unknown }).version);
}

/** Ends the process with one line: what happened is no mistake of the kernel's that a stack would explain. */
function failInOneLine(words: string): void {
  log(words);
  process.exitCode = 1;
}

/** Runs until it is told to end. Problems with the file or its ports are told in one line, with exit code 1. */
export async function runKernel(connectionFile: string): Promise<void> {
  if (!engineRunsOn(process.versions.node)) return failInOneLine(tooOldMessage(process.versions.node));
  try {
    const connection = readConnectionFile(connectionFile);
    const environment = readEnvironment(process.env);
    const channels = await openChannels(connection, log);
    const kernel = startKernel({
      channels,
      signer: createSigner(connection.key, connection.signatureScheme),
      startEngine,
      language: createParserLanguage(),
      renderTraceback,
      environment,
      implementationVersion: packageVersion(),
      log,
      exit: (code) => process.exit(code),
    });
    process.on('SIGINT', () => kernel.interrupt());
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void kernel.shutDown());
    watchParent(environment.parentPid, () => void kernel.shutDown());
  } catch (error) {
    if (error instanceof ConnectionFileError || error instanceof ChannelsError) return failInOneLine(error.message);
    throw error;
  }
}
