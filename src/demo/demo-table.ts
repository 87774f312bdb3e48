import type { StoredType } from '../backend/backend.ts';
import type { BackendKind } from '../model/backend.ts';

/** What marks a table as ours to fill: its comment in the engine. */
export const GENERATED_COMMENT = 'Generated demonstration data of the Aurum gateway.';

/** A table of generated rows; the same rows every time. */
export type DemoTable = {
  readonly name: string;
  readonly backend: BackendKind;
  /** Statements of our own that make it where it is not there, with its comment. */
  makeStatements(withExtension: boolean): readonly string[];
  /** Statements for when its rows are there. */
  finishStatements(withExtension: boolean): readonly string[];
  readonly key: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: StoredType }[];
  readonly rowCount: number;
  /** The rows in order, cells in the order of the columns. */
  rows(): Generator<readonly unknown[]>;
};
