import { type DemoTable, GENERATED_COMMENT } from './demo-table.ts';
import { createRandom, rounded } from './random.ts';

const SITES = ['Harbor', 'Hill', 'Mill', 'Quarry'];
const SENSORS_EACH = 5;
const START_MILLIS = Date.UTC(2024, 0, 1);
const STEPS = 91 * 24 * 6;
const STEP_MILLIS = 600_000;

const SUMMARY = (bucket: string): string => `
  select ${bucket} as bucket, sensor, site,
    sum(temperature) as temperature_sum, count(temperature) as temperature_count,
    min(temperature) as temperature_min, max(temperature) as temperature_max,
    sum(energy) as energy_sum, count(energy) as energy_count,
    min(energy) as energy_min, max(energy) as energy_max,
    count(*) as readings
  from sensor_data group by 1, 2, 3`;

/** Generated readings of the first quarter of 2024, every ten minutes; some are missing, and sensors fail for hours. */
export const SENSOR_DATA: DemoTable = {
  name: 'sensor_data',
  backend: 'timescale',
  makeStatements(withExtension) {
    // One statement: a table without its comment would never again be known as ours.
    const table = `do $$ begin
       create table if not exists sensor_data (
         time timestamptz not null,
         sensor text collate "C" not null,
         site text collate "C" not null,
         temperature double precision,
         energy double precision,
         primary key (sensor, time));
       comment on table sensor_data is '${GENERATED_COMMENT}';
     end $$`;
    if (!withExtension) {
      const bucket = `date_trunc('hour', time at time zone 'UTC') at time zone 'UTC'`;
      return [table, `create or replace view hourly_summary as ${SUMMARY(bucket)}`];
    }
    return [
      table,
      `select create_hypertable('sensor_data', 'time', chunk_time_interval => interval '7 days',
         create_default_indexes => false, if_not_exists => true)`,
      `alter table sensor_data set (timescaledb.compress, timescaledb.compress_segmentby = 'sensor, site',
         timescaledb.compress_orderby = 'time')`,
      `create materialized view if not exists hourly_summary
         with (timescaledb.continuous, timescaledb.materialized_only = false) as
         ${SUMMARY(`time_bucket('1 hour', time)`)} with no data`,
    ];
  },
  finishStatements: (withExtension) =>
    withExtension ? [`call refresh_continuous_aggregate('hourly_summary', null, null)`] : [],
  key: ['sensor', 'time'],
  columns: [
    { name: 'time', type: 'instant' },
    { name: 'sensor', type: 'text' },
    { name: 'site', type: 'text' },
    { name: 'temperature', type: 'float64' },
    { name: 'energy', type: 'float64' },
  ],
  rowCount: STEPS * SITES.length * SENSORS_EACH,
  *rows() {
    const random = createRandom(91);
    const failedUntil = new Map<string, number>();
    for (let step = 0; step < STEPS; step += 1) {
      const day = Math.sin(((step % 144) - 54) * (Math.PI / 72));
      for (const [place, site] of SITES.entries()) {
        for (let number = 1; number <= SENSORS_EACH; number += 1) {
          const sensor = `${site.toLowerCase()}-${number}`;
          if (random() < 0.00005) failedUntil.set(sensor, step + 6 + Math.floor(random() * 60));
          const failed = step < (failedUntil.get(sensor) ?? 0);
          const temperature = 4 + place + step / 1_600 + 5 * day + (random() - 0.5) * 2;
          const energy = Math.max(0, 1.5 + 0.2 * number + day + (random() - 0.5) * 0.6);
          yield [
            START_MILLIS + step * STEP_MILLIS,
            sensor,
            site,
            failed ? null : rounded(temperature, 2),
            failed || random() < 0.002 ? null : rounded(energy, 3),
          ];
        }
      }
    }
  },
};
