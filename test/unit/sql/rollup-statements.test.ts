import { expect, test } from '@jest/globals';
import type { Metric } from '../../../src/model/dataset-query.ts';
import type { RollupRead } from '../../../src/model/rollup.ts';
import { bucketsPage } from '../../../src/sql/dataset/buckets.ts';
import type { RowSelection } from '../../../src/sql/dataset/source.ts';
import { clickhouseDialect } from '../../../src/sql/dialect/clickhouse.ts';
import type { Dialect } from '../../../src/sql/dialect/dialect.ts';
import { timescaleDialect } from '../../../src/sql/dialect/timescale.ts';
import { trinoDialect } from '../../../src/sql/dialect/trino.ts';
import { render } from '../../../src/sql/statement.ts';
import { pricedDataset } from '../../support/priced-dataset.ts';

const DAY = 86_400_000;
const METRICS: readonly Metric[] = (['AVG', 'MAX'] as const).map((name) => ({
  measure: 'price',
  function: name,
  p: null,
}));

/** Two days of which the first is trusted, of one region, as one line. */
function written(dialect: Dialect): [string, ...unknown[]] {
  const read: RollupRead = {
    rollup: {
      name: 'hourly',
      table: ['energy', 'hourly'],
      width: 'PT1H',
      time: { column: 'bucket', type: 'instant' },
      dimensions: ['region'],
      rowCount: 'readings',
      measures: { price: { sum: 'eur_sum', count: 'eur_count', max: 'eur_max' } },
    },
    relation: ['energy', 'hourly'],
    trusted: [{ lowerMillis: 0, upperMillis: DAY }],
  };
  const rows: RowSelection = {
    table: pricedDataset(dialect.engine),
    bounds: { lowerMillis: 0, upperMillis: 2 * DAY },
    where: { columns: { region: { eq: 'x' } } },
    rollup: read,
  };
  const selection = { rows, dimensions: [], having: {}, order: [] };
  const page = { after: null, before: null, backward: false, limit: 3, offset: 0, bucketLimit: 101 };
  const placement = { startMillis: 0, unitMillis: DAY, steps: null, reason: 'by division' };
  const fragment = bucketsPage(dialect, selection, rows, METRICS, placement, page);
  const { text, parameters } = render(fragment, dialect, 'SELECT');
  return [text.replace(/\s+/g, ' ').trim(), ...parameters.map(({ value }) => value)];
}

const EXPECTED: Record<Dialect['engine'], readonly unknown[]> = {
  timescale: [
    'select 1, floor((round(date_part(\'epoch\', date_trunc(\'milliseconds\', declared."time")) * 1000) - $1::float8) / $2::float8), (coalesce(sum(declared."part_rows"), 0))::int8, round(round(sum(declared."part_0_sum"), 28) / nullif(sum(declared."part_0_count"), 0), 8), max(declared."part_0_max") ' +
      'from ( select declared."bucket" as "time", (declared."readings")::int8 as "part_rows", (declared."eur_sum")::numeric as "part_0_sum", (declared."eur_count")::int8 as "part_0_count", (declared."eur_max")::numeric as "part_0_max" ' +
      'from "energy"."hourly" as declared ' +
      'where (declared."bucket" >= $3::text::timestamptz and declared."bucket" < $4::text::timestamptz and (((declared."region" is not null and (declared."region" is not null and declared."region" = any($5::text[])))))) ' +
      'union all select declared."time" as "time", (1)::int8 as "part_rows", (nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2))::numeric as "part_0_sum", (case when nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2) is null then 0 else 1 end)::int8 as "part_0_count", (nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2))::numeric as "part_0_max" ' +
      'from "energy"."prices" as declared ' +
      'where (declared."time" >= $6::text::timestamptz and declared."time" < $7::text::timestamptz and (((declared."region" is not null and (declared."region" is not null and declared."region" = any($8::text[]))))))) as declared ' +
      'where 1 = 1 ' +
      'group by 2 order by 1, 2 fetch first 101 rows only',
    0,
    86400000,
    '1970-01-01T00:00:00.000Z',
    '1970-01-02T00:00:00.000Z',
    ['x'],
    '1970-01-02T00:00:00.000Z',
    '1970-01-03T00:00:00.000Z',
    ['x'],
  ],
  clickhouse: [
    "select 1, floor(((dateDiff('second', toDateTime64(0, 0, 'UTC'), declared.`time`) * 1000 + toMillisecond(declared.`time`)) - {p0:Float64}) / {p1:Float64}), toInt64(coalesce(sum(declared.`part_rows`), 0)), toDecimal256(round(toDecimal256(sumOrNull(toDecimal256(declared.`part_0_sum`, 2)), 9) / greatest(sum(declared.`part_0_count`), 1), 8), 8), maxOrNull(declared.`part_0_max`) " +
      'from ( select declared.`bucket` as `time`, toInt64(declared.`readings`) as `part_rows`, if(declared.`eur_count` = 0, null, toDecimal256(declared.`eur_sum`, 2)) as `part_0_sum`, toInt64(declared.`eur_count`) as `part_0_count`, if(declared.`eur_count` = 0, null, toDecimal256(declared.`eur_max`, 2)) as `part_0_max` ' +
      'from `energy`.`hourly` as declared ' +
      "where (declared.`bucket` >= toDateTime64({p2:String}, 3, 'UTC') and declared.`bucket` < toDateTime64({p3:String}, 3, 'UTC') and (((declared.`region` is not null and (declared.`region` is not null and declared.`region` in {p4:Array(String)}))))) " +
      'union all select declared.`time` as `time`, toInt64(1) as `part_rows`, toDecimal256(toDecimal128(declared.`eur`, 2), 2) as `part_0_sum`, toInt64(case when toDecimal128(declared.`eur`, 2) is null then 0 else 1 end) as `part_0_count`, toDecimal256(toDecimal128(declared.`eur`, 2), 2) as `part_0_max` ' +
      'from `energy`.`prices` as declared final ' +
      "where (declared.`time` >= toDateTime64({p5:String}, 3, 'UTC') and declared.`time` < toDateTime64({p6:String}, 3, 'UTC') and (((declared.`region` is not null and (declared.`region` is not null and declared.`region` in {p7:Array(String)})))))) as declared " +
      'where 1 = 1 ' +
      'group by 2 order by 1, 2 fetch first 101 rows only',
    0,
    86400000,
    '1970-01-01 00:00:00.000',
    '1970-01-02 00:00:00.000',
    ['x'],
    '1970-01-02 00:00:00.000',
    '1970-01-03 00:00:00.000',
    ['x'],
  ],
  trino: [
    'select 1, floor((round(to_unixtime(date_trunc(\'millisecond\', declared."time")) * 1000) - ?) / ?), cast(coalesce(sum(declared."part_rows"), 0) as bigint), (cast(sum(declared."part_0_sum") as decimal(38, 8)) / nullif(sum(declared."part_0_count"), 0)), max(declared."part_0_max") ' +
      'from ( select declared."bucket" as "time", cast(declared."readings" as bigint) as "part_rows", cast(declared."eur_sum" as decimal(38, 2)) as "part_0_sum", cast(declared."eur_count" as bigint) as "part_0_count", cast(declared."eur_max" as decimal(38, 2)) as "part_0_max" ' +
      'from "energy"."hourly" as declared ' +
      'where (declared."bucket" >= cast(? as timestamp(3) with time zone) and declared."bucket" < cast(? as timestamp(3) with time zone) and (((declared."region" is not null and (declared."region" is not null and declared."region" in (?)))))) ' +
      'union all select declared."time" as "time", cast(1 as bigint) as "part_rows", cast(cast(declared."eur" as decimal(38, 2)) as decimal(38, 2)) as "part_0_sum", cast(case when cast(declared."eur" as decimal(38, 2)) is null then 0 else 1 end as bigint) as "part_0_count", cast(cast(declared."eur" as decimal(38, 2)) as decimal(38, 2)) as "part_0_max" ' +
      'from "energy"."prices" as declared ' +
      'where (declared."time" >= cast(? as timestamp(3) with time zone) and declared."time" < cast(? as timestamp(3) with time zone) and (((declared."region" is not null and (declared."region" is not null and declared."region" in (?))))))) as declared ' +
      'where 1 = 1 ' +
      'group by 2 order by 1, 2 fetch first 101 rows only',
    0,
    86400000,
    '1970-01-01 00:00:00.000 UTC',
    '1970-01-02 00:00:00.000 UTC',
    'x',
    '1970-01-02 00:00:00.000 UTC',
    '1970-01-03 00:00:00.000 UTC',
    'x',
  ],
};

test.each([timescaleDialect, clickhouseDialect, trinoDialect])('whole statements of $engine', (dialect) => {
  expect(written(dialect)).toEqual(EXPECTED[dialect.engine]);
});
