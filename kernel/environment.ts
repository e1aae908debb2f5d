/** Every environment variable that the kernel reads, with its meaning. */
import path from 'node:path';

/** The variables as typed values. */
export interface KernelEnvironment {
  /** `AWAITBOOK_LOG=debug` shows each message's type, id and time on stderr. */
  readonly logsDebug: boolean;
  /** `AWAITBOOK_NODE_OPTIONS`, split at spaces: flags for the engine's Node, for example `--max-old-space-size=8192` (MiB of heap). */
  readonly nodeOptions: readonly string[];
  /** `JPY_PARENT_PID` (jupyter_client sets it): the process whose end is ours too; null without. */
  readonly parentPid: number | null;
  /** `AWAITBOOK_CHECK`: what a type error does: `error` (by default) stops the cell, `warn` is told, `off` checks nothing. Any other value is null. */
  readonly check: 'error' | 'warn' | 'off' | null;
  /** `JPY_SESSION_NAME` (Jupyter Server sets it): path of the notebook; null without. */
  readonly notebookPath: string | null;
}

const CHECKS = ['error', 'warn', 'off'] as const;

/** Reads the variables once. A value that is no number counts as absent. */
export function readEnvironment(env: NodeJS.ProcessEnv): KernelEnvironment {
  const pid = Number(env['JPY_PARENT_PID']);
  return {
    logsDebug: env['AWAITBOOK_LOG'] === 'debug',
    nodeOptions: (env['AWAITBOOK_NODE_OPTIONS'] ?? '').split(' ').filter((flag) => flag !== ''),
    parentPid: Number.isInteger(pid) && pid > 0 ? pid : null,
    check: CHECKS.find((check) => check === (env['AWAITBOOK_CHECK'] || 'error')) ?? null,
    notebookPath: env['JPY_SESSION_NAME'] ?? null,
  };
}

/** What the course's checks read. */
export interface CourseEnvironment {
  /** `AWAITBOOK_VERIFY=1`: a check that fails throws, as a test does, instead of only showing it (`awaitbook course verify`, nbgrader). */
  readonly verifies: boolean;
}

/** Reads the variable. */
export function readCourseEnvironment(env: NodeJS.ProcessEnv): CourseEnvironment {
  return { verifies: env['AWAITBOOK_VERIFY'] === '1' };
}

/** The same for a kernel that we start. */
export function verifyVariables(verifies: boolean): NodeJS.ProcessEnv {
  return { AWAITBOOK_VERIFY: verifies ? '1' : undefined };
}

/** What the engine reads. */
export interface EngineEnvironment {
  /** `AWAITBOOK_XRAY=1`: every cell shows what it waited for, as after `%xray on`. */
  readonly xraysCells: boolean;
  /** `AWAITBOOK_NOTICE=off`: nothing is said when the event loop was blocked and a timer came late, as after `%xray notice off`. */
  readonly tellsBlocking: boolean;
}

/** Reads the variables once. */
export function readEngineEnvironment(env: NodeJS.ProcessEnv): EngineEnvironment {
  return { xraysCells: env['AWAITBOOK_XRAY'] === '1', tellsBlocking: env['AWAITBOOK_NOTICE'] !== 'off' };
}

/** The variable by which the kernels that a command starts X-ray their cells. */
export const XRAY_VARIABLES: NodeJS.ProcessEnv = { AWAITBOOK_XRAY: '1' };

/**
 * The variables for an npm that a cell starts, without those by which an npm that started the kernel (`npm start`) tells its scripts of
 * their own package (`npm_package_*`, `npm_lifecycle_*`, `npm_config_local_prefix`): the new one is to look where it stands.
 */
export function withoutNpmScript(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:npm_(?:package|lifecycle)_|npm_config_local_prefix$|INIT_CWD$)/i.test(name)));
}

/** What the command line's `install`, `uninstall` and `lab` read. */
export interface CommandLineEnvironment {
  /** `PATH`, split: where `jupyter` is looked for. */
  readonly searchPath: readonly string[];
  /** `VIRTUAL_ENV` or `CONDA_PREFIX`: the Python environment that is active in this shell; null without. */
  readonly activePrefix: string | null;
  /** `JUPYTER_DATA_DIR`: the person's own place for Jupyter's data; null without. */
  readonly jupyterDataDir: string | null;
  /** `JUPYTER_PATH` as it is; null without. */
  readonly jupyterPath: string | null;
  /** `XDG_DATA_HOME` (Linux): where `jupyter` data lies by default; null without. */
  readonly xdgDataHome: string | null;
  /** `APPDATA` (Windows), likewise; null without. */
  readonly appData: string | null;
  /** `AWAITBOOK_CHROMIUM`: the browser that prints PDF; null without. */
  readonly chromium: string | null;
}

/** Reads the variables once; an empty one counts as absent. */
export function readCommandLineEnvironment(env: NodeJS.ProcessEnv): CommandLineEnvironment {
  return {
    searchPath: (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== ''),
    activePrefix: env['VIRTUAL_ENV'] || env['CONDA_PREFIX'] || null,
    jupyterDataDir: env['JUPYTER_DATA_DIR'] || null,
    jupyterPath: env['JUPYTER_PATH'] || null,
    xdgDataHome: env['XDG_DATA_HOME'] || null,
    appData: env['APPDATA'] || null,
    chromium: env['AWAITBOOK_CHROMIUM'] || null,
  };
}

/** What a server sets for the kernels that it starts, for one that we start: see `KernelEnvironment`. `notebook`: its path. */
export function kernelVariables(parentPid: number, notebook: string | undefined): NodeJS.ProcessEnv {
  return { JPY_PARENT_PID: String(parentPid), JPY_SESSION_NAME: notebook };
}
