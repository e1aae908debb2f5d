/** Every environment variable that a person may set for the protocol tests. (What the kernel itself reads is in `kernel/environment.ts`.) */

/**
 * `AWAITBOOK_TEST_KERNEL`: folder of the compiled kernel, relative to the checkout, in place of `dist`, so that a build can be tested while
 * another one is being made there.
 */
export const TEST_KERNEL = process.env['AWAITBOOK_TEST_KERNEL'] ?? 'dist';

/**
 * `AWAITBOOK_SOAK=full`: `soak.test.ts` runs in full, in some minutes: 5,000 cells, 1,000 interrupts, and 200 more on each of Node 22, 24 and
 * 26, which it brings by npm. Otherwise it is short, and on the Node of the tests only.
 */
export const IS_FULL_SOAK = process.env['AWAITBOOK_SOAK'] === 'full';
