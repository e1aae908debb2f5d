/** Which notebooks no script can be made of. */
import type { Notebook } from '../../run/notebook';
import { isForKernel } from '../../run/notebook-file';
import { UsageError } from '../../user-error';

/** @throws UsageError for a notebook of another kernel */
export function refuseOtherLanguage(file: string, notebook: Notebook): void {
  if (!isForKernel(notebook)) throw new UsageError(`${file} is a notebook of another kernel: "--to script" makes TypeScript of TypeScript. For others: jupyter nbconvert --to script.`);
}
