/** How classes with decorators are lowered. Pure: `person-config.ts` reads it from the person's `tsconfig.json`. */
import type { TransformConfig } from '@swc/core';

/** What `experimentalDecorators`, `emitDecoratorMetadata` and `useDefineForClassFields` come to. */
export interface ClassSettings {
  /** Decorators as they were before the standard, on parameters too. */
  readonly hasLegacyDecorators: boolean;
  readonly emitsMetadata: boolean;
  /** Fields are defined, as in the standard, and not assigned. */
  readonly definesFields: boolean;
}

/** What holds without a configuration. */
export const STANDARD_CLASSES: ClassSettings = { hasLegacyDecorators: false, emitsMetadata: false, definesFields: true };

/** The settings as options of swc. */
export function decoratorOptions({ hasLegacyDecorators, emitsMetadata, definesFields }: ClassSettings): TransformConfig {
  const decorators: TransformConfig = hasLegacyDecorators ? { legacyDecorator: true, decoratorMetadata: emitsMetadata } : { decoratorVersion: '2023-11' };
  return { ...decorators, useDefineForClassFields: definesFields };
}
