#!/usr/bin/env node
/** The package's command, `awaitbook`. The gate comes before anything else is loaded: an older Node may not even parse the rest. */
import { engineRunsOn, tooOldMessage } from '../node-version';

if (engineRunsOn(process.versions.node)) {
  const { runCommandLine } = require('./command-line') as typeof import('./command-line');
  void runCommandLine(process.argv.slice(2)).then((code) => {
    if (code !== 0) process.exitCode = code; // a command may have set its own
  });
} else {
  process.stderr.write(`${tooOldMessage(process.versions.node)}\n`);
  process.exitCode = 1;
}
