import type { Grid } from '../calendar/grid.ts';
import type { Metric, RowFilter } from '../model/dataset-query.ts';
import type { DeclaredDataset, DeclaredRollup, RollupAggregate } from '../model/declared-dataset.ts';
import type { Stretch } from '../model/rollup.ts';

/** What rollups are chosen for. */
export type RollupQuestion = {
  readonly dataset: DeclaredDataset;
  /** The rows asked for. */
  readonly bounds: Stretch;
  /** Edges of the buckets asked for, ascending; none for groups over the whole range. */
  readonly edges: readonly number[];
  /** Names of the dimensions grouped by. */
  readonly dimensions: readonly string[];
  readonly where: RowFilter;
  readonly metrics: readonly Metric[];
  /** The metrics that groups are ordered by or have conditions on. */
  readonly compared: readonly Metric[];
};

/** One column of a rollup that a question is answered from. */
export type RollupNeed = {
  readonly measure: string;
  readonly aggregate: RollupAggregate;
  readonly column: string;
};

/** Why a rollup is not used: the end of a sentence that begins with its name. */
export type Refusal = { readonly refusal: string };

/** What an engine said about a rollup. */
export type RollupFacts = {
  /** How the rollup itself cuts time. */
  readonly grid: Grid;
  readonly relation: readonly string[];
  /** From here on nothing is materialised; Infinity where everything is. */
  readonly watermarkMillis: number;
  /** What was changed since it was materialised; both ends may be infinite. */
  readonly stale: readonly Stretch[];
};

/** A rollup with what its engine said. */
export type RollupCandidate = {
  readonly rollup: DeclaredRollup;
  readonly facts: RollupFacts | Refusal;
};
