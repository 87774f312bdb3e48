import type { BackendKind } from '../../model/backend.ts';
import type { DeclaredDataset } from '../../model/declared-dataset.ts';

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
  };
}
