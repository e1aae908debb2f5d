/**
 * What passes between the front process and the engine process: plain data, no sockets, no protocol of Jupyter.
 * The front owns the engine through `Engine`; what the engine says unasked arrives at an `EngineListener`.
 */
import type { Collected } from '../xray/collected';
import type { XraySlice } from '../xray/slices';

/** A value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** An object that JSON can carry. */
export type JsonObject = { readonly [key: string]: Json };

/** MIME type to value: text as a string, JSON types as objects, binary types as base64 text (Jupyter messaging 5.5, display_data). */
export interface RichOutput {
  readonly data: JsonObject;
  readonly metadata: JsonObject;
}

/**
 * Number of one run of a cell. It is unique in the life of the kernel, over all its engines, and is not the execution count:
 * a silent run has a number of its own too.
 */
export type CellNumber = number;

/** The original positions of a generated text, after the source map specification, revision 3. */
export interface SourceMap {
  readonly version: 3;
  readonly mappings: string;
  readonly names: readonly string[];
  readonly sources: readonly string[];
}

/** One cell, ready to run. */
export interface EvaluateRequest {
  readonly cell: CellNumber;
  /** How the cell is called in stack traces, for example `Cell 3`. */
  readonly label: string;
  /** JavaScript in the running form (`language/running-form.ts`). */
  readonly code: string;
  /** The maps from `code` back to the author's text, the last step first; empty when the text was not changed. */
  readonly maps: readonly SourceMap[];
  /** Whether the value of the last expression is wanted. */
  readonly wantsResult: boolean;
  /** Whether a promise as that value is shown as a display which is updated; else it is a value as any other. */
  readonly showsPromise: boolean;
  /** Whether the client can answer an `input_request`. */
  readonly allowsInput: boolean;
}

/** Where a call stood. `line` and `column` count from 1, in the author's own text. */
export interface StackFrame {
  /** Empty for the top level. */
  readonly functionName: string;
  /** The run of the cell, or null for a file. */
  readonly cell: CellNumber | null;
  /** The cell's label, or the path or URL of the file. */
  readonly place: string;
  readonly line: number;
  readonly column: number;
  readonly isAsync: boolean;
}

/** Something that was thrown, described where it lives, so that the front can show it. */
export interface ThrownDescription {
  /** The error's name; `UncaughtValue` where what was thrown is no error. */
  readonly name: string;
  /** The error's message, or the value as `util.inspect` shows it. */
  readonly message: string;
  readonly frames: readonly StackFrame[];
  /** Own properties beyond name, message, stack and cause, as `util.inspect` shows them (with colours); null without any. */
  readonly properties: string | null;
  readonly cause: ThrownDescription | null;
  /** The errors of an AggregateError. */
  readonly errors: readonly ThrownDescription[];
}

/** What a cell cost. Durations are ms from the monotonic clock. */
export interface CellTiming {
  /** ISO 8601 date with zone. */
  readonly startedAt: string;
  readonly wallMs: number;
  /** CPU time of the engine process while the cell ran; null when the engine could not tell any more. */
  readonly cpuMs: number | null;
  /** Time that the event loop had nothing to do; null when the engine could not tell any more. */
  readonly idleMs: number | null;
}

/** How a cell ended. */
export type Outcome =
  | { readonly status: 'ok'; readonly result: RichOutput | null; readonly timing: CellTiming }
  | {
      readonly status: 'error';
      /** `engine-died` and `engine-ended` (by an interrupt that could not be had otherwise): its variables and comms are gone. */
      readonly reason: 'thrown' | 'interrupted' | 'exited' | 'engine-died' | 'engine-ended';
      readonly error: ThrownDescription;
      readonly timing: CellTiming;
    };

/** What stands before the cursor, for completion from live values. */
export type CompletionTarget =
  | { readonly kind: 'name'; readonly prefix: string }
  | { readonly kind: 'member'; readonly expression: string; readonly prefix: string }
  /** Keys of an object (`value["`, `const { } = value`), or of a Map or Set (`map.get("`). */
  | { readonly kind: 'key' | 'pattern' | 'entry'; readonly expression: string; readonly prefix: string };

/** One offer of the completion. `type` is a word that JupyterLab has a picture for. */
export interface Candidate {
  readonly text: string;
  readonly type: 'function' | 'class' | 'property' | 'instance' | 'keyword' | 'module' | 'magic';
  readonly signature: string | null;
  /** Of a live value: whether a cell declares the name, or it is a property of the object's own (of the global object's own, among names). */
  readonly origin?: 'declared' | 'own';
}

/** What is known about a live value. */
export interface LiveInspection {
  /** For example `function`, `class`, `number`, `Map(3)`. */
  readonly type: string;
  /** A short text of the value, without colours. */
  readonly preview: string;
  /** For functions: name and parameters. */
  readonly signature: string | null;
  /** For functions and classes, but the kernel's own: the text as it runs. */
  readonly source: string | null;
}

/** A comm message, both ways (Jupyter messaging 5.5, custom messages). `buffers` are base64 text. */
export interface CommMessage {
  readonly action: 'open' | 'message' | 'close';
  readonly commId: string;
  /** Only in `open`. */
  readonly targetName: string | null;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
  readonly buffers: readonly string[];
}

/** What the engine says by itself. `cell` is the run that started the work; null when it can't be told. */
export interface EngineListener {
  stream(cell: CellNumber | null, name: 'stdout' | 'stderr', text: string): void;
  display(cell: CellNumber | null, output: RichOutput, displayId: string | null, isUpdate: boolean): void;
  /** What a shown promise was rejected with, in the place where the promise is shown. */
  rejected(cell: CellNumber | null, error: ThrownDescription, displayId: string, isUpdate: boolean): void;
  clearOutput(cell: CellNumber | null, wait: boolean): void;
  /** An uncaught exception or unhandled rejection of work that a cell left running. */
  uncaught(cell: CellNumber | null, error: ThrownDescription): void;
  /** The cell asks the person; the answer goes back by `Engine.answerInput`. */
  inputRequested(cell: CellNumber, inputId: number, prompt: string, password: boolean): void;
  /** The cell puts a text into the cell below it (`set_next_input`). */
  nextInput(cell: CellNumber, text: string): void;
  /** What was seen so far of a cell under the X-ray, in case that its engine dies. */
  xraySlice(cell: CellNumber, slice: XraySlice): void;
  /** All that was seen of it, before its end. */
  xray(cell: CellNumber, collected: Collected): void;
  /** The engine is gone, and with it the cell, which is about to settle. */
  cellLost(cell: CellNumber, wallMs: number, words: string): void;
  comm(cell: CellNumber | null, message: CommMessage): void;
  /** A comm target became known or was dropped in the engine. */
  commTarget(targetName: string, isKnown: boolean): void;
  /** The engine ended unasked while no cell ran; the next engine is being started. `words` say the cause, what is lost and what to do. */
  died(words: string): void;
  /** The engine can't be started at all: the kernel has to end, with these words. */
  failed(words: string): void;
}

/** The front's handle of the engine process, which it replaces when it dies. */
export interface Engine {
  /** Runs one cell; always settles, also when the engine dies or the cell is interrupted. Never rejects. */
  evaluate(request: EvaluateRequest): Promise<Outcome>;
  /** Interrupts the running cell, or a spinning callback of an older one; harmless when idle. Resolves once that is done. */
  interrupt(): Promise<void>;
  /** Offers from live values, also while the cell spins; empty when the engine can't answer in time. */
  complete(target: CompletionTarget): Promise<readonly Candidate[]>;
  /** What is known about the value of a side-effect-free expression; null when nothing is. */
  inspect(expression: string): Promise<LiveInspection | null>;
  answerInput(inputId: number, value: string): void;
  comm(message: CommMessage): void;
  /** Ends the engine and its children. */
  end(): Promise<void>;
}
