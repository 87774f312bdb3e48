import type { JsonValue } from './json-value.ts';

/** Line and column in a text, both from 1; columns count code points. */
export type TextPosition = { readonly line: number; readonly column: number };

/** Where and why a statement is wrong. */
export type SqlError = {
  /** Trino's error name, e.g. `COLUMN_NOT_FOUND`; `FORBIDDEN_SQL` where it is the gateway that refuses. */
  readonly kind: string;
  readonly message: string;
  /** In the client's own text; null where the engine names no place. */
  readonly position: TextPosition | null;
};

/** What is found out about a statement without running it. */
export type QueryValidation =
  | { readonly error: SqlError; readonly tables: readonly [] }
  | { readonly error: null; readonly tables: readonly string[] };

/** A column with the engine's name of its type. */
export type FederatedColumn = { readonly name: string; readonly type: string };

/** Rows of a client's statement, at most as many as were asked for. */
export type FederatedResult = {
  readonly columns: readonly FederatedColumn[];
  readonly rows: readonly (readonly JsonValue[])[];
  /** True where there were more rows. */
  readonly truncated: boolean;
};
