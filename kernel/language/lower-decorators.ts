/** Lowers what oxc can't with swc, which is loaded only then: loading takes 90 ms. */
import type * as Swc from '@swc/core';
import type { Lowered } from './lower-typescript';
import type { ParsedText } from './parse-source';

/** Standard decorators (TC39, as of November 2023), auto-accessors, and `export let` in namespaces. */
export function lowerDecorators({ text, language }: ParsedText): Lowered {
  const swc = require('@swc/core') as typeof Swc;
  const result = swc.transformSync(text, {
    filename: `cell.${language}`,
    configFile: false,
    swcrc: false,
    sourceMaps: true,
    isModule: true,
    jsc: {
      target: 'es2022',
      externalHelpers: true,
      keepClassNames: true,
      parser: language === 'js' ? { syntax: 'ecmascript', jsx: false, decorators: true, autoAccessors: true } : { syntax: 'typescript', tsx: language === 'tsx', decorators: true },
      transform: { decoratorVersion: '2023-11', verbatimModuleSyntax: true, useDefineForClassFields: true, react: { runtime: 'classic' } },
    },
  });
  const { mappings } = JSON.parse(result.map ?? '{"mappings":""}') as { mappings: string };
  return { ok: true, text: result.code, mappings };
}
