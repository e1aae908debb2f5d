/** Rewrites import declarations into awaited calls, `import()` and `import.meta` into the kernel's own. */
import type { ExportAllDeclaration, ExportNamedDeclaration, ImportAttribute, ImportDeclaration, Program } from 'oxc-parser';
import type { ParsedText } from './parse-source';
import { HELPERS_NAME } from './running-form';
import { walkNodes } from './syntax-facts';
import type { TextEdits } from './text-edits';

/** Modules whose exports are the helper functions that lowered syntax calls. */
const LOWERING_MODULE = /^(?:@oxc-project\/runtime\/helpers|@swc\/helpers\/_)\/(\w+)$/;

/**
 * `import d, {a as b} from "m" with {type: "json"}` becomes
 * `;({default: d, a: b} = await $awaitbook.importNames("m", ["default", "a"], {"type": "json"}));`. Names that the text does not
 * use as values are not asked for: they may be types.
 */
export function importStatement(declaration: ImportDeclaration, usedNames: ReadonlySet<string>, reach: (name: string) => string): string {
  const { pattern, namespace, needed } = importedNames(declaration, usedNames, reach);
  const call = importCall(declaration.source.value, needed, declaration.attributes);
  const target = `${pattern ? `{${pattern}} = ` : ''}${namespace ? `${namespace} = ` : ''}`;
  return pattern ? `;(${target}${call});` : `;${target}${call};`;
}

/** A constant for an import that only the lowered text knows, such as JSX's runtime; it stands in a block around the cell. */
export function privateImport(declaration: ImportDeclaration): string {
  const { pattern, namespace, needed } = importedNames(declaration, null, (name) => name);
  const helper = LOWERING_MODULE.exec(declaration.source.value)?.[1];
  if (helper !== undefined) return declaration.specifiers.map(({ local }) => `const ${local.name} = ${HELPERS_NAME}.lowering(${JSON.stringify(helper)});`).join('');
  const call = importCall(declaration.source.value, needed, declaration.attributes);
  return `const ${pattern ? `{${pattern}}` : namespace} = ${call};`;
}

/** `export … from "m"` runs the module and binds nothing, as in a module. */
export function reExportStatement(declaration: ExportNamedDeclaration | ExportAllDeclaration, specifier: string): string {
  const names = declaration.type === 'ExportNamedDeclaration' ? declaration.specifiers.map(({ local }) => exportedName(local)) : [];
  return `;${importCall(specifier, names, declaration.attributes)};`;
}

/** `import(x)` becomes `$awaitbook.import(x)`, `import.meta` becomes `$awaitbook.meta`, at any depth. */
export function rewriteDynamicImports(edits: TextEdits, { module }: ParsedText): void {
  for (const { start } of module.dynamicImports) edits.update(start, start + 'import'.length, `${HELPERS_NAME}.import`);
  for (const { start, end } of module.importMetas) edits.update(start, end, `${HELPERS_NAME}.meta`);
}

/** Names that the text refers to as values. */
export function referencedNames(program: Program): Set<string> {
  const names = new Set<string>();
  const skipped = new Set<unknown>();
  walkNodes(program, (node) => {
    if (node.type === 'ImportDeclaration' || node.type === 'ExportNamedDeclaration') {
      for (const specifier of node.specifiers as { local: unknown; imported?: unknown; exported?: unknown }[]) {
        skipped.add(specifier.local).add(specifier.imported).add(specifier.exported);
      }
    }
    if (node.computed === false) skipped.add(node.type === 'MemberExpression' ? node.property : node.key);
    if (node.type === 'Identifier' && !skipped.has(node)) names.add(node.name as string);
  });
  return names;
}

interface ImportedNames {
  /** The properties of a destructuring pattern; empty without any. */
  readonly pattern: string;
  /** What the namespace object is assigned to; empty without one. */
  readonly namespace: string;
  /** Exported names that have to be there. */
  readonly needed: readonly string[];
}

function importedNames(declaration: ImportDeclaration, usedNames: ReadonlySet<string> | null, reach: (name: string) => string): ImportedNames {
  const properties: string[] = [];
  const needed: string[] = [];
  let namespace = '';
  for (const specifier of declaration.specifiers) {
    const target = reach(specifier.local.name);
    if (specifier.type === 'ImportNamespaceSpecifier') {
      namespace = target;
      continue;
    }
    const name = specifier.type === 'ImportDefaultSpecifier' ? 'default' : exportedName(specifier.imported);
    properties.push(name === target ? target : `${JSON.stringify(name)}: ${target}`);
    if (usedNames === null || usedNames.has(specifier.local.name)) needed.push(name);
  }
  return { pattern: properties.join(', '), namespace, needed };
}

function exportedName(name: { readonly type: 'Identifier'; readonly name: string } | { readonly type: 'Literal'; readonly value: string }): string {
  return name.type === 'Literal' ? name.value : name.name;
}

function importCall(specifier: string, names: readonly string[], attributes: readonly ImportAttribute[]): string {
  const entries = attributes.map(({ key, value }) => `${JSON.stringify(exportedName(key))}: ${JSON.stringify(value.value)}`);
  const third = entries.length > 0 ? `, {${entries.join(', ')}}` : '';
  return `await ${HELPERS_NAME}.importNames(${JSON.stringify(specifier)}, ${JSON.stringify(names)}${third})`;
}
