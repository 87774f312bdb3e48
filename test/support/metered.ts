import type { DeclaredDataset, DeclaredMeasure, DeclaredRollup } from '../../src/model/declared-dataset.ts';

const measure = (name: string, type: DeclaredMeasure['type'], scale = 0): DeclaredMeasure => ({
  name,
  column: name,
  type,
  scale,
  units: null,
  additivity: 'FLOW',
  label: name,
  description: null,
});

const texts = { label: '', description: null };

/** A table of meters with a double, a decimal and an integer, all of which may be missing. */
export function metered(
  backend: DeclaredDataset['backend'],
  more: Partial<DeclaredDataset> = {},
): DeclaredDataset {
  return {
    name: 'metered',
    title: 'Metered',
    description: null,
    synthetic: true,
    backend,
    table: ['metered'],
    final: false,
    time: { column: 'time', type: 'instant' },
    dimensions: [
      { name: 'meter', column: 'meter', type: 'text', nullable: false, ...texts },
      { name: 'site', column: 'site', type: 'text', nullable: true, ...texts },
    ],
    measures: [measure('load', 'float'), measure('cost', 'decimal', 2), measure('ticks', 'int64')],
    key: ['time', 'meter'],
    order: [{ name: 'time', direction: 'ASC' }],
    rollups: [],
    fallback: null,
    ...more,
  };
}

/** A rollup of it that keeps all it can. */
export function meteredRollup(
  name: string,
  width: string,
  more: Partial<DeclaredRollup> = {},
): DeclaredRollup {
  const columns = (of: string) => ({
    sum: `${of}_sum`,
    count: `${of}_count`,
    min: `${of}_min`,
    max: `${of}_max`,
  });
  return {
    name,
    table: [name],
    width,
    time: { column: 'bucket', type: 'instant' },
    dimensions: ['meter', 'site'],
    rowCount: 'readings',
    measures: { load: columns('load'), cost: columns('cost'), ticks: columns('ticks') },
    ...more,
  };
}

/** What a rollup is made of, after its bucket, meter and site. */
export const METERED_AGGREGATES = ['load', 'cost', 'ticks']
  .flatMap((of) => ['sum', 'count', 'min', 'max'].map((name) => `${name}(${of}) as ${of}_${name}`))
  .concat('count(*) as readings')
  .join(', ');
