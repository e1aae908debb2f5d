/** Starts one JupyterLab for all files of the project `browser`; jest calls this once before them. */
import { findChromium, NO_CHROMIUM } from '../../../scripts/test-run/chromium';
import { startLab } from './lab-server';
import { provideLab } from './shared-lab';

export default (): Promise<void> => provideLab(() => {
  if (findChromium(process.env) === null) throw new Error(NO_CHROMIUM);
  return startLab();
});
