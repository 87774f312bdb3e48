import type { DeclaredDataset } from './declared-dataset.ts';

/** A table of ClickHouse as its catalogue knows it. */
export type ClickHouseTable = {
  readonly dataset: DeclaredDataset;
  /** As declared: the parts of the table's name with dots between them. */
  readonly name: string;
  readonly engine: string;
  /** Rows as stored, before those of one key are merged; null where the engine does not count them. */
  readonly rowCount: number | null;
  readonly totalBytes: number | null;
  /** Null where the table is not stored in parts, as a view. */
  readonly activeParts: number | null;
};

/** What a call that merges parts did, or in a dry run would do; parts of the partition asked for, else of the table. */
export type TableOptimization = {
  readonly dataset: DeclaredDataset;
  readonly partsBefore: number;
  readonly partsAfter: number;
  readonly changed: boolean;
  readonly dryRun: boolean;
  readonly elapsedMillis: number;
};
