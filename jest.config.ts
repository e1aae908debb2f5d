import type { Config } from 'jest';

/** What linkedom, with which tests read markup, is made of. */
const OF_LINKEDOM = ['boolbase', 'css-select', 'css-what', 'cssomnom', 'dom-serializer', 'domelementtype', 'domhandler', 'domutils', 'entities', 'htmlparser2', 'nth-check', 'uhyphen'];

/** One project a folder of test/. `npx jest --selectProjects unit` runs one of them; those but unit need a build ("npm run build"). */
const project = (name: string) => ({
  displayName: name,
  testEnvironment: 'node',
  roots: ['<rootDir>/kernel', '<rootDir>/scripts', '<rootDir>/test'],
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  // Compiled as the kernel is: es2023, so that `using` and decorators are lowered also where Node knows them not.
  transform: { '\\.m?[jt]s$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript', decorators: true } }, module: { type: 'commonjs' } }] },
  // These are ES modules, which Node can load by require() and jest can't.
  transformIgnorePatterns: [`/node_modules/(?!(?:${['oxc-parser', 'oxc-transform', 'magic-string', 'parse5', ...OF_LINKEDOM].join('|')})/)`],
});

/** One JupyterLab for all browser tests. */
const oneLab = { globalSetup: '<rootDir>/test/browser/support/global-setup.ts', globalTeardown: '<rootDir>/test/browser/support/global-teardown.ts' };

const config: Config = {
  projects: [project('unit'), project('protocol'), { ...project('browser'), ...oneLab }, project('notebooks')],
  // In ms, for tests and hooks. It ends what hangs; no test's verdict rests on it, so it is far above what a slow machine needs.
  // One for all projects: jest-circus 30.5 reads it from the root only.
  testTimeout: 240_000,
};

export default config;
