/** What every message of this kernel has beyond what the public validators ask for, and the forms of the types that they do not know. */
import type { Fields, Message } from './wire-format';

/** A predicate a field, or a list of allowed values. */
type Shape = { readonly [field: string]: ((value: unknown) => boolean) | readonly unknown[] };

const isString = (value: unknown): value is string => typeof value === 'string';
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isMs = (value: unknown): boolean => typeof value === 'number' && value >= 0;
const isMsOrNull = (value: unknown): boolean => value === null || isMs(value);
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

/** ISO 8601 with a zone. */
export function isDateWithZone(value: unknown): boolean {
  return isString(value) && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/.test(value) && !Number.isNaN(Date.parse(value));
}

const HEADER: Shape = { msg_id: isString, session: isString, username: isString, date: isDateWithZone, msg_type: isString, version: ['5.5'] };
const ERROR: Shape = { ename: isString, evalue: isString, traceback: (value) => Array.isArray(value) && value.every(isString) };
const TIMING: Shape = { startedAt: isDateWithZone, wallMs: isMs, cpuMs: isMsOrNull, idleMs: isMsOrNull };

/** Types that jupyter_kernel_test's validator does not know, or takes in any form. Every field is listed: others are faults. */
const CONTENTS: { readonly [type: string]: Shape } = {
  iopub_welcome: { subscription: isString },
  comm_open: { comm_id: isString, target_name: isString, data: isObject },
  comm_msg: { comm_id: isString, data: isObject },
  comm_close: { comm_id: isString, data: isObject },
  input_request: { prompt: isString, password: isBoolean },
  status: { execution_state: ['starting', 'busy', 'idle'] },
  stream: { name: ['stdout', 'stderr'], text: (text) => isString(text) && text !== '' },
  execute_input: { code: isString, execution_count: isCount },
  execute_result: { execution_count: isCount, data: isObject, metadata: isObject },
  display_data: { data: isObject, metadata: isObject, transient: isObject },
  update_display_data: { data: isObject, metadata: isObject, transient: (value) => isObject(value) && isString(value['display_id']) },
  clear_output: { wait: isBoolean },
  error: ERROR,
};

const REFUSED_TYPES = ['create_subshell_reply', 'delete_subshell_reply', 'list_subshell_reply'];

/** What is wrong with a message, or null. */
export function faultByOwnSchema(message: Message): string | null {
  const { header, content, channel } = message;
  const type = header.msg_type;
  const shape = CONTENTS[type];
  return (
    faultOf('header', header as unknown as Fields, HEADER) ??
    (channel === 'iopub' && shape === undefined && type !== 'shutdown_reply' ? `${type} does not belong on iopub` : null) ??
    (shape === undefined ? null : faultOf(type, content, shape)) ??
    (type.endsWith('_reply') ? faultOfReply(message) : null) ??
    (type === 'execute_reply' ? faultOfExecuteReply(message) : null)
  );
}

function faultOfReply({ header, content }: Message): string | null {
  const type = header.msg_type;
  if (type === 'is_complete_reply') return null;
  if (REFUSED_TYPES.includes(type)) return faultOf(type, content, { status: ['error'], ...ERROR });
  if (content['status'] === 'error') return faultOf(type, pick(content, ['ename', 'evalue', 'traceback']), ERROR);
  return content['status'] === 'ok' || type === 'execute_reply' ? null : `${type} has status ${JSON.stringify(content['status'])}`;
}

/** JupyterLab's timing reads `started`; `awaitbook.timing` is missing only where nothing was run. */
function faultOfExecuteReply({ metadata, content }: Message): string | null {
  const forms: { [status: string]: Shape } = {
    ok: { status: ['ok'], execution_count: isCount, user_expressions: isObject, payload: Array.isArray },
    error: { status: ['error'], ...ERROR, execution_count: isCount, user_expressions: isObject, payload: Array.isArray },
    aborted: { status: ['aborted'], execution_count: isCount },
  };
  const form = forms[String(content['status'])];
  if (form === undefined) return `execute_reply has status ${JSON.stringify(content['status'])}`;
  const fault = faultOf('execute_reply', content, form);
  if (fault !== null) return fault;
  const wasRun = content['status'] !== 'aborted' && content['ename'] !== 'ContentError' && content['ename'] !== 'RefusedError';
  if (!wasRun) return faultOf('execute_reply metadata', metadata, { started: isDateWithZone });
  const isTiming = (value: unknown) => isObject(value) && isObject(value['timing']) && faultOf('timing', value['timing'], TIMING) === null;
  return faultOf('execute_reply metadata', metadata, { started: isDateWithZone, awaitbook: isTiming });
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

function faultOf(what: string, fields: Fields, shape: Shape): string | null {
  for (const [field, allowed] of Object.entries(shape)) {
    const value = fields[field];
    if (typeof allowed === 'function' ? !allowed(value) : !allowed.includes(value)) return `${what}: ${field} is ${JSON.stringify(value)}`;
  }
  const extra = Object.keys(fields).find((field) => !(field in shape));
  return extra === undefined ? null : `${what}: a field ${extra} that nobody knows`;
}
