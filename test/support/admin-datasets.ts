import type { DeclaredDataset } from '../../src/model/declared-dataset.ts';

/** Declarations for the tests of what operators do; the tests make the tables. */
const COMMON = {
  title: 'Generated',
  description: null,
  synthetic: true,
  final: false,
  time: { column: 'time', type: 'instant' },
  dimensions: [
    { name: 'sensor', column: 'sensor', type: 'text', nullable: false, label: 'Sensor', description: null },
  ],
  measures: [
    {
      name: 'temperature',
      column: 'temperature',
      type: 'float',
      scale: 0,
      units: 'degC',
      additivity: 'RATE',
      label: 'Temperature',
      description: null,
    },
  ],
  key: ['time', 'sensor'],
  order: [{ name: 'time', direction: 'ASC' }],
} as const;

const HOURLY = {
  name: 'hourly_summary',
  table: ['hourly_summary'],
  width: 'PT1H',
  time: { column: 'bucket', type: 'instant' },
  dimensions: ['sensor'],
  rowCount: 'readings',
  measures: { temperature: { sum: 'temperature_sum', max: 'temperature_max' } },
} as const;

/** A hypertable with a continuous aggregate and a rollup that is a plain view. */
export const SENSOR_DATA: DeclaredDataset = {
  ...COMMON,
  name: 'sensor_data',
  backend: 'timescale',
  table: ['sensor_data'],
  rollups: [HOURLY, { ...HOURLY, name: 'plain_view', table: ['plain_view'] }],
};

/** A hypertable without compression, a table that is none, and a table that is not there. */
export const OTHER_TABLES: readonly DeclaredDataset[] = ['uncompressed', 'plain_table', 'missing'].map(
  (name) => ({ ...SENSOR_DATA, name, table: ['public', name], rollups: [] }),
);

/** ClickHouse: a table in two partitions, a view over it, and a table that is not there. */
export const CLICKHOUSE_TABLES: readonly DeclaredDataset[] = ['prices', 'prices_view', 'missing'].map(
  (name) => ({ ...COMMON, name, backend: 'clickhouse', table: [name], rollups: [] }),
);
