import type { Config } from 'jest';

/** One project a folder of test/. `npx jest --selectProjects unit` runs one of them; those but unit need a build ("npm run build"). */
const project = (name: string, testTimeout: number) => ({
  displayName: name,
  testEnvironment: 'node',
  roots: ['<rootDir>/kernel', '<rootDir>/scripts', '<rootDir>/test'],
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testTimeout,
  // Compiled as the kernel is: es2023, so that `using` and decorators are lowered also where Node knows them not.
  transform: { '\\.m?[jt]s$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript', decorators: true } }, module: { type: 'commonjs' } }] },
  // These are ES modules, which Node can load by require() and jest can't.
  transformIgnorePatterns: ['/node_modules/(?!(?:oxc-parser|oxc-transform|magic-string)/)'],
});

// Time-outs in ms. They end what hangs; no test's verdict rests on them, so they are far above what a slow machine needs.
const config: Config = {
  projects: [project('unit', 30_000), project('protocol', 120_000), project('browser', 240_000), project('notebooks', 240_000)],
};

export default config;
