'use strict';

/** JupyterLab's options that stand alone; after any other `--option` without `=` comes its value. */
const FLAGS = ['--no-browser', '--allow-root', '--debug', '--autoreload', '--core-mode', '--dev-mode', '--watch', '--collaborative', '-y'];

/**
 * The arguments for JupyterLab: the person's own, then ours where the person said nothing.
 * @param {readonly string[]} own what came after `npm start --`
 * @param {{rootFolder: string, notebook: string | null, isRoot: boolean}} context `notebook`: path below rootFolder to open, with `/`
 * @returns {string[]}
 */
function jupyterArguments(own, { rootFolder, notebook, isRoot }) {
  const args = [...own];
  if (!opensOwnPlace(own)) {
    args.push(`--ServerApp.root_dir=${rootFolder}`);
    if (notebook) args.push(`--LabApp.default_url=/lab/tree/${notebook.split('/').map(encodeURIComponent).join('/')}`);
  }
  if (isRoot && !isGiven(own, ['--allow-root', '--ServerApp.allow_root'])) args.push('--allow-root');
  return args;
}

/**
 * Whether the person named a folder, file or page to open.
 * @param {readonly string[]} own
 * @returns {boolean}
 */
function opensOwnPlace(own) {
  return hasPath(own) || isGiven(own, ['--notebook-dir', '--ServerApp.root_dir', '--LabApp.default_url', '--ServerApp.default_url']);
}

/**
 * Whether the person asked for their own way of showing the log.
 * @param {readonly string[]} own
 * @returns {boolean}
 */
function asksForLog(own) {
  return isGiven(own, ['--debug', '--log-level', '--Application.log_level', '--LabApp.log_level', '--ServerApp.log_level']);
}

/**
 * The port that the person asked for by name.
 * @param {readonly string[]} own
 * @returns {{port: number, host: string} | null} null when none was, or any will do (0)
 */
function askedPort(own) {
  const port = Number(valueOf(own, ['--port', '--ServerApp.port']));
  const host = valueOf(own, ['--ip', '--ServerApp.ip']) ?? 'localhost';
  return Number.isInteger(port) && port > 0 ? { port, host: host === '*' ? '' : host } : null;
}

/**
 * @param {readonly string[]} own
 * @param {readonly string[]} names
 * @returns {boolean}
 */
function isGiven(own, names) {
  return own.some((arg) => names.includes(arg.split('=')[0] ?? ''));
}

/**
 * @param {readonly string[]} own
 * @param {readonly string[]} names
 * @returns {string | undefined} the last value, as `--name=value` or `--name value`
 */
function valueOf(own, names) {
  const values = own.flatMap((arg, at) => {
    const [name = '', ...rest] = arg.split('=');
    if (!names.includes(name)) return [];
    return rest.length > 0 ? [rest.join('=')] : own.slice(at + 1, at + 2);
  });
  return values.at(-1);
}

/**
 * @param {readonly string[]} own
 * @returns {boolean} whether there is a file, folder or subcommand among them
 */
function hasPath(own) {
  return own.some((arg, at) => {
    const before = own[at - 1] ?? '';
    const isValue = before.startsWith('--') && !before.includes('=') && !FLAGS.includes(before);
    return !arg.startsWith('-') && !isValue;
  });
}

module.exports = { askedPort, asksForLog, jupyterArguments, opensOwnPlace };
