/** Runs a kernel on a connection file: opens the channels, starts the engine, and ends with its parent or on a signal. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunningNotebook, TypeChecker } from './checker/contract';
import { ChannelsError } from './channels/channels';
import { openChannels } from './channels/open-channels';
import { type EarlyEngine, startEarlyEngine } from './early-engine';
import { readEnvironment } from './environment';
import type { KernelEnvironment } from './environment';
import { startKernel } from './kernel';
import type { TypeFaultText } from './kernel';
import { KERNEL_FOLDER } from './kernel-folder';
import type { ClassSettings } from './language/class-settings';
import type { Language } from './language/language';
import { engineRunsOn, tooOldMessage } from './node-version';
import { watchParent } from './parent-watch';
import { ConnectionFileError, readConnectionFile } from './protocol/connection-file';
import { createSigner } from './protocol/signature';

/** One line on stderr, where Jupyter keeps a kernel's log. */
function log(line: string): void {
  process.stderr.write(`awaitbook: ${line}\n`);
}

function packageVersion(): string {
  const text = readFileSync(path.join(KERNEL_FOLDER, '..', 'package.json'), 'utf8');
  return String((JSON.parse(text) as { version?: unknown }).version);
}

/** Ends the process with one line: what happened is no mistake of the kernel's that a stack would explain. */
function failInOneLine(words: string): void {
  log(words);
  process.exitCode = 1;
}

/** How the person's configuration has decorators, as it stands when a cell with one comes. */
const classSettings = (): ClassSettings => (require('./person-config') as typeof import('./person-config')).classSettingsFor(process.cwd());

/** The parsers take longer to load than all the rest: not before kernel_info can be answered. */
function lazyLanguage(): Language & { load(): void } {
  let loaded: Language | null = null;
  const language = (): Language => {
    loaded ??= (require('./language/parser-language') as typeof import('./language/parser-language')).createParserLanguage(classSettings);
    return loaded;
  };
  return {
    load: () => void language().prepare('0'),
    prepare: (source) => language().prepare(source),
    isComplete: (source) => language().isComplete(source),
    completionPlace: (source, offset) => language().completionPlace(source, offset),
    inspectionExpression: (source, offset) => language().inspectionExpression(source, offset),
    authorText: (source, name, compiled) => language().authorText(source, name, compiled),
    inspectedMagic: (source, offset) => language().inspectedMagic(source, offset),
  };
}

/** The checker and its compiler, started beside what comes next: kernel_info does not wait for them. */
function lazyChecker(mode: KernelEnvironment['check'], notebook: RunningNotebook): TypeChecker {
  let loaded: TypeChecker | null = null;
  let isEnded = false;
  const checker = (): TypeChecker => {
    loaded ??= (require('./checker/kernel-checker') as typeof import('./checker/kernel-checker')).createKernelChecker(process.cwd(), mode ?? 'error', notebook);
    return loaded;
  };
  if (mode === null) notebook.log('AWAITBOOK_CHECK is neither `error`, `warn` nor `off`: `error` is taken.');
  if (mode !== 'off') setImmediate(() => isEnded || checker());
  return {
    check: (source) => checker().check(source),
    refused: (source, label) => checker().refused(source, label),
    ran: (source, end, label) => checker().ran(source, end, label),
    complete: async (source, offset) => loaded?.complete(source, offset) ?? null,
    admitsMore: async (source, start, end) => loaded?.admitsMore(source, start, end) ?? true,
    inspect: async (source, offset, detail) => loaded?.inspect(source, offset, detail) ?? null,
    engineGone: () => loaded?.engineGone(),
    end: () => {
      isEnded = true;
      loaded?.end();
    },
  };
}

/** Loaded at the first error: most notebooks start without one. */
const renderTraceback: typeof import('./traceback/render-traceback').renderTraceback = (error, sourceOf) =>
  (require('./traceback/render-traceback') as typeof import('./traceback/render-traceback')).renderTraceback(error, sourceOf);

/** Likewise. */
const diagnosticsText = (): TypeFaultText => require('./traceback/render-diagnostics') as typeof import('./traceback/render-diagnostics');
const typeFaults: TypeFaultText = {
  renderTypeErrors: (errors, source, label) => diagnosticsText().renderTypeErrors(errors, source, label),
  renderTypeWarnings: (warnings, source, label) => diagnosticsText().renderTypeWarnings(warnings, source, label),
  typeErrorText: (errors) => diagnosticsText().typeErrorText(errors),
};

/**
 * Runs until it is told to end. Problems with the file or its ports are told in one line, with exit code 1.
 * `early`: the engine, when it was started already.
 */
export async function runKernel(connectionFile: string, early?: EarlyEngine): Promise<void> {
  if (!engineRunsOn(process.versions.node)) return failInOneLine(tooOldMessage(process.versions.node));
  const environment = readEnvironment(process.env);
  const { engine, attach } = early ?? startEarlyEngine(environment.nodeOptions);
  try {
    const connection = readConnectionFile(connectionFile);
    const channels = await openChannels(connection, log);
    const language = lazyLanguage();
    const kernel = startKernel({
      channels,
      signer: createSigner(connection.key, connection.signatureScheme),
      startEngine: attach,
      language,
      createChecker: (notebook) => lazyChecker(environment.check, notebook),
      renderTraceback,
      typeFaults,
      environment,
      implementationVersion: packageVersion(),
      log,
      exit: (code) => process.exit(code),
    });
    process.on('uncaughtException', (error: unknown) => {
      // What the kernel itself did wrong. An engine that is halted would not notice that its pipes end.
      void engine.end();
      const told = error instanceof Error ? error : new Error(String(error));
      log(`the kernel failed and ends: ${environment.logsDebug ? told.stack : told.message.split('\n')[0]}`);
      process.exit(1);
    });
    process.on('SIGINT', () => kernel.interrupt());
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void kernel.shutDown());
    setImmediate(language.load);
    watchParent(environment.parentPid, () => void kernel.shutDown());
  } catch (error) {
    await engine.end();
    if (error instanceof ConnectionFileError || error instanceof ChannelsError) return failInOneLine(error.message);
    throw error;
  }
}
