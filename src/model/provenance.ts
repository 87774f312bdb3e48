import type { BackendKind } from './backend.ts';

/** A source that could have served an answer, and why it did not. */
export type RejectedSource = { readonly source: string; readonly reason: string };

/** Where an answer is read from. */
export type ChosenSource = {
  /** Declared name of the table or rollup that serves it. */
  readonly source: string;
  readonly rollup: boolean;
  readonly rejected: readonly RejectedSource[];
};

/** The name of all EIA series together, where datasets are told apart by name. */
export const EIA_DATASET = 'eia';

/** That a dataset was read from the engine of its fallback, because the first one is down. */
export type Fallback = {
  /** The dataset's declared name. */
  readonly dataset: string;
  /** The engine that is down. */
  readonly first: BackendKind;
  /** The engine that is read. */
  readonly backend: BackendKind;
  /** Why that one is not read: one sentence without host names. */
  readonly reason: string;
};

/** Where an answer came from. */
export type Provenance = ChosenSource & {
  readonly backend: BackendKind;
  /** Null where the engine that is declared answered. */
  readonly fallback: Fallback | null;
  /** Rows and bytes the engine read for it; null where the engine does not tell. */
  readonly rowsRead: number | null;
  readonly bytesRead: number | null;
  /** Of the statement's text, as in the log; of several statements the last one's; null where none was needed. */
  readonly statementHash: string | null;
  /** From the ask to the decoded rows, the wait for a connection included. */
  readonly elapsedMillis: number;
};

/** An answer that can say where it came from; worked out only when it is called. */
export type Sourced<Answer extends object> = Answer & { readonly provenance: () => Provenance };

/** A table as declared, with no other candidate. */
export function declaredSource(source: string): ChosenSource {
  return { source, rollup: false, rejected: [] };
}
