/**
 * The compiler options that there are, as TypeScript 7 takes them from a `tsconfig.json`. The compiler tells of others for the whole of the
 * configuration that it has, which is ours (`checker/compiler-options.ts`); a unit test holds this list against it.
 */
import { nearestName } from './language/nearest-name';

const NAMES: readonly string[] = [
  'all', 'allowArbitraryExtensions', 'allowImportingTsExtensions', 'allowJs', 'allowSyntheticDefaultImports', 'allowUmdGlobalAccess', 'allowUnreachableCode',
  'allowUnusedLabels', 'alwaysStrict', 'assumeChangesOnlyAffectDirectDependencies', 'baseUrl', 'checkJs', 'checkers', 'composite', 'customConditions', 'declaration',
  'declarationDir', 'declarationMap', 'deduplicatePackages', 'diagnostics', 'disableReferencedProjectLoad', 'disableSizeLimit', 'disableSolutionSearching',
  'disableSourceOfProjectReferenceRedirect', 'downlevelIteration', 'emitBOM', 'emitDeclarationOnly', 'emitDecoratorMetadata', 'erasableSyntaxOnly',
  'esModuleInterop', 'exactOptionalPropertyTypes', 'experimentalDecorators', 'explainFiles', 'extendedDiagnostics', 'forceConsistentCasingInFileNames',
  'generateCpuProfile', 'generateTrace', 'help', 'ignoreConfig', 'ignoreDeprecations', 'importHelpers', 'incremental', 'init', 'inlineSourceMap', 'inlineSources',
  'isolatedDeclarations', 'isolatedModules', 'jsx', 'jsxFactory', 'jsxFragmentFactory', 'jsxImportSource', 'lib', 'libReplacement', 'listEmittedFiles', 'listFiles',
  'listFilesOnly', 'locale', 'mapRoot', 'maxNodeModuleJsDepth', 'module', 'moduleDetection', 'moduleResolution', 'moduleSuffixes', 'newLine', 'noCheck', 'noEmit',
  'noEmitHelpers', 'noEmitOnError', 'noErrorTruncation', 'noFallthroughCasesInSwitch', 'noImplicitAny', 'noImplicitOverride', 'noImplicitReturns', 'noImplicitThis',
  'noLib', 'noPropertyAccessFromIndexSignature', 'noResolve', 'noUncheckedIndexedAccess', 'noUncheckedSideEffectImports', 'noUnusedLocals', 'noUnusedParameters',
  'outDir', 'outFile', 'paths', 'plugins', 'pprofDir', 'preserveConstEnums', 'preserveSymlinks', 'preserveWatchOutput', 'pretty', 'project', 'quiet', 'reactNamespace',
  'removeComments', 'resolveJsonModule', 'resolvePackageJsonExports', 'resolvePackageJsonImports', 'rewriteRelativeImportExtensions', 'rootDir', 'rootDirs',
  'showConfig', 'singleThreaded', 'skipDefaultLibCheck', 'skipLibCheck', 'sourceMap', 'sourceRoot', 'stableTypeOrdering', 'strict', 'strictBindCallApply',
  'strictBuiltinIteratorReturn', 'strictFunctionTypes', 'strictNullChecks', 'strictPropertyInitialization', 'stripInternal', 'target', 'traceResolution',
  'tsBuildInfoFile', 'typeRoots', 'types', 'useDefineForClassFields', 'useUnknownInCatchVariables', 'verbatimModuleSyntax', 'version', 'watch',
];

/** Those of some names that are no compiler options. */
export function unknownOptions(names: readonly string[]): string[] {
  return names.filter((name) => !NAMES.includes(name));
}

/** One line on them. @param fileName of the configuration */
export function unknownOptionsWords(unknown: readonly [string, ...string[]], fileName: string): string {
  const rest = `The rest of ${fileName} counts.`;
  if (unknown.length > 1) return `There are no compiler options ${unknown.map((name) => `'${name}'`).join(', ')}. ${rest}`;
  const meant = nearestName(NAMES, unknown[0]);
  return `There is no compiler option '${unknown[0]}'.${meant === null ? '' : ` Did you mean '${meant}'?`} ${rest}`;
}
