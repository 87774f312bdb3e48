import type { SqlError, TextPosition } from '../../model/federated.ts';
import { forbidden } from './forbidden.ts';
import { refuseTableFunctions } from './table-functions.ts';
import { isSymbol, isWord, type Token, tokenize } from './tokens.ts';

/** A client's statement that was found to be one that only reads. */
export type ReadStatement = {
  /** The query without a closing semicolon, at the lines and columns it has in the client's text. */
  readonly query: string;
  /** `EXPLAIN` with its options, on one line, where that stands before the query; else null. */
  readonly explain: string | null;
};

/** Text that is no SQL already by its letters; thrown before an engine sees it. */
export class SqlTextError extends Error {
  readonly mistake: SqlError;

  constructor(message: string, position: TextPosition) {
    super(message);
    this.name = 'SqlTextError';
    this.mistake = { kind: 'SYNTAX_ERROR', message, position };
  }
}

const QUERY_WORDS = ['SELECT', 'WITH', 'VALUES', 'TABLE'] as const;

/**
 * Reads a client's text as one statement that only reads: SELECT, WITH, VALUES, TABLE, or EXPLAIN of one. Whatever
 * is not known to read is refused with FORBIDDEN_SQL; throws SqlTextError for text that cannot be SQL.
 */
export function readStatement(sql: string): ReadStatement {
  const tokens = tokenize(sql);
  const broken = tokens.find(({ kind }) => kind === 'unterminated');
  if (broken !== undefined) {
    throw new SqlTextError('A text, a quoted name or a comment has no end.', positionAt(sql, broken.start));
  }
  const statement = withoutClosingSemicolon(tokens);
  const [first] = statement;
  if (first === undefined) throw new SqlTextError('There is no statement.', positionAt(sql, 0));
  const text = sql.slice(0, statement.at(-1)?.end);
  const queryAt = isWord(first, 'EXPLAIN') ? afterExplain(statement) : 0;
  const query = statement.slice(queryAt);
  refuseOtherKinds(query);
  refuseTableFunctions(query);
  if (queryAt === 0) return { query: text, explain: null };
  const start = query[0]?.start ?? 0;
  const head = statement.slice(0, queryAt).map((token) => token.text.toUpperCase());
  return { query: blank(text.slice(0, start)) + text.slice(start), explain: head.join(' ') };
}

function withoutClosingSemicolon(tokens: readonly Token[]): readonly Token[] {
  const statement = isSymbol(tokens.at(-1), ';') ? tokens.slice(0, -1) : tokens;
  if (statement.some((token) => isSymbol(token, ';')))
    throw forbidden('The text holds more than one statement.');
  return statement;
}

/** The place of the query after `EXPLAIN` and its options; EXPLAIN ANALYZE would run it. */
function afterExplain(tokens: readonly Token[]): number {
  if (isWord(tokens[1], 'ANALYZE')) throw forbidden('EXPLAIN ANALYZE runs the statement.');
  // `EXPLAIN (SELECT 1)` has no options, but a query in parentheses.
  if (!isSymbol(tokens[1], '(') || !isWord(tokens[2], 'TYPE', 'FORMAT')) return 1;
  const closing = tokens.findIndex((token) => isSymbol(token, ')'));
  const options = tokens.slice(2, closing);
  if (closing < 0 || !options.every((token) => token.kind === 'word' || isSymbol(token, ','))) {
    throw forbidden('The options of EXPLAIN are names and types of a plan.');
  }
  return closing + 1;
}

function refuseOtherKinds(query: readonly Token[]): void {
  const at = query.findIndex((token) => !isSymbol(token, '('));
  const first = query[at];
  if (first === undefined || !isWord(first, ...QUERY_WORDS)) {
    const kind = first?.kind === 'word' ? first.text.toUpperCase() : 'This';
    throw forbidden(`${kind} is no statement that only reads.`);
  }
  if (!isWord(first, 'WITH')) return;
  const name = at + (isWord(query[at + 1], 'RECURSIVE') && !isWord(query[at + 2], 'AS') ? 2 : 1);
  // WITH FUNCTION and WITH SESSION bring code and settings into the engine; a named query may be called so.
  const named = isWord(query[name + 1], 'AS') || isSymbol(query[name + 1], '(');
  if (isWord(query[name], 'FUNCTION', 'SESSION') && !named) {
    throw forbidden(`WITH ${query[name]?.text.toUpperCase()} is not allowed.`);
  }
}

/** Blanks of the same lines and columns. Columns count code points, as Trino does. */
function blank(text: string): string {
  return text.replace(/[^\n]/gu, ' ');
}

/** Line and column, both from 1, of a place in a text. */
export function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: [...before.slice(lineStart)].length + 1 };
}
