import type { DeclaredDataset } from '../../src/model/declared-dataset.ts';

/** Declarations for the tests of what operators do; the tests make the tables. */
const COMMON = {
  title: 'Generated',
  description: null,
  synthetic: true,
  final: false,
  fallback: null,
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

/** The statements that make these tables, filled with generated readings of January 1 to 5, 2024. */
export const SENSOR_TABLES = [
  `create table sensor_data (time timestamptz not null, sensor text not null, temperature float8, primary key (time, sensor))`,
  `select create_hypertable('sensor_data', 'time', chunk_time_interval => interval '1 day', create_default_indexes => false)`,
  `insert into sensor_data select at, 's' || n, n + extract(hour from at) from
     generate_series(timestamptz '2024-01-01', timestamptz '2024-01-05 01:30', interval '5 minutes') at, generate_series(1, 20) n`,
  `alter table sensor_data set (timescaledb.compress, timescaledb.compress_segmentby = 'sensor', timescaledb.compress_orderby = 'time')`,
  `create materialized view hourly_summary with (timescaledb.continuous, timescaledb.materialized_only = false) as
     select time_bucket('1 hour', time) as bucket, sensor, sum(temperature) as temperature_sum,
       max(temperature) as temperature_max, count(*) as readings
     from sensor_data group by 1, 2 with no data`,
  `create view plain_view as select * from hourly_summary`,
  `create table uncompressed (like sensor_data)`,
  `select create_hypertable('uncompressed', 'time')`,
  `create table plain_table (like sensor_data)`,
];

/** ClickHouse: a table in two partitions, a view over it, and a table that is not there. */
export const CLICKHOUSE_TABLES: readonly DeclaredDataset[] = ['prices', 'prices_view', 'missing'].map(
  (name) => ({ ...COMMON, name, backend: 'clickhouse', table: [name], rollups: [] }),
);
