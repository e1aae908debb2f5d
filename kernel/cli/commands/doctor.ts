/** `awaitbook doctor`: looks at all that the kernel needs, tries it, and says what to mend. */
import type { Command } from 'commander';
import type { Finding, Health } from '../doctor/finding';

const MARKS: Readonly<Record<Health, string>> = { good: '✓', note: '!', bad: '✗' };

export function build(command: Command): void {
  command.addHelpText('after', '\nEnds with 0 when the kernel runs, 1 when it does not or Jupyter would start it in vain.').action(doctor);
}

async function doctor(): Promise<void> {
  const { lookAtNode, lookAtZeromq } = require('../doctor/look-at-node') as typeof import('../doctor/look-at-node');
  const { lookAtJupyter, lookAtPython } = require('../doctor/look-at-jupyter') as typeof import('../doctor/look-at-jupyter');
  const { lookAtKernelspecs } = require('../doctor/look-at-kernelspecs') as typeof import('../doctor/look-at-kernelspecs');
  const { ownOrFirstJupyter } = require('../run-jupyter') as typeof import('../run-jupyter');
  const findings: Finding[] = [];
  const tell = (finding: Finding) => {
    findings.push(finding);
    process.stdout.write(`${linesOf(finding).join('\n')}\n`);
  };
  tell(lookAtNode());
  const zeromq = lookAtZeromq();
  tell(zeromq);
  tell(lookAtPython());
  const jupyter = ownOrFirstJupyter();
  tell(lookAtJupyter(jupyter));
  lookAtKernelspecs(jupyter).forEach(tell);
  if (zeromq.health === 'good') tell(await (require('../doctor/try-kernel') as typeof import('../doctor/try-kernel')).tryKernel());
  const isBad = findings.some(({ health }) => health === 'bad');
  process.stdout.write(isBad ? 'Mend what is marked with ✗, then run this command again.\n' : 'The kernel runs.\n');
  if (isBad) process.exitCode = 1;
}

function linesOf({ health, subject, words, advice }: Finding): string[] {
  return [`${MARKS[health]} ${subject}: ${words}`, ...(advice === undefined ? [] : [`    ${advice}`])];
}
