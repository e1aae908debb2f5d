/** `%check`: the kernel, which checks cells before they run, has followed it and shown how; what is left is to refuse other words. */
import { checkUsage, readCheckSetting } from '../../language/check-settings';
import type { MagicImplementation } from './magic';

export const magic: MagicImplementation = {
  run({ line }) {
    if (readCheckSetting(line) === null) throw new Error(checkUsage(line));
  },
};
