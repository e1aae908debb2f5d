/** The code cells of a notebook, read: magics found, text parsed. */
import type { Program, Statement } from 'oxc-parser';
import { findMagics, type MagicUse } from '../../../language/find-magics';
import { parseSource } from '../../../language/parse-source';
import { patternNames } from '../../../language/top-level-names';
import type { CodeCell } from '../../run/notebook';

export interface ReadCell {
  readonly cell: CodeCell;
  /** The text without its magics; offsets are those of the cell. */
  readonly text: string;
  readonly magics: readonly MagicUse[];
  /** Null where the text is no TypeScript. */
  readonly program: Program | null;
  /** Characters that the tree counts in front of the text: a lone object literal is read in parentheses. */
  readonly added: number;
  readonly declarations: readonly Declaration[];
}

/** A name that a cell declares at its top level. */
export interface Declaration {
  readonly name: string;
  readonly kind: 'variable' | 'import' | 'other';
  /** Of an import: where it comes from, the same for the same thing. */
  readonly source: string | null;
}

export function readCell(cell: CodeCell): ReadCell {
  const { text, uses } = findMagics(cell.source);
  const read = parseSource(text);
  if (!read.ok) return { cell, text, magics: uses, program: null, added: 0, declarations: [] };
  const { program } = read.parsed;
  return { cell, text, magics: uses, program, added: read.added, declarations: program.body.flatMap(declarationsOf) };
}

function declarationsOf(statement: Statement): Declaration[] {
  const other = (name: string | undefined): Declaration[] => (name === undefined ? [] : [{ name, kind: 'other', source: null }]);
  switch (statement.type) {
    case 'VariableDeclaration': {
      const kind = statement.kind === 'let' || statement.kind === 'const' || statement.kind === 'var' ? 'variable' : 'other';
      return statement.declare ? [] : statement.declarations.flatMap(({ id }) => patternNames(id)).map((name) => ({ name, kind, source: null }));
    }
    case 'ImportDeclaration':
      if (statement.importKind === 'type') return [];
      return statement.specifiers.flatMap((specifier): Declaration[] => {
        if (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type') return [];
        const imported = specifier.type === 'ImportSpecifier' ? importedName(specifier.imported) : specifier.type === 'ImportDefaultSpecifier' ? 'default' : '*';
        return [{ name: specifier.local.name, kind: 'import', source: `${imported} of ${statement.source.value}` }];
      });
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return statement.declare ? [] : other(statement.id?.name);
    case 'TSEnumDeclaration':
      return statement.declare ? [] : other(statement.id.name);
    case 'TSModuleDeclaration':
      return statement.declare || statement.id.type !== 'Identifier' ? [] : other(statement.id.name);
    case 'TSImportEqualsDeclaration':
      return other(statement.id.name);
    case 'ExportNamedDeclaration':
      return statement.declaration === null ? [] : declarationsOf(statement.declaration);
    default:
      return [];
  }
}

export function importedName(imported: { readonly type: string } & ({ readonly name: string } | { readonly value: string })): string {
  return 'name' in imported ? imported.name : imported.value;
}
