/** Lowers what oxc can't with swc, which is loaded only then: loading takes 90 ms. */
import type * as Swc from '@swc/core';
import { decoratorOptions } from './class-settings';
import type { ClassSettings } from './class-settings';
import type { Lowered } from './lower-typescript';
import type { ParsedText } from './parse-source';

/** Standard decorators (TC39, as of November 2023) or those of before, auto-accessors, and `export let` in namespaces. */
export function lowerDecorators({ text, language }: ParsedText, classes: ClassSettings): Lowered {
  const swc = require('@swc/core') as typeof Swc;
  let result: Swc.Output;
  try {
    result = swc.transformSync(text, optionsFor(language, classes));
  } catch (error) {
    const [message = 'unknown syntax'] = (error instanceof Error ? error.message : String(error)).trim().split('\n');
    return { ok: false, errors: [{ message: `This cell could not be lowered: ${message.replace(/^\W+/, '')}`, labels: [], helpMessage: null }] };
  }
  const { mappings } = JSON.parse(result.map ?? '{"mappings":""}') as { mappings: string };
  return { ok: true, text: result.code, mappings };
}

function optionsFor(language: ParsedText['language'], classes: ClassSettings): Swc.Options {
  return {
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
      transform: { ...decoratorOptions(classes), verbatimModuleSyntax: true, react: { runtime: 'classic' } },
    },
  };
}
