import { readFileSync } from 'node:fs';
import { sharedCases } from './shared-data.ts';

/** A statement that a client may send, and what should come of it. */
export type SqlCase = {
  readonly sql: string;
  readonly why: string;
  /** REJECT reaches no engine; ALLOW works; LIMIT is cut; ERROR is the engine's, by a code of the list. */
  readonly expect: 'REJECT' | 'ALLOW' | 'LIMIT' | 'ERROR' | 'ANY';
};

/** The cases for Trino in bad_sql.json; none, and said so, where the file is not here. */
export function trinoSqlCases(expected: SqlCase['expect']): SqlCase[] {
  const path = sharedCases('bad_sql.json');
  if (path === undefined) return [];
  const all: (SqlCase & { dialect: string })[] = JSON.parse(readFileSync(path, 'utf8'));
  return all.filter((one) => one.dialect === 'trino' && one.expect === expected);
}
