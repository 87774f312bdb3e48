import type { Backend } from '../src/backend/backend.ts';
import { METERED_AGGREGATES } from '../test/support/metered.ts';

/** Where the generated readings begin. */
export const START = '2024-01-01';

/** Meters that are read once a minute. */
export const METERS = 20;

/** Runs statements that answer no rows. */
async function run(backend: Backend, statements: readonly string[]): Promise<void> {
  for (const text of statements) {
    const summary = text.replace(/\s.*/s, '').toUpperCase();
    await backend.execute({ text, parameters: [], summary }, { signal: AbortSignal.timeout(600_000) });
  }
}

const SITE = `'s' || n % 4`;
const LOAD = 'n + 10 * sin(n + i / 97.0)';

/** A table of readings with rollups of hours and days that are up to date. */
const TABLES: Readonly<Record<'timescale' | 'clickhouse', (minutes: number) => readonly string[]>> = {
  timescale(minutes) {
    const aggregate = (name: string, width: string): readonly string[] => [
      `create materialized view ${name} with (timescaledb.continuous) as select time_bucket('${width}', time) as bucket,
         meter, site, ${METERED_AGGREGATES} from metered group by 1, 2, 3 with no data`,
      `call refresh_continuous_aggregate('${name}', null, null)`,
    ];
    return [
      `create table metered (time timestamptz not null, meter text not null, site text, load float8, cost numeric(12, 2),
         ticks bigint)`,
      `select create_hypertable('metered', 'time', chunk_time_interval => interval '7 days')`,
      `insert into metered select timestamptz '${START}' + i * interval '1 minute', 'm' || n, ${SITE}, ${LOAD},
         (i % 1000)::numeric / 100, i from generate_series(0, ${minutes - 1}) i, generate_series(1, ${METERS}) n`,
      ...aggregate('hourly', '1 hour'),
      ...aggregate('daily', '1 day'),
      'analyze',
    ];
  },
  clickhouse(minutes) {
    const simple = (of: string, type: string, sum: string): string =>
      `${of}_sum SimpleAggregateFunction(sum, ${sum}), ${of}_count SimpleAggregateFunction(sum, UInt64),
       ${of}_min SimpleAggregateFunction(min, ${type}), ${of}_max SimpleAggregateFunction(max, ${type})`;
    const view = (name: string, start: string): readonly string[] => [
      `create table ${name} (bucket DateTime('UTC'), meter String, site String, ${simple('load', 'Float64', 'Float64')},
         ${simple('cost', 'Decimal(12, 2)', 'Decimal(38, 2)')}, ${simple('ticks', 'Int64', 'Int128')},
         readings SimpleAggregateFunction(sum, UInt64)) engine = AggregatingMergeTree order by (bucket, meter, site)`,
      `create materialized view ${name}_view to ${name} as select ${start}(time) as bucket, meter, site,
         ${METERED_AGGREGATES.replace('sum(ticks)', 'sum(toInt128(ticks))').replace('count(*)', 'count()')}
         from metered group by bucket, meter, site`,
    ];
    return [
      `create table metered (time DateTime64(3, 'UTC'), meter String, site String, load Float64, cost Decimal(12, 2), ticks Int64)
         engine = MergeTree order by (time, meter)`,
      ...view('hourly', 'toStartOfHour'),
      ...view('daily', 'toStartOfDay'),
      `insert into metered with number % ${METERS} + 1 as n, intDiv(number, ${METERS}) as i
         select toDateTime64('${START} 00:00:00', 3, 'UTC') + i * 60, concat('m', toString(n)), concat('s', toString(n % 4)), ${LOAD},
           toDecimal64(i % 1000, 2) / 100, i from numbers(${minutes * METERS})`,
      ...['metered', 'hourly', 'daily'].map((name) => `optimize table ${name} final`),
    ];
  },
};

/** Makes and fills the tables: so many minutes of readings. */
export function makeTables(
  backend: Backend,
  engine: 'timescale' | 'clickhouse',
  minutes: number,
): Promise<void> {
  return run(backend, TABLES[engine](minutes));
}

/** Late readings that continuous aggregates have to be read around; views of ClickHouse see them. */
export function addLateRows(backend: Backend, minutes: number): Promise<void> {
  const day = (part: number): string =>
    new Date(Date.parse(START) + Math.floor(minutes * part) * 60_000 + 1_000)
      .toISOString()
      .slice(0, 19)
      .replace('T', ' ');
  const values = [0.25, 0.5, 0.75].map((part) => `('${day(part)}', 'm1', 's1', 1, 1, 1)`);
  return run(backend, [`insert into metered values ${values.join(', ')}`]);
}
