import type { DeclaredDataset } from '../../src/model/declared-dataset.ts';

/** A small declared table whose statements are short enough to be read whole. */
export function pricedDataset(backend: DeclaredDataset['backend']): DeclaredDataset {
  const texts = { label: '', description: null };
  return {
    name: 'prices',
    title: 'Prices',
    description: null,
    synthetic: true,
    backend,
    table: ['energy', 'prices'],
    final: backend === 'clickhouse',
    time: { column: 'time', type: 'instant' },
    dimensions: [{ name: 'region', column: 'region', type: 'text', nullable: true, ...texts }],
    measures: [
      { name: 'price', column: 'eur', type: 'decimal', scale: 2, units: null, additivity: 'RATE', ...texts },
    ],
    key: ['time', 'region'],
    order: [{ name: 'time', direction: 'DESC' }],
    rollups: [],
    fallback: null,
  };
}
