/** Ends what global-setup.ts started; jest calls this once after the last file. */
import { endProvidedLab } from './shared-lab';

export default endProvidedLab;
