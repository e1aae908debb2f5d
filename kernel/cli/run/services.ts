/** The one place that loads `@jupyterlab/services`: it takes a third of a second, so only commands that run cells do. */

/** The package. It tells each step by `console.debug` and lost connections by `console.warn`: here these would stand among the command's own lines. */
export function servicesQuietly(): typeof import('@jupyterlab/services') {
  const silent = () => undefined;
  console.debug = silent;
  console.warn = silent;
  return require('@jupyterlab/services') as typeof import('@jupyterlab/services');
}
