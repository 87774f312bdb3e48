import type { BackendKind } from '../../model/backend.ts';
import type { DeclaredDataset } from '../../model/declared-dataset.ts';
import type { LabelBounds } from '../../model/time-range.ts';
import { allOf } from '../condition.ts';
import type { RowSelection } from '../dataset/source.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { instant, sql } from '../statement.ts';
import { observationsAsOf } from './as-of.ts';

/** The observations of all series as a table with one dimension and one measure: what buckets of series are made of. */
export function observationTable(backend: BackendKind): DeclaredDataset {
  const described = { label: '', description: null };
  return {
    name: 'eia_observation',
    title: 'Observations',
    description: null,
    synthetic: false,
    backend,
    table: ['eia_observation'],
    final: backend === 'clickhouse',
    // A bucket places a value by EIA's own label.
    time: { column: 'label', type: backend === 'clickhouse' ? 'epoch_millis' : 'instant' },
    dimensions: [{ name: 'series', column: 'series_id', type: 'text', nullable: false, ...described }],
    measures: [
      {
        ...{ name: 'value', column: 'value', type: 'float', scale: 0, units: null, additivity: 'FLOW' },
        ...described,
      },
    ],
    key: ['time', 'series'],
    order: [{ name: 'time', direction: 'ASC' }],
    rollups: [],
    fallback: null,
  };
}

/** Which observations: those of some series in a range, as they stood at an instant; null is now. */
export type ObservationsAsked = {
  readonly seriesIds: readonly string[];
  readonly bounds: LabelBounds;
  /** Milliseconds since 1970. */
  readonly asOfMillis: number | null;
};

/** Observations as rows of the table of {@link observationTable}, whose measure is `value`. */
export function observationSelection(
  dialect: Dialect,
  table: DeclaredDataset,
  { seriesIds, bounds, asOfMillis }: ObservationsAsked,
): RowSelection {
  const selection = { table, bounds, where: { columns: { series: { in: seriesIds } } } };
  if (asOfMillis === null) return selection;
  const { lowerMillis, upperMillis } = bounds;
  const within = allOf([
    dialect.isIn(sql`series_id`, seriesIds),
    ...(lowerMillis === null ? [] : [sql`label >= ${instant(lowerMillis)}`]),
    ...(upperMillis === null ? [] : [sql`label < ${instant(upperMillis)}`]),
  ]);
  return { ...selection, standIn: observationsAsOf(dialect, asOfMillis, within) };
}
