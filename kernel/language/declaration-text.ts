/** Finds how the author wrote a function or a class of the session. */
import type { Statement } from 'oxc-parser';
import { findMagics } from './find-magics';
import { parseSource } from './parse-source';

/** The text of the last top-level statement that declares a name, with overloads, decorators and the documentation above it. */
export function declarationText(text: string, name: string): string | null {
  const source = text.replace(/\r\n?/g, '\n');
  const read = parseSource(findMagics(source).text);
  if (!read.ok) return null;
  const { body } = read.parsed.program;
  const index = body.findLastIndex((statement) => declares(statement, name) && !isSignature(statement));
  const statement = body[index];
  if (statement === undefined) return null;
  let first = index;
  for (let before = body[first - 1]; before && isSignature(before) && declares(before, name); before = body[first - 1]) first -= 1;
  const start = startOf(body[first] ?? statement);
  const documentation = read.parsed.comments.findLast((comment) => comment.end <= start);
  const isAbove = documentation?.value.startsWith('*') && /^[ \t]*\n?[ \t]*$/.test(read.parsed.text.slice(documentation.end, start));
  return read.parsed.text.slice(isAbove ? documentation?.start : start, statement.end);
}

function declarationOf(statement: Statement): { readonly type: string; readonly id?: unknown; readonly declarations?: readonly { readonly id: unknown }[] } | null {
  return statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration' ? statement.declaration : statement;
}

function declares(statement: Statement, name: string): boolean {
  const declaration = declarationOf(statement);
  const ids = declaration?.type === 'VariableDeclaration' ? (declaration.declarations ?? []).map(({ id }) => id) : [declaration?.id];
  return ids.some((id) => (id as { readonly name?: unknown } | null | undefined)?.name === name);
}

/** `function f(a: string): string;`, an overload. */
function isSignature(statement: Statement): boolean {
  return declarationOf(statement)?.type === 'TSDeclareFunction';
}

/** Decorators may stand before `export`. */
function startOf(statement: Statement): number {
  const { decorators } = (declarationOf(statement) ?? {}) as { decorators?: readonly { readonly start: number }[] };
  return Math.min(statement.start, decorators?.[0]?.start ?? statement.start);
}
