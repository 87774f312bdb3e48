import type { BackendKind } from './backend.ts';

/** The types a dimension can have; each decides the GraphQL type of its values and filters. */
export type DimensionType = 'text' | 'int64' | 'boolean';
/** The types a measure can have: `float` is an IEEE double, `decimal` is exact, `int64` a 64-bit integer. */
export type MeasureType = 'float' | 'decimal' | 'int64';
/** How a time column is stored: an instant, a civil date (its first instant in UTC), or milliseconds since 1970. */
export type TimeType = 'instant' | 'date' | 'epoch_millis';
/** FLOW adds up over time and groups (energy), STOCK over groups only (storage level), RATE over neither (price). */
export type Additivity = 'FLOW' | 'STOCK' | 'RATE';

/** The column that says when a row is. */
export type TimeColumn = { readonly column: string; readonly type: TimeType };

/** What rows are told apart and grouped by. */
export type DeclaredDimension = {
  /** snake_case; GraphQL's names are made of it. */
  readonly name: string;
  readonly column: string;
  readonly type: DimensionType;
  readonly nullable: boolean;
  readonly label: string;
  readonly description: string | null;
};

/** What is counted up. */
export type DeclaredMeasure = {
  readonly name: string;
  readonly column: string;
  readonly type: MeasureType;
  /** Fraction digits of a `decimal`; 0 for the other types. */
  readonly scale: number;
  readonly units: string | null;
  readonly additivity: Additivity;
  readonly label: string;
  readonly description: string | null;
};

/** One aggregate that a rollup keeps of a measure. */
export type RollupAggregate = 'sum' | 'count' | 'min' | 'max' | 'first' | 'last';

/** A table of aggregates made ahead of time: a continuous aggregate, a materialized view, an Iceberg table. */
export type DeclaredRollup = {
  readonly name: string;
  readonly table: readonly string[];
  /** ISO 8601 width of its buckets. */
  readonly width: string;
  readonly time: TimeColumn;
  /** Names of the dataset's dimensions it keeps. */
  readonly dimensions: readonly string[];
  /** The column that counts the rows behind a bucket; null where there is none. */
  readonly rowCount: string | null;
  /** By measure and aggregate the column that holds it. */
  readonly measures: Readonly<Record<string, Readonly<Partial<Record<RollupAggregate, string>>>>>;
};

/** Another engine's table with the same rows in the same columns: it is read while the first engine is down. */
export type DeclaredFallback = Pick<DeclaredDataset, 'backend' | 'table' | 'final'>;

/** A declared table, settled: every name is checked against the others, nothing is optional. */
export type DeclaredDataset = {
  /** snake_case, unique. */
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  /** True for generated demonstration data. */
  readonly synthetic: boolean;
  readonly backend: BackendKind;
  /** The parts of the table's name, e.g. `['iceberg', 'energy', 'trades']`; each is quoted by itself. */
  readonly table: readonly string[];
  /** True for a ClickHouse table whose engine merges rows of one key later: it is read with FINAL. */
  readonly final: boolean;
  readonly time: TimeColumn;
  readonly dimensions: readonly DeclaredDimension[];
  readonly measures: readonly DeclaredMeasure[];
  /** Column names that make a row unique; ties of every order are broken by them. */
  readonly key: readonly string[];
  /** The order of rows where none is asked for; `name` is `time`, a dimension or a measure. */
  readonly order: readonly { readonly name: string; readonly direction: 'ASC' | 'DESC' }[];
  readonly rollups: readonly DeclaredRollup[];
  /** Null where no other engine holds the same. */
  readonly fallback: DeclaredFallback | null;
};

/**
 * A dataset as the engine of a kind holds it: as declared, or its fallback, which has no rollups. Throws RangeError for an
 * engine that holds neither.
 */
export function heldBy(dataset: DeclaredDataset, kind: BackendKind): DeclaredDataset {
  const { backend, fallback } = dataset;
  if (backend === kind) return dataset;
  if (fallback?.backend === kind) return { ...dataset, ...fallback, rollups: [], fallback: null };
  throw new RangeError(`${dataset.name} is not declared to be in ${kind}.`);
}

/** The engines that hold a dataset: the first one, then that of its fallback. */
export function holdersOf({ backend, fallback }: DeclaredDataset): readonly BackendKind[] {
  return fallback === null ? [backend] : [backend, fallback.backend];
}

/** A table's name as clients write it: its parts with dots between them. */
export function tableName(parts: readonly string[]): string {
  return parts.join('.');
}
