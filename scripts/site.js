'use strict';
/*
 * npm run site: sets up as npm start does, runs the course, and makes a site of it in artefacts/site. Arguments after "npm run site --" go
 * to "awaitbook course site", for example --no-execute.
 */
const path = require('node:path');
const { setUpRunsOn, setUpTooOldMessage } = require('../kernel/node-version');

if (setUpRunsOn(process.versions.node)) site();
else {
  process.stderr.write(`${setUpTooOldMessage(process.versions.node)}\n`);
  process.exitCode = 1;
}

function site() {
  const { pathsOf } = require('./set-up/paths');
  const { plainProgress } = require('./set-up/progress');
  const { interruptible, runMain } = require('./set-up/run-main');
  const { runToEnd } = require('./set-up/run-to-end');
  const { setUp } = require('./set-up/set-up');

  const paths = pathsOf();
  const progress = plainProgress();
  return runMain(async () => {
    const { node } = await interruptible((signal) => setUp(paths, { progress, signal }));
    const command = path.join(paths.dist, 'cli', 'awaitbook.js');
    return runToEnd(node, [command, 'course', 'site', path.join('artefacts', 'site'), ...process.argv.slice(2)], { cwd: paths.root });
  });
}
