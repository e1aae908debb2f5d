/**
 * The engine's main thread: it runs the code of the person. It is started by `engine/engine.ts` with the worker's pipe as fd 3 and its own as
 * fd 4, and says everything through the ring that the worker drains.
 */
import { Socket } from 'node:net';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { readEngineEnvironment } from '../environment';
import { frameReader, FrameKind, MAIN_PIPE, type MainRequest, PIPE_LOST, WORKER_FAILED } from '../engine/wire';
import { KERNEL_FOLDER } from '../kernel-folder';
import { HELPERS_NAME } from '../language/running-form';
import { createAnswerLine } from './answer-line';
import { installBlockedNotice, tellBlocking } from './blocked-notice';
import { runInScope } from './cell-context';
import { installCellChildren } from './cell-children';
import { installCellFiles } from './cell-files';
import { installCellNetwork } from './cell-network';
import { installCellObservers } from './cell-observers';
import { installCellReadline } from './cell-readline';
import { installCellTimers } from './cell-timers';
import { xrayEveryCell } from './cell-xray';
import { createComms } from './comms';
import { createEvaluator } from './evaluate';
import { heldUpMemory } from './held-up';
import { createQuestions } from './input';
import { installInterruptHooks } from './interrupt-hooks';
import { createMagics, type Magics } from './magics/run-magics';
import { installLastWords } from './last-words';
import { installModules, publishPatches } from './modules';
import { createOutputRing } from './output-ring';
import { createPipeWords } from './early-pipe';
import { endEngine } from './end-engine';
import { createSharedPids } from './shared-pids';
import { createSharedTurns, isKeptFromStarting } from './shared-turns';
import { installProcessExit } from './process-exit';
import { createReporter } from './report';
import { provideServices } from './services';
import { installStackTraces } from './stack-frames';
import { installStandardInput } from './standard-input';
import { installStandardStreams } from './standard-streams';
import { installUncaught } from './uncaught';
import type { WorkerMemory } from './worker-memory';

/** Names of the library that cells may use, and declare anew, without importing them. */
const LIBRARY_GLOBALS = ['confirm', 'display', 'html', 'input', 'md', 'prompt', 'svg'] as const;

/** They are loaded when first used: a notebook without them need not wait for the library. */
function placeLibraryGlobals(): void {
  const place = (name: string, value: unknown): void => {
    Object.defineProperty(globalThis, name, { configurable: true, enumerable: false, writable: true, value });
  };
  for (const name of LIBRARY_GLOBALS) {
    Object.defineProperty(globalThis, name, {
      configurable: true,
      enumerable: false,
      get: () => {
        const library = require('../library/awaitbook') as typeof import('../library/awaitbook');
        place(name, library[name]);
        return library[name];
      },
      set: (value: unknown) => place(name, value),
    });
  }
}

function start(): void {
  const ring = createOutputRing();
  const turns = createSharedTurns();
  const pids = createSharedPids();
  const pipeWords = createPipeWords();
  const answerLine = createAnswerLine();
  const reporter = createReporter(ring, pipeWords);
  const turnsPort = installBlockedNotice(reporter);
  const memory: WorkerMemory = { ring, turns, pids, pipeWords, answers: answerLine.forWorker, turnsPort, heldUp: heldUpMemory };
  // Its own streams are read by nobody: what ends it is told by its `error`.
  const worker = new Worker(path.join(KERNEL_FOLDER, 'engine-process', 'worker.js'), { workerData: memory, transferList: [memory.answers.port, turnsPort], stdout: true, stderr: true });
  worker.on('error', (error) => endEngine(`${WORKER_FAILED} ${error.stack ?? error.message}`));
  const environment = readEngineEnvironment(process.env);
  xrayEveryCell(environment.xraysCells);
  tellBlocking(environment.tellsBlocking);
  const endStreams = installStandardStreams(reporter);
  let magics: Magics | null = null;
  const evaluator = createEvaluator(reporter, (scope) => {
    magics?.endOf(scope);
    endStreams(scope);
  });
  const questions = createQuestions(evaluator, reporter, answerLine);
  const comms = createComms(reporter);

  installStackTraces();
  installCellTimers();
  installCellObservers();
  installCellFiles();
  installCellNetwork(turns);
  const stopWork = installInterruptHooks(evaluator, reporter, worker, turns);
  installCellChildren(reporter, pids, turns, stopWork);
  installProcessExit(evaluator, reporter);
  installStandardInput(questions);
  installCellReadline(questions);
  installLastWords(reporter);
  const helpers = installModules(process.cwd());
  publishPatches();

  provideServices({ reporter, comms, ask: questions.ask, askNow: questions.askNow });
  placeLibraryGlobals();
  magics = createMagics(reporter, process.cwd());
  Object.defineProperty(globalThis, HELPERS_NAME, { configurable: true, enumerable: false, value: { ...helpers, ...magics.helpers } });

  installUncaught(reporter);

  const requests = new Socket({ fd: MAIN_PIPE, readable: true, writable: false });
  const take = (request: MainRequest): void => {
    if (request.type === 'evaluate') {
      if (!isKeptFromStarting(turns, request.cell)) evaluator.evaluate(request);
    } else if (request.type === 'input') questions.answer(request.inputId, request.value);
    else {
      const cell = evaluator.runningCell()?.cell;
      if (cell === undefined) comms.receive(request.message);
      else runInScope({ cell, isInterrupted: false }, () => comms.receive(request.message));
    }
  };
  requests.on('data', frameReader((frame) => {
    if (frame.kind === FrameKind.json) take(JSON.parse(frame.payload.toString('utf8')) as MainRequest);
  }));
  const pipeLost = (): void => endEngine(PIPE_LOST);
  requests.on('end', pipeLost);
  requests.on('error', pipeLost);
  reporter.event({ type: 'ready' });
}

start();
