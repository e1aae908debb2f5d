/** Edits a cell's TypeScript where no lowering step would leave what has to be left. */
import type { TSEnumDeclaration } from 'oxc-parser';
import type { ParsedText } from './parse-source';
import { nameDecoratedClass, prepareDecoratedClass } from './prepare-decorated-class';
import { prepareNamespaces } from './prepare-namespaces';
import { prepareLoopResources, prepareResource } from './prepare-resource';
import { TextEdits } from './text-edits';

/** A text to lower; `scopeName` is the constant that holds the cell's resources, null when it has none. */
export interface PreparedSource {
  readonly edits: TextEdits;
  readonly scopeName: string | null;
}

/** Makes the edits; null when the text needs none. */
export function prepareSource({ text, program }: ParsedText, hasUsing: boolean): PreparedSource | null {
  const edits = new TextEdits(text);
  const unusedName = (wanted: string): string => {
    let name = wanted;
    while (text.includes(name)) name += '$';
    return name;
  };
  const scopeName = unusedName('$scope');
  let usesScope = false;
  for (const statement of program.body) {
    switch (statement.type) {
      case 'TSExportAssignment':
        edits.update(statement.start, statement.expression.start, ';');
        break;
      case 'ImportDeclaration':
        // `import {type A} from "m"` names types only: TypeScript leaves it out, oxc would run the module.
        if (statement.specifiers.length > 0 && statement.specifiers.every((one) => one.type === 'ImportSpecifier' && one.importKind === 'type')) {
          edits.update(statement.start, statement.end, ';');
        }
        break;
      case 'VariableDeclaration':
        if (statement.kind === 'using' || statement.kind === 'await using') {
          prepareResource(edits, statement, scopeName);
          usesScope = true;
        }
        for (const declarator of statement.declarations) nameDecoratedClass(edits, declarator);
        break;
      case 'TSEnumDeclaration':
        prepareConstEnum(edits, statement);
        break;
      case 'ClassDeclaration':
        prepareDecoratedClass(edits, statement, statement, unusedName);
        break;
      case 'ExportNamedDeclaration':
        if (statement.declaration?.type === 'VariableDeclaration') for (const declarator of statement.declaration.declarations) nameDecoratedClass(edits, declarator);
        if (statement.declaration?.type === 'ClassDeclaration') prepareDecoratedClass(edits, statement.declaration, statement, unusedName);
        if (statement.declaration?.type === 'TSEnumDeclaration') prepareConstEnum(edits, statement.declaration);
        break;
      case 'ExportDefaultDeclaration':
        if (statement.declaration?.type === 'ClassDeclaration') prepareDecoratedClass(edits, statement.declaration, statement, unusedName);
        break;
      default:
    }
  }
  prepareNamespaces(edits, program);
  if (hasUsing) prepareLoopResources(edits, program);
  return edits.hasChanged() ? { edits, scopeName: usesScope ? scopeName : null } : null;
}

/** TypeScript puts the values of a `declare const enum` where they are used; here it is an enum, which has them. */
function prepareConstEnum(edits: TextEdits, { start, declare, const: isConst }: TSEnumDeclaration): void {
  if (declare === true && isConst) edits.update(start, start + 'declare'.length, '');
}
