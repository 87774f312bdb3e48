import type { BackendKind } from './backend.ts';

/** A source that could have served an answer, and why it did not. */
export type RejectedSource = { readonly source: string; readonly reason: string };

/** Where an answer came from. */
export type Provenance = {
  readonly backend: BackendKind;
  /** Declared name of the table or rollup that served it. */
  readonly source: string;
  readonly rollup: boolean;
  readonly rejected: readonly RejectedSource[];
  /** Rows and bytes the engine read for it; null where the engine does not tell. */
  readonly rowsRead: number | null;
  readonly bytesRead: number | null;
  /** Of the statement's text, as in the log; null where no statement was needed. */
  readonly statementHash: string | null;
  /** From the ask to the decoded rows, the wait for a connection included. */
  readonly elapsedMillis: number;
};
