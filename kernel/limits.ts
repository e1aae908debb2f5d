/** Every limit, interval and threshold of the kernel, with its unit and its reason: one table, so that none is stated twice. */

/** Bytes that a subscriber of iopub may be behind before it loses messages: a hung client must not grow the kernel without bound. */
export const IOPUB_BACKLOG_BYTES = 64 * 1024 * 1024;

/** Ms that an interrupt may take before the engine is ended instead: a person waits about two seconds before trying something else. */
export const INTERRUPT_LIMIT_MS = 2_000;

/** Ms that the engine may take to answer completion or inspection: JupyterLab's provider gives up after 1,000 ms. */
export const LIVE_ANSWER_LIMIT_MS = 700;

/** Characters of a value's text that are shown; the rest is counted in a note. A notebook with more is slow to open. */
export const SHOWN_VALUE_CHARACTERS = 100_000;

/** Characters of one MIME value of an output (a picture as base64, HTML, JSON): a quarter of what a client may be behind before it loses messages. */
export const RICH_VALUE_CHARACTERS = 16 * 1024 * 1024;

/** What `table` shows at most, unless told otherwise (rows): more is slow to open and nobody reads it. */
export const TABLE_ROWS = 100;
export const TABLE_COLUMNS = 50;
export const TABLE_CELL_CHARACTERS = 300;

/** Ms that the SVG of a chart may take to be made, its data fetched: the chart is then shown without the SVG, which exports alone need. */
export const CHART_SVG_LIMIT_MS = 5_000;

/** Bytes of the ring between the engine's main thread and its worker: large enough to never stall a burst, small enough to be at rest for free. */
export const OUTPUT_RING_BYTES = 1024 * 1024;

/** Ms between looks at whether the parent process is still there: it must be noticed within 3 s. */
export const PARENT_CHECK_MS = 1_000;

/**
 * Ms that the engine's event loop may take to answer an interrupt before what runs is terminated: long enough that a turning loop
 * answers on a loaded machine (it does so in under 1 ms on a quiet one), short enough that a person does not feel it.
 */
export const TURNING_LOOP_MS = 15;

/** Ms that an engine whose end a cell calls for waits until its output is sent: it is sent in under 1 ms, unless the front is held up. */
export const LAST_WORDS_MS = 1_000;

/** Engines in a row that end before they are ready, until the kernel gives up: one or two may have been killed by chance. */
export const ENGINE_START_TRIES = 3;

/** Ms from the end of an engine's pipe to that of its process; one that lives longer lost its pipe and can't be spoken to. */
export const PIPE_LOST_GRACE_MS = 500;

/**
 * Ms from finding the main thread in code of the cell to its termination, unless its loop turns until then: a termination that comes as that code
 * returns hits what comes next, which may be Node's own (its HTTP parser, its queue of immediates) and then be broken for good.
 */
export const COMPUTING_MS = 4;

/** Ms that V8 may take to terminate what runs; a native call that takes longer can't be stopped. */
export const TERMINATION_MS = 1_500;

/** Bytes that the engine's worker takes from the ring at once: enough to be quick, little enough to answer requests in between. */
export const RING_DRAIN_BYTES = 256 * 1024;

/** Names that one completion offers at most: JupyterLab's list is slow beyond. */
export const COMPLETION_NAMES = 1_000;

/** Keys of an object, or of a Map, that are looked through for the beginning of one: of 100,000 in an object the first ones take 30 ms. */
export const COMPLETION_KEYS = 10_000;

/** Characters of a text up to which next lines are tried, to tell whether it is complete: 12 parses, and up to 64 of one with `<`; of 20,000 characters 0.5 ms each. */
export const COMPLETENESS_TRIED_CHARACTERS = 20_000;

/** Keys of a Map or Set that are looked through where it has more than that: each is taken by itself, in 0.1 ms. */
export const COMPLETION_FIRST_KEYS = 250;

/** Properties of a value that are listed with what they hold: 2,000 take 6 ms, 200,000 take 1.2 s. Of more, the keys alone are looked at. */
export const LISTED_PROPERTIES = 5_000;

/** Entries, elements or properties that an inspection shows of a value. */
export const INSPECTED_FIELDS = 30;

/** Characters that an inspection shows of a value, and of a text in it. */
export const INSPECTED_CHARACTERS = 2_000;

/** Ms after which the engine's worker follows a question to V8 by another: on Node 26 a main thread that sleeps is sometimes not woken by one (1 of 8). */
export const INSPECTOR_NUDGE_MS = 15;

/** Bytes that a subscriber of iopub may have in the socket's own queue: enough to keep a fast connection busy, little enough to count exactly. */
export const SUBSCRIBER_IN_FLIGHT_BYTES = 256 * 1024;

/** Replies that may wait for one client that does not read: 10,000 requests in one burst are all answered, a hung client stays bounded. */
export const REPLY_BACKLOG_MESSAGES = 100_000;

/** Ms that the channels may take to send out what is queued when the kernel ends: jupyter_client kills a kernel after 5 s. */
export const CHANNELS_CLOSE_LIMIT_MS = 1_000;

/** Kinds of odd messages that the log tells, each once: a flood of them must not flood the log. */
export const LOGGED_KINDS = 100;

/** Runs of cells whose late output still finds its cell: a parent header is some 300 bytes, so this is 3 MB at most in practice. */
export const REMEMBERED_CELLS = 10_000;

/** Characters of cells' texts that are kept for tracebacks. */
export const REMEMBERED_SOURCE_CHARACTERS = 16 * 1024 * 1024;

/**
 * Ms that types may take to tell what is offered or known at a cursor: 2 to 20 on a quiet machine. What is known without them has to
 * be there before JupyterLab's provider gives up.
 */
export const TYPED_HELP_LIMIT_MS = 700;

/** Characters of a declaration that an inspection shows: the largest of Node's own has 30,000. */
export const INSPECTED_SOURCE_CHARACTERS = 30_000;

/** Cells that mention a function in which its text is looked for, the newest first: each is read anew, in about 1 ms. */
export const INSPECTED_SOURCES = 50;

/** Inputs that the history keeps, and their characters together. */
export const HISTORY_ENTRIES = 10_000;
export const HISTORY_CHARACTERS = 16 * 1024 * 1024;

/** Ms within which texts of one stream are joined while they come without pause: 100 messages/s are few, and 10 ms are not felt. */
export const STREAM_JOIN_MS = 10;

/** Characters of a joined `stream` message after which it is sent at once. */
export const STREAM_MESSAGE_CHARACTERS = 1024 * 1024;

/**
 * Ms that an error reply with `stop_on_error` waits for execute requests that are on their way: "Run All" sends one message a cell, and
 * those that arrive just after the first cell failed (a syntax error takes 1 ms) are to be aborted too.
 */
export const ABORT_GRACE_MS = 20;

/** Ms that the engine may take to end when the kernel does: then the kernel goes without waiting. */
export const ENGINE_END_LIMIT_MS = 2_000;

/** Size of a traceback: frames of one error, errors within errors, lines in all, and characters of a source line. More can't be read. */
export const TRACEBACK_FRAMES = 50;
export const TRACEBACK_DEPTH = 20;
export const TRACEBACK_LINES = 1_000;
export const TRACEBACK_SOURCE_CHARACTERS = 160;

/** Ms that a child process gets between SIGTERM and SIGKILL when its cell is interrupted. */
export const CHILD_GRACE_MS = 500;

/**
 * Ms that the output of a program may take to be read after its end. Its pipes may stay open for longer, held by what it left running
 * in the background, for which nobody waits.
 */
export const LEFT_OUTPUT_MS = 200;

/** Ms between two progress lines of `%npm install`. */
export const NPM_PROGRESS_MS = 500;

/** Ms after which a termination that has not come is taken for a wait for a child process, which is then ended. */
export const WAITED_CHILD_MS = 150;

/** Bytes of a request's header: it is kept and echoed as the parent header of every output. */
export const HEADER_BYTES = 64 * 1024;

/** Levels of nesting in JSON: deeper ones overflow the stack of recursive encoders, ours and the clients' (Python's json stops near 1,000). */
export const JSON_DEPTH = 500;

/** Signatures by which a repeated message is known: as many as jupyter_client remembers (`digest_history_size`), about 10 MB. */
export const REMEMBERED_SIGNATURES = 65_536;

/** Bytes of a frame that a subscriber of iopub may send: a topic is some tens of bytes long. */
export const SUBSCRIBER_FRAME_BYTES = 64 * 1024;

/** Bytes up to which frames are copied together into one write: a copy of so little costs less than one write more. */
export const JOINED_FRAME_BYTES = 4096;

/**
 * Bytes of output, and runs, that are kept so that a page that was reloaded gets the output of its cells again: more than a notebook can show,
 * and little beside the engine's own memory. The runs are listed in every kernel_info_reply.
 */
export const FOLLOWED_OUTPUT_BYTES = 16 * 1024 * 1024;
export const FOLLOWED_RUNS = 100;

/** Pairs of tokens in the largest table that aligns a lowered text with its source (1 ms); larger gaps keep the lowering's own map. */
export const ALIGNED_TOKEN_PAIRS = 100_000;

/**
 * Levels of brackets, and operators in a row that nest without them, up to which a cell is given to the parser. Its stack overflows
 * from 2,700 nested object literals and 10,000 nested arrow functions on (8 MiB of stack; Windows has 1 MiB), and that ends the process.
 * V8's own, of 1 MiB everywhere, refuses 1,000 nested arrow functions without a place.
 */
export const NESTED_BRACKETS = 256;
export const CHAINED_OPERATORS = 500;

/** Ms that a kernel of `awaitbook run` may take to answer first: 0.2 s on a quiet machine, and jupyter_client waits 60 s too. */
export const RUN_KERNEL_START_LIMIT_MS = 60_000;

/** Ms that it may take to end when asked to, before its process is ended: as long as jupyter_client waits. */
export const RUN_KERNEL_END_LIMIT_MS = 5_000;

/** Ms that an interrupted cell may take to end: the kernel itself replaces the engine after `INTERRUPT_LIMIT_MS`. */
export const RUN_INTERRUPT_LIMIT_MS = 15_000;

/** Ms that `awaitbook run` waits by default for displays that still show a pending promise when the last cell has ended. */
export const RUN_SETTLE_MS = 5_000;

/** Ms of silence after which the end of an interrupted cell, which the engine says is done, is lost: both take different ways out of it. */
export const LOST_END_MS = 500;

/** Ms that an engine may go on speaking before that end: what cells in the background print must not hold up an interrupt. */
export const LOST_END_WORST_MS = 5_000;

/** Requests that a slow server of the course remembers, the newest: a lesson sends some hundreds. */
export const COURSE_LOGGED_REQUESTS = 10_000;

/** Ms that a check, also one of an exercise, may take: the longest of the course waits 1.5 s, and a loaded machine takes several times as long. */
export const CHECK_LIMIT_MS = 20_000;

/** Ms that a slow server's thread may take to hand out its log: it takes under 1 ms, and only a frozen machine takes longer than this. */
export const COURSE_SERVER_ANSWER_MS = 10_000;

/**
 * Bounds of an X-ray's report, which is saved in the notebook: entries of the timeline (some 250 bytes each), of these in one row, rows,
 * waits for several promises and blocked intervals each, and steps of a curve of operations in flight (a drawing is 520 units wide).
 */
export const XRAY_TIMELINE_OPERATIONS = 1_000;
export const XRAY_ROW_OPERATIONS = 100;
export const XRAY_ROWS = 200;
export const XRAY_GROUPS = 200;
export const XRAY_BLOCKS = 200;
export const XRAY_FLIGHT_STEPS = 400;
export const XRAY_BUNDLE_STEPS = 60;

/** Characters of a label, a function's name or an error in a report, and frames of a stack: more is not read in a picture's tip. */
export const XRAY_TEXT_CHARACTERS = 200;
export const XRAY_STACK_FRAMES = 12;

/** Rows that a drawing, and a table of characters, has at most: more is no picture any more; the rest is told in one line. */
export const XRAY_DRAWN_ROWS = 40;

/** Ms that a timer may fire after its time without being called late: Node's timers count in whole ms, and a busy machine adds some. */
export const XRAY_LATE_MS = 15;

/** Ms between two calls on one file by one line up to which they are parts of one operation: `readFile` makes up to 5, and 88 for 60 MB. */
export const XRAY_PART_GAP_MS = 40;

/** Ms that the compiler may take to greet: 0.1 s on a quiet machine, several on one where twenty kernels start at once. */
export const COMPILER_START_LIMIT_MS = 20_000;

/** Compilers in a row that end or hang before they have answered once, until types are given up: one or two may have been killed by chance. */
export const COMPILER_START_TRIES = 3;

/** Ms that the compiler may take to answer: a check takes 6, the first one with a large package 400; a person at a cell waits no longer. */
export const COMPILER_ANSWER_LIMIT_MS = 3_000;

/** Ms that the end of what a compiler wrote may come after its process's end. */
export const COMPILER_LAST_WORDS_MS = 100;

/** Bytes of the compiler's heap at which Go collects without pause: more than twice what 500 cells with Node's types take (170 MB). */
export const COMPILER_MEMORY_BYTES = 400 * 1024 * 1024;

/** Cells in one document of the checker's history: the document of the newest cell is read anew after each run, all others stay as they are. */
export const HISTORY_CHUNK_CELLS = 50;

/** Cells that are known to be without fault, 100 bytes each: the largest notebooks have about as many. */
export const FAULTLESS_CELLS = 1_000;

/** Documents of the history that are opened, empty, at the start: each takes 2 ms of it and 0.4 MB. One that is added later takes 10 ms, behind a reply. */
export const HISTORY_CHUNKS = 4;

/** Faults of one cell that are shown: the first ones explain the others. */
export const SHOWN_DIAGNOSTICS = 20;

/** Characters of a variable's value from which on later cells know its type alone: each check would read the text anew (60 ms for 120 KB). */
export const LARGE_VALUE_CHARACTERS = 50_000;

/** Characters of a cell up to which its types are checked at all: 2.6 MB of data take the compiler 4.5 s, and 640 KB 1 s. */
export const CHECKED_CHARACTERS = 1_000_000;

/** Characters of a type that is taken from the compiler's own text for it. */
export const LARGE_TYPE_CHARACTERS = 20_000;

/** Characters of a cell that is checked beside its run and not before it: reading it takes the compiler longer than a person waits. */
export const CHECKED_FIRST_CHARACTERS = 100 * 1024;

/** Ms that a cell of the course may take when it is verified: the longest works 4 s, and a loaded machine takes several times as long. */
export const VERIFY_CELL_LIMIT_MS = 120_000;

/**
 * Operations of one X-ray that have an entry, each with its place; further ones are counted and timed in sums. The same for waits for
 * several promises; of other cells' work less is kept.
 */
export const XRAY_OPERATIONS = 5_000;
export const XRAY_SEEN_GROUPS = 2_000;
export const XRAY_BACKGROUND_OPERATIONS = 500;

/**
 * Stacks of timers that are captured at once, and a second; one that is captured `XRAY_HOT_MS` or more after the last takes as much time as
 * `XRAY_COLD_STACK` of a loop: 24 to 28 µs, and what they keep, also among timers that fire together (50 µs apart); 6 in a loop (15 µs apart).
 * All else of a timer takes 9: further ones have no line, but are counted.
 */
export const XRAY_TIMER_STACKS = 1_000;
export const XRAY_TIMER_STACKS_A_SECOND = 200;
export const XRAY_COLD_STACK = 4;
export const XRAY_HOT_MS = 0.03;

/**
 * What timers with one stack took (500 in a loop, 125 lone ones) until a further one, with the delay of the last, is taken for the next of a
 * row, which shows `XRAY_ROW_OPERATIONS`. Its stack then has so many times the price, and leaves so much of `XRAY_TIMER_STACKS` to timers of
 * other delays. 10,000 timers of 1 ms: in four rows ×1.65 to ×1.96 of the CPU time without X-ray became ×1.42 to ×1.57
 * (without stacks ×1.25), all at once ×4.2 became ×3.4 (×1.8).
 */
export const XRAY_ALIKE_SPENT = 500;
export const XRAY_ALIKE_STACK = 5;
export const XRAY_ALIKE_RESERVE = 400;

/** Frames of a captured stack: up to 8 of Node's own lie between an operation and the person's call; each costs about 1 µs. */
export const XRAY_CAPTURED_FRAMES = 20;

/** µs between two samples of what runs: a second of them takes 3 ms of CPU time (those of 1,000 µs 28), and a block of 20 ms has 2 of them. */
export const XRAY_SAMPLING_US = 10_000;

/** Ms between two looks at whether the event loop turns, and ms without a turn from which it counts as blocked. */
export const XRAY_TURN_MS = 10;
export const XRAY_BLOCK_MS = 20;

/** Ms between two looks at where a blocked main thread stands (0.3 ms each), and looks that are kept. */
export const XRAY_LOOK_MS = 20;
export const XRAY_LOOKS = 20_000;

/** Ms of CPU time from which on a gap is a block also where the thread waited in no call: with less it was the machine that held it up. */
export const XRAY_BLOCK_CPU_MS = 10;

/** Ms up to which a look is answered by code that computes (it asks at each turn of a loop); later it is by what comes behind a native call. */
export const XRAY_PROMPT_LOOK_MS = 5;

/** Blocks that are kept, the longest: a report has `XRAY_BLOCKS`. */
export const XRAY_SEEN_BLOCKS = 1_000;

/** Ms after which the samples so far are dropped: what is kept of them is how long the thread was idle. */
export const XRAY_PROFILE_MS = 10_000;

/** Ms between two slices of what was seen, handed on in case that the process dies, and operations in one (20 µs each); others are counted. */
export const XRAY_SLICE_MS = 500;
export const XRAY_SLICE_OPERATIONS = 50;

/**
 * Characters of the end of a cell that may go by the main thread's own pipe: its UTF-8 has to be taken whole, and the smallest buffer of a
 * pipe, on macOS, is 8 KiB. The end of most cells has 300.
 */
export const DIRECT_EVENT_CHARACTERS = 2_000;

/** Ms that work without code of a person on the stack is let go on before it is terminated too: it takes microseconds, unless it is what runs away. */
export const NOBODYS_MS = 50;

/**
 * Ms that a cell runs before it is watched for what blocks the event loop, and between two questions whether that turns (0.2 ms each). Where
 * one has no answer when the next would come, it is looked where the main thread stands (0.3 ms each).
 */
export const WATCHED_AFTER_MS = 30;
export const NOTICE_LOOK_MS = 50;

/** Ms after a block until the timers that were due have fired: Node needs a further round of its loop, some ms, for those of other delays. */
export const NOTICE_CATCH_UP_MS = 20;

/** Ms that a timer comes late, or a callback waits, from which on that is told: less is not felt. */
export const NOTICE_LATE_MS = 200;

/** Timers of one cell whose lines are known to the notice (a stack costs 5 µs), late callbacks that are counted, cells that are remembered. */
export const NOTICE_STACKS = 50;
export const NOTICED_CALLBACKS = 1_000;
export const NOTICED_CELLS = 10_000;

/** Ms after which a termination that has not unwound what runs is taken for lost: it takes under 1 ms, in a long native call as long as that. */
export const LOST_TERMINATION_MS = 100;

/** Bytes of a picture beside a notebook that an exported page takes in: a photo has less, and a page of more is slow to open. */
export const EXPORTED_PICTURE_BYTES = 8 * 1024 * 1024;

/** Lines and characters of a text output from which on an exported page folds it, and lines and characters that it shows then: some screens, and one. */
export const EXPORTED_LONG_LINES = 150;
export const EXPORTED_LONG_CHARACTERS = 20_000;
export const EXPORTED_SHOWN_LINES = 40;
export const EXPORTED_SHOWN_CHARACTERS = 4_000;

/** Ms that Chromium may take to print a page into a PDF: 1 s for a notebook, 20 for one with 5 MB of output, and a loaded machine takes several times as long. */
export const PRINTED_PDF_LIMIT_MS = 180_000;

/** Bytes that a page of a site may have: more is slow to open on a phone. */
export const SITE_PAGE_BYTES = 1_000_000;
