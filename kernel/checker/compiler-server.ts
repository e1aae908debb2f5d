/**
 * The native compiler as a child process, spoken to by its language server (Language Server Protocol 3.17): documents that need not be on
 * disk, and questions about them. Each question has a time limit; a server that misses one, or ends, is over for good.
 */
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, ErrorCodes, ResponseError, StreamMessageReader } from 'vscode-jsonrpc/node';
import type { Diagnostic } from 'vscode-languageserver-types';
import { COMPILER_ANSWER_LIMIT_MS, COMPILER_LAST_WORDS_MS, COMPILER_MEMORY_BYTES, COMPILER_START_LIMIT_MS } from '../limits';
import { DirectWriter } from './direct-writer';

/** A document's language as the protocol names it. */
export type DocumentLanguage = 'json' | 'typescript' | 'typescriptreact';

/** What became of a file on disk, with the protocol's number (`FileChangeType`). */
export const FILE_CHANGES = { created: 1, changed: 2, deleted: 3 } as const;

/** The compiler is gone, or did not answer in time; `words` say which. */
export class CompilerGoneError extends Error {
  override readonly name = 'CompilerGoneError';
}

/** One running compiler. Paths are absolute. */
export interface CompilerServer {
  readonly pid: number | undefined;
  /** Resolves when the compiler greets; rejects with `CompilerGoneError`. */
  readonly ready: Promise<void>;
  /** Opens a document, or replaces its whole text where it is open. */
  put(document: { readonly path: string; readonly language: DocumentLanguage; readonly text: string }): void;
  /**
   * The same, and lets the compiler take it in by itself: where one file changed it goes on from what it knows (1 ms), where two did it
   * goes through all files anew (6 ms).
   */
  putAlone(document: { readonly path: string; readonly language: DocumentLanguage; readonly text: string }): void;
  filesChanged(files: readonly { readonly path: string; readonly change: keyof typeof FILE_CHANGES }[]): void;
  /** Errors, warnings and suggestions of a document or a file on disk. The first answer may take as long as a start: libraries are read for it. */
  diagnostics(path: string, limit?: 'start'): Promise<readonly Diagnostic[]>;
  /** Any other question; rejects with `CompilerGoneError`, or with the server's own error. */
  ask<Result>(method: string, params: object): Promise<Result>;
  /** Ends the process. */
  end(): void;
}

export interface CompilerServerOptions {
  readonly executable: string;
  /** The folder that documents without a place on disk lie in. */
  readonly folder: string;
  /** Called once, when the compiler is over unasked, with the cause in words. */
  onGone(words: string): void;
}

/**
 * Go's collector. It runs when the heap has grown by so many per cent: with 50 it takes a fifth of the start, which is the same as without it
 * from 400 on, and the slowest checks take twice as long; with 200 the compiler has 200 MB after 500 cells. A limit below what lives makes it
 * five times slower, so it is set well above.
 */
const MEMORY = { GOGC: '150', GOMEMLIMIT: String(COMPILER_MEMORY_BYTES) };

/** Starts the compiler. It reads what is sent before it greets behind its own start, in order. */
export function startCompilerServer({ executable, folder, onGone }: CompilerServerOptions): CompilerServer {
  const child = spawn(executable, ['--lsp', '--stdio'], { cwd: folder, env: { ...process.env, ...MEMORY }, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
  const connection = createMessageConnection(new StreamMessageReader(child.stdout), new DirectWriter(child.stdin));
  const documents = new Map<string, { readonly version: number; readonly text: string }>();
  let gone: CompilerGoneError | null = null;
  let isOutOfMemory = false;
  let rejectGone: (error: CompilerGoneError) => void = () => undefined;
  const ending = new Promise<never>((_resolve, reject) => (rejectGone = reject));
  ending.catch(() => undefined);

  const finish = (words: string, isAsked: boolean): void => {
    if (gone !== null) return;
    gone = new CompilerGoneError(words);
    connection.dispose();
    child.kill('SIGKILL');
    rejectGone(gone);
    if (!isAsked) onGone(words);
  };
  let heard = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    // Go says it in one line, and then where each of its threads stands: some hundred KB.
    isOutOfMemory ||= OUT_OF_MEMORY.test(heard + text);
    heard = (heard + text).slice(-OUT_OF_MEMORY_CHARACTERS);
  });
  child.on('error', (error) => finish(`it could not be started: ${error.message}`, false));
  child.on('exit', (code, signal) => {
    // Its last words may still be in the pipe.
    const tell = (): void => finish(endOf(code, signal, isOutOfMemory), false);
    child.on('close', tell);
    setTimeout(tell, COMPILER_LAST_WORDS_MS).unref();
  });
  /** What fails to be written is mostly followed by the process's end, which tells more. */
  const failedToWrite = (error: unknown): void => void setTimeout(() => finish(`it can't be written to: ${String(error)}`, false), 2 * COMPILER_LAST_WORDS_MS).unref();
  // A pipe that breaks is followed by the child's exit, which tells more.
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => undefined);
  connection.onError(([error, message]) => (message !== undefined || error.message.startsWith('Writer ') ? failedToWrite(error) : finish(`its answers can't be read: ${error.message}`, false)));
  // The server asks for settings and registers watchers: it gets its defaults.
  connection.onRequest((_method, params) => {
    const items = (params as { items?: unknown[] } | null | undefined)?.items;
    return Array.isArray(items) ? items.map(() => null) : null;
  });
  connection.listen();

  const within = async <Result>(answer: Promise<Result>, limitMs: number, what: string): Promise<Result> => {
    if (gone !== null) throw gone;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        finish(`it did not answer within ${limitMs / 1000} s (${what})`, false);
        reject(gone!);
      }, limitMs);
    });
    try {
      return await Promise.race([answer, ending, late]);
    } catch (error) {
      throw gone ?? error;
    } finally {
      clearTimeout(timer);
    }
  };
  const notify = (method: string, params: object): void => {
    if (gone === null) connection.sendNotification(method, params).catch(failedToWrite);
  };
  const ask = <Result>(method: string, params: object, limitMs: number): Promise<Result> => {
    const send = async (): Promise<Result> => {
      try {
        return await connection.sendRequest<Result>(method, params);
      } catch (error) {
        if (error instanceof ResponseError && error.code !== ErrorCodes.MessageWriteError) throw error;
        failedToWrite(error);
        return ending;
      }
    };
    const answer = gone === null ? send() : Promise.reject(gone);
    // It may settle after the limit, when nobody listens any more.
    answer.catch(() => undefined);
    return within(answer, limitMs, method);
  };

  const put: CompilerServer['put'] = ({ path, language, text }) => {
    const uri = pathToFileURL(path).href;
    const known = documents.get(uri);
    if (known?.text === text) return;
    const version = (known?.version ?? 0) + 1;
    documents.set(uri, { version, text });
    // Half of a character in a message makes the compiler drop it, unsaid, and answer about the text before.
    const sent = text.toWellFormed();
    if (known === undefined) notify('textDocument/didOpen', { textDocument: { uri, languageId: language, version, text: sent } });
    else notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text: sent }] });
  };

  const rootUri = pathToFileURL(folder).href;
  const ready = ask('initialize', {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: 'notebook' }],
    // Its acquisition of types runs `npm install types-registry`: no cell asked for that, and there may be no network.
    initializationOptions: { disablePushDiagnostics: true, userPreferences: { includeCompletionsForModuleExports: false, disableAutomaticTypeAcquisition: true } },
    capabilities: CAPABILITIES,
  }, COMPILER_START_LIMIT_MS).then(() => undefined);
  ready.catch(() => undefined);
  // The protocol has a client wait for the answer; this server takes one message after the other, and we would hear it only when the rest
  // of the kernel has been loaded.
  notify('initialized', {});
  // A number, not a word: 0 is silence.
  notify('custom/setLogVerbosity', { verbosity: 0 });

  return {
    pid: child.pid,
    ready,
    put,
    putAlone(document) {
      put(document);
      // Any question makes it take in what changed; this one needs no types (with a hover, 1.4 ms more). What it answers does not matter,
      // nor does its end, which is told elsewhere.
      ask('textDocument/selectionRange', { textDocument: { uri: pathToFileURL(document.path).href }, positions: [{ line: 0, character: 0 }] }, COMPILER_ANSWER_LIMIT_MS).catch(() => undefined);
    },
    filesChanged(files) {
      notify('workspace/didChangeWatchedFiles', { changes: files.map(({ path, change }) => ({ uri: pathToFileURL(path).href, type: FILE_CHANGES[change] })) });
    },
    async diagnostics(path, limit) {
      const report = await ask<{ readonly kind: 'full'; readonly items: readonly Diagnostic[] } | { readonly kind: 'unchanged' }>('textDocument/diagnostic', { textDocument: { uri: pathToFileURL(path).href } }, limit === 'start' ? COMPILER_START_LIMIT_MS : COMPILER_ANSWER_LIMIT_MS);
      return report.kind === 'full' ? report.items : [];
    },
    ask: (method, params) => ask(method, params, COMPILER_ANSWER_LIMIT_MS),
    end: () => finish('it was ended', true),
  };
}

/** What the client can do (Language Server Protocol 3.17, "Initialize Request"): related places of diagnostics, documentation as Markdown. */
const CAPABILITIES = {
  general: { positionEncodings: ['utf-16'] },
  textDocument: {
    diagnostic: { relatedDocumentSupport: false, relatedInformation: true },
    publishDiagnostics: { relatedInformation: true },
    completion: {
      contextSupport: true,
      // A thousand globals without a range each: 14 ms instead of 23.
      completionList: { itemDefaults: ['editRange'] },
      completionItem: { documentationFormat: ['markdown'], deprecatedSupport: true, tagSupport: { valueSet: [1] }, labelDetailsSupport: true, insertReplaceSupport: true },
    },
    hover: { contentFormat: ['markdown'] },
    signatureHelp: { signatureInformation: { documentationFormat: ['markdown'], parameterInformation: { labelOffsetSupport: true }, activeParameterSupport: true } },
  },
} as const;

const OUT_OF_MEMORY = /out of memory|cannot allocate memory/i;

/** No fewer than in the longest of these words: they may come in two pieces. */
const OUT_OF_MEMORY_CHARACTERS = 30;

function endOf(code: number | null, signal: NodeJS.Signals | null, isOutOfMemory: boolean): string {
  if (isOutOfMemory) return 'it ran out of memory';
  if (signal !== null) return `it was ended by ${signal}`;
  return `it ended with exit code ${code}`;
}
