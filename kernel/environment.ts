/** Every environment variable that the kernel reads, with its meaning. */

/** The variables as typed values. */
export interface KernelEnvironment {
  /** `AWAITBOOK_LOG=debug` shows each message's type, id and time on stderr. */
  readonly logsDebug: boolean;
  /** `JPY_PARENT_PID` (jupyter_client sets it): the process whose end is ours too; null without. */
  readonly parentPid: number | null;
  /** `JPY_SESSION_NAME` (Jupyter Server sets it): path of the notebook; null without. */
  readonly notebookPath: string | null;
}

/** Reads the variables once. A value that is no number counts as absent. */
export function readEnvironment(env: NodeJS.ProcessEnv): KernelEnvironment {
  const pid = Number(env['JPY_PARENT_PID']);
  return {
    logsDebug: env['AWAITBOOK_LOG'] === 'debug',
    parentPid: Number.isInteger(pid) && pid > 0 ? pid : null,
    notebookPath: env['JPY_SESSION_NAME'] ?? null,
  };
}
