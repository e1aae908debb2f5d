'use strict';
/*
 * npm start: sets up what is missing, then opens JupyterLab on a copy of notebooks/. Options after "npm start --" go to JupyterLab.
 */
const { setUpRunsOn, setUpTooOldMessage } = require('../kernel/node-version');

if (setUpRunsOn(process.versions.node)) start();
else tooOld();

function start() {
  const { pathsOf } = require('./set-up/paths');
  const { plainProgress } = require('./set-up/progress');
  const { runJupyterLab } = require('./set-up/run-jupyterlab');
  const { interruptible, runMain } = require('./set-up/run-main');
  const { setUp } = require('./set-up/set-up');

  const paths = pathsOf();
  const progress = plainProgress();
  return runMain(async () => {
    const { node } = await interruptible((signal) => setUp(paths, { progress, signal }));
    return runJupyterLab(paths, node, process.argv.slice(2), progress);
  });
}

function tooOld() {
  process.stderr.write(`${setUpTooOldMessage(process.versions.node)}\n`);
  process.exitCode = 1;
}
