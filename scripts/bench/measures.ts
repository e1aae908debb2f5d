/** What is measured, in the order of the table. */

/** Unit of a measure's samples; `MB` are 10^6 bytes. */
export type Unit = 'ms' | 'MB' | 'lines' | 'lines/s';

export const MEASURES = {
  startToInfo: { title: 'start to kernel_info_reply', unit: 'ms' },
  startToResult: { title: 'start to first result of 1+1', unit: 'ms' },
  memoryAtRest: { title: 'memory at rest, all processes', unit: 'MB' },
  oneToReply: { title: '1+1 to execute_reply', unit: 'ms' },
  oneToIdle: { title: '1+1 to idle', unit: 'ms' },
  typedToReply: { title: '9-line typed cell to execute_reply', unit: 'ms' },
  typedToIdle: { title: '9-line typed cell to idle', unit: 'ms' },
  typedAgain: { title: 'the same 9-line cell again to execute_reply', unit: 'ms' },
  completeMember: { title: 'completion of a member', unit: 'ms' },
  completeVariable: { title: 'completion of a live variable', unit: 'ms' },
  inspection: { title: 'inspection', unit: 'ms' },
  oneCheck: { title: 'check of 1+1, with its transform', unit: 'ms' },
  typedCheck: { title: 'check of the 9-line cell, with its transform', unit: 'ms' },
  typedEvaluation: { title: 'evaluation of the 9-line cell', unit: 'ms' },
  oneAtTen: { title: '1+1 after 10 cells', unit: 'ms' },
  oneAtThousand: { title: '1+1 after 1,000 cells', unit: 'ms' },
  typedAtTen: { title: '9-line cell after 10 cells', unit: 'ms' },
  typedAtThousand: { title: '9-line cell after 1,000 cells', unit: 'ms' },
  checkerMemory: { title: 'memory of the compiler after 500 cells', unit: 'MB' },
  together: { title: '300/200/400 ms together', unit: 'ms' },
  linesPerSecond: { title: 'lines written, all received', unit: 'lines/s' },
  linesReceived: { title: 'lines received in order', unit: 'lines' },
  memoryGrowth: { title: 'memory growth by the lines', unit: 'MB' },
  interruptAwaiting: { title: 'interrupt of an awaiting cell', unit: 'ms' },
  interruptSpinning: { title: 'interrupt of a spinning cell', unit: 'ms' },
} as const satisfies Record<string, { title: string; unit: Unit }>;

export type MeasureName = keyof typeof MEASURES;

export const MEASURE_NAMES = Object.keys(MEASURES) as MeasureName[];
