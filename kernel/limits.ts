/** Every limit of the kernel, with its unit and its reason. */

/** Bytes that a subscriber of iopub may be behind before it loses messages: a hung client must not grow the kernel without bound. */
export const IOPUB_BACKLOG_BYTES = 64 * 1024 * 1024;

/** Ms that an interrupt may take before the engine is ended instead: a person waits about two seconds before trying something else. */
export const INTERRUPT_LIMIT_MS = 2_000;

/** Ms that the engine may take to answer completion or inspection: JupyterLab's provider gives up after 1,000 ms. */
export const LIVE_ANSWER_LIMIT_MS = 700;

/** Characters of a value's text that are shown; the rest is counted in a note. A notebook with more is slow to open. */
export const SHOWN_VALUE_CHARACTERS = 100_000;

/** Bytes of the ring between the engine's main thread and its worker: large enough to never stall a burst, small enough to be at rest for free. */
export const OUTPUT_RING_BYTES = 1024 * 1024;

/** Ms between looks at whether the parent process is still there: it must be noticed within 3 s. */
export const PARENT_CHECK_MS = 1_000;

/**
 * Ms that the engine's event loop may take to answer an interrupt before what runs is terminated: long enough that a turning loop
 * answers on a loaded machine (it does so in under 1 ms on a quiet one), short enough that a person does not feel it.
 */
export const TURNING_LOOP_MS = 15;

/** Ms that V8 may take to terminate what runs; a native call that takes longer can't be stopped. */
export const TERMINATION_MS = 1_500;

/** Bytes that the engine's worker takes from the ring at once: enough to be quick, little enough to answer requests in between. */
export const RING_DRAIN_BYTES = 256 * 1024;

/** Names that one completion offers at most: JupyterLab's list is slow beyond. */
export const COMPLETION_NAMES = 1_000;
