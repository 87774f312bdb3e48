import { expect, test } from '@jest/globals';
import type { GroupOrder, Metric } from '../../../src/model/dataset-query.ts';
import { bucketsPage } from '../../../src/sql/dataset/buckets.ts';
import { groupsPage } from '../../../src/sql/dataset/groups.ts';
import { rowsPage, totalOrder } from '../../../src/sql/dataset/rows.ts';
import type { RowSelection } from '../../../src/sql/dataset/source.ts';
import { clickhouseDialect } from '../../../src/sql/dialect/clickhouse.ts';
import type { Dialect } from '../../../src/sql/dialect/dialect.ts';
import { timescaleDialect } from '../../../src/sql/dialect/timescale.ts';
import { trinoDialect } from '../../../src/sql/dialect/trino.ts';
import { type Fragment, render } from '../../../src/sql/statement.ts';
import { pricedDataset } from '../../support/priced-dataset.ts';

const FIRST_THREE = { after: null, before: null, backward: false, limit: 3, offset: 0 };
const MEAN: Metric = { measure: 'price', function: 'AVG', p: null };
const LAST: Metric = { measure: 'price', function: 'LAST', p: null };
const CLOSING: Metric = { measure: 'price', function: 'CLOSING', p: null };
const DEAREST: readonly GroupOrder[] = [
  { by: { kind: 'metric', metric: MEAN }, direction: 'DESC', nulls: 'LAST' },
  { by: { kind: 'dimension', dimension: 'region' }, direction: 'ASC', nulls: 'LAST' },
];

/**
 * A page of rows after a cursor, one of groups by their mean, that one in buckets of hours, and rows in months; a closing
 * level in hours.
 */
function statements(dialect: Dialect): Fragment[] {
  const table = pricedDataset(dialect.engine);
  const rows: RowSelection = {
    table,
    bounds: { lowerMillis: 0, upperMillis: null },
    where: { columns: { price: { gt: '1.005' } } },
  };
  const all: RowSelection = { table, bounds: { lowerMillis: null, upperMillis: null }, where: {} };
  const groups = { rows: all, dimensions: ['region'], having: { count: { gt: 1 } }, order: DEAREST };
  const hours = { startMillis: 0, unitMillis: 3_600_000, steps: null, reason: 'by division' };
  const months = { startMillis: 0, unitMillis: 86_400_000, steps: [0, 31, 59], reason: 'by edges' };
  const whole = { ...groups, dimensions: [], having: {}, order: [] };
  return [
    rowsPage(dialect, rows, totalOrder(table, []), {
      ...FIRST_THREE,
      after: ['2024-01-01T00:00:00.25Z', 'x'],
    }),
    groupsPage(dialect, groups, [MEAN, LAST], FIRST_THREE),
    bucketsPage(dialect, groups, all, [MEAN], hours, { ...FIRST_THREE, bucketLimit: 101 }),
    bucketsPage(dialect, whole, rows, [], months, { ...FIRST_THREE, bucketLimit: 101 }),
    bucketsPage(dialect, whole, rows, [CLOSING], hours, { ...FIRST_THREE, bucketLimit: 101 }),
  ];
}

/** The statement on one line, and its values. */
function written(dialect: Dialect, fragment: Fragment): [string, ...unknown[]] {
  const { text, parameters } = render(fragment, dialect, 'SELECT');
  return [text.replace(/\s+/g, ' ').trim(), ...parameters.map(({ value }) => value)];
}

test('whole statements of timescale', () => {
  expect(statements(timescaleDialect).map((each) => written(timescaleDialect, each))).toEqual([
    [
      'select declared."time", declared."region", nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2) ' +
        'from "energy"."prices" as declared ' +
        'where ((declared."time" >= $1::text::timestamptz and (((nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2) is not null and nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2) > $2::text::numeric)))) and ((declared."time" < $3::text::timestamptz) or (declared."time" = $4::text::timestamptz and (declared."region" collate "C" > $5::text or declared."region" collate "C" is null)))) ' +
        'order by declared."time" desc, declared."region" collate "C" asc nulls last fetch first 3 rows only',
      '1970-01-01T00:00:00.000Z',
      '1.00',
      '2024-01-01T00:00:00.25Z',
      '2024-01-01T00:00:00.25Z',
      'x',
    ],
    [
      'select k0, n, v0, v1 ' +
        'from ( select declared."region" as k0, count(*) as n, round(round(sum(nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2)), 28) / count(nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2)), 8) as v0, (array_agg(nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2) ' +
        'order by declared."time" desc, (declared."region" is null) desc, coalesce(declared."region", \'\') collate "C" desc) filter (where nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2) is not null))[1] as v1 ' +
        'from "energy"."prices" as declared ' +
        'where (declared."time" is not null and 1 = 1) ' +
        'group by declared."region") as grouped ' +
        'where ((((n is not null and n > $1::int8)))) ' +
        'order by v0 desc nulls last, k0 collate "C" asc nulls last fetch first 3 rows only',
      1n,
    ],
    [
      "select lines.place, lines.k0, lines.n, lines.v0, floor((round(date_part('epoch', date_trunc('milliseconds', declared.\"time\")) * 1000) - $1::float8) / $2::float8), count(*), round(round(sum(nullif(declared.\"eur\"::numeric, 'NaN')::numeric(38, 2)), 28) / count(nullif(declared.\"eur\"::numeric, 'NaN')::numeric(38, 2)), 8) " +
        'from "energy"."prices" as declared ' +
        'inner join (select row_number() over (order by v0 desc nulls last, k0 collate "C" asc nulls last) as place, k0, n, v0 as v0 ' +
        'from ( select declared."region" as k0, count(*) as n, round(round(sum(nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2)), 28) / count(nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2)), 8) as v0 ' +
        'from "energy"."prices" as declared ' +
        'where (declared."time" is not null and 1 = 1) ' +
        'group by declared."region") as grouped ' +
        'where ((((n is not null and n > $3::int8)))) ' +
        'order by v0 desc nulls last, k0 collate "C" asc nulls last fetch first 3 rows only) as lines on coalesce(declared."region", \'\') = coalesce(lines.k0, \'\') and (declared."region" is null) = (lines.k0 is null) ' +
        'where (declared."time" is not null and 1 = 1) ' +
        'group by lines.place, lines.k0, lines.n, lines.v0, 5 ' +
        'order by 1, 5 fetch first 101 rows only',
      0,
      3_600_000,
      1n,
    ],
    [
      "select 1, width_bucket(floor((round(date_part('epoch', date_trunc('milliseconds', declared.\"time\")) * 1000) - $1::float8) / $2::float8), $3::float8[]), count(*) " +
        'from "energy"."prices" as declared ' +
        'where (declared."time" >= $4::text::timestamptz and (((nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2) is not null and nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2) > $5::text::numeric)))) ' +
        'group by 2 order by 1, 2 fetch first 101 rows only',
      0,
      86_400_000,
      [0, 31, 59],
      '1970-01-01T00:00:00.000Z',
      '1.00',
    ],
    [
      'select 1, floor((round(date_part(\'epoch\', date_trunc(\'milliseconds\', declared."time")) * 1000) - $1::float8) / $2::float8), count(*), sum(declared."closing_0") ' +
        'from ( select declared."time" as "time", declared."region" as "region", declared."eur" as "eur", ' +
        'case when row_number() over (partition by floor((round(date_part(\'epoch\', date_trunc(\'milliseconds\', declared."time")) * 1000) - $3::float8) / $4::float8), declared."region", (nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2) is null) order by declared."time" desc) = 1 then nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2) end as "closing_0" ' +
        'from "energy"."prices" as declared ' +
        'where (declared."time" >= $5::text::timestamptz and (((nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2) is not null and nullif(declared."eur"::numeric, \'NaN\')::numeric(38, 2) > $6::text::numeric))))) as declared ' +
        'where (declared."time" is not null and 1 = 1) ' +
        'group by 2 order by 1, 2 fetch first 101 rows only',
      0,
      3_600_000,
      0,
      3_600_000,
      '1970-01-01T00:00:00.000Z',
      '1.00',
    ],
  ]);
});

test('whole statements of clickhouse', () => {
  expect(statements(clickhouseDialect).map((each) => written(clickhouseDialect, each))).toEqual([
    [
      'select declared.`time`, declared.`region`, toDecimal128(declared.`eur`, 2) ' +
        'from `energy`.`prices` as declared final ' +
        "where ((declared.`time` >= toDateTime64({p0:String}, 3, 'UTC') and (((toDecimal128(declared.`eur`, 2) is not null and toDecimal128(declared.`eur`, 2) > toDecimal256({p1:String}, 2))))) and ((declared.`time` < toDateTime64({p2:String}, 2, 'UTC')) or (declared.`time` = toDateTime64({p3:String}, 2, 'UTC') and (declared.`region` > {p4:String} or declared.`region` is null)))) " +
        'order by declared.`time` desc, declared.`region` asc nulls last fetch first 3 rows only',
      '1970-01-01 00:00:00.000',
      '1.00',
      '2024-01-01 00:00:00.25',
      '2024-01-01 00:00:00.25',
      'x',
    ],
    [
      'select k0, n, v0, v1 ' +
        "from ( select declared.`region` as k0, count(*) as n, toDecimal256(round(sumOrNull(toDecimal256(toDecimal128(declared.`eur`, 2), 9)) / greatest(count(toDecimal128(declared.`eur`, 2)), 1), 8), 8) as v0, argMaxOrNull(toDecimal128(declared.`eur`, 2), tuple(declared.`time`, (declared.`region` is null), coalesce(declared.`region`, ''))) as v1 " +
        'from `energy`.`prices` as declared final ' +
        'where (declared.`time` is not null and 1 = 1) ' +
        'group by declared.`region`) as grouped ' +
        'where ((((n is not null and n > {p0:Int64})))) ' +
        'order by v0 desc nulls last, k0 asc nulls last fetch first 3 rows only',
      1n,
    ],
    [
      "select lines.place, lines.k0, lines.n, lines.v0, floor(((dateDiff('second', toDateTime64(0, 0, 'UTC'), declared.`time`) * 1000 + toMillisecond(declared.`time`)) - {p0:Float64}) / {p1:Float64}), count(*), toDecimal256(round(sumOrNull(toDecimal256(toDecimal128(declared.`eur`, 2), 9)) / greatest(count(toDecimal128(declared.`eur`, 2)), 1), 8), 8) " +
        'from `energy`.`prices` as declared final ' +
        'inner join (select row_number() over (order by v0 desc nulls last, k0 asc nulls last) as place, k0, n, v0 as v0 ' +
        'from ( select declared.`region` as k0, count(*) as n, toDecimal256(round(sumOrNull(toDecimal256(toDecimal128(declared.`eur`, 2), 9)) / greatest(count(toDecimal128(declared.`eur`, 2)), 1), 8), 8) as v0 ' +
        'from `energy`.`prices` as declared final ' +
        'where (declared.`time` is not null and 1 = 1) ' +
        'group by declared.`region`) as grouped ' +
        'where ((((n is not null and n > {p2:Int64})))) ' +
        "order by v0 desc nulls last, k0 asc nulls last fetch first 3 rows only) as lines on coalesce(declared.`region`, '') = coalesce(lines.k0, '') and (declared.`region` is null) = (lines.k0 is null) " +
        'where (declared.`time` is not null and 1 = 1) ' +
        'group by lines.place, lines.k0, lines.n, lines.v0, 5 ' +
        'order by 1, 5 fetch first 101 rows only',
      0,
      3_600_000,
      1n,
    ],
    [
      "select 1, roundDown(floor(((dateDiff('second', toDateTime64(0, 0, 'UTC'), declared.`time`) * 1000 + toMillisecond(declared.`time`)) - {p0:Float64}) / {p1:Float64}), {p2:Array(Float64)}), count(*) " +
        'from `energy`.`prices` as declared final ' +
        "where (declared.`time` >= toDateTime64({p3:String}, 3, 'UTC') and (((toDecimal128(declared.`eur`, 2) is not null and toDecimal128(declared.`eur`, 2) > toDecimal256({p4:String}, 2))))) " +
        'group by 2 order by 1, 2 fetch first 101 rows only',
      0,
      86_400_000,
      [0, 31, 59],
      '1970-01-01 00:00:00.000',
      '1.00',
    ],
    [
      "select 1, floor(((dateDiff('second', toDateTime64(0, 0, 'UTC'), declared.`time`) * 1000 + toMillisecond(declared.`time`)) - {p0:Float64}) / {p1:Float64}), count(*), sumOrNull(toDecimal256(declared.`closing_0`, 2)) " +
        'from ( select declared.`time` as `time`, declared.`region` as `region`, declared.`eur` as `eur`, ' +
        "case when row_number() over (partition by floor(((dateDiff('second', toDateTime64(0, 0, 'UTC'), declared.`time`) * 1000 + toMillisecond(declared.`time`)) - {p2:Float64}) / {p3:Float64}), declared.`region`, (toDecimal128(declared.`eur`, 2) is null) order by declared.`time` desc) = 1 then toDecimal128(declared.`eur`, 2) end as `closing_0` " +
        'from `energy`.`prices` as declared final ' +
        "where (declared.`time` >= toDateTime64({p4:String}, 3, 'UTC') and (((toDecimal128(declared.`eur`, 2) is not null and toDecimal128(declared.`eur`, 2) > toDecimal256({p5:String}, 2)))))) as declared " +
        'where (declared.`time` is not null and 1 = 1) ' +
        'group by 2 order by 1, 2 fetch first 101 rows only',
      0,
      3_600_000,
      0,
      3_600_000,
      '1970-01-01 00:00:00.000',
      '1.00',
    ],
  ]);
});

test('whole statements of trino', () => {
  expect(statements(trinoDialect).map((each) => written(trinoDialect, each))).toEqual([
    [
      'select declared."time", declared."region", cast(declared."eur" as decimal(38, 2)) ' +
        'from "energy"."prices" as declared ' +
        'where ((declared."time" >= cast(? as timestamp(3) with time zone) and (((cast(declared."eur" as decimal(38, 2)) is not null and cast(declared."eur" as decimal(38, 2)) > cast(? as decimal(38, 2)))))) and ((declared."time" < cast(? as timestamp(2) with time zone)) or (declared."time" = cast(? as timestamp(2) with time zone) and (declared."region" > ? or declared."region" is null)))) ' +
        'order by declared."time" desc, declared."region" asc nulls last fetch first 3 rows only',
      '1970-01-01 00:00:00.000 UTC',
      '1.00',
      '2024-01-01 00:00:00.25 UTC',
      '2024-01-01 00:00:00.25 UTC',
      'x',
    ],
    [
      'select k0, n, v0, v1 ' +
        'from ( select declared."region" as k0, count(*) as n, (cast(sum(cast(declared."eur" as decimal(38, 2))) as decimal(38, 8)) / nullif(count(cast(declared."eur" as decimal(38, 2))), 0)) as v0, max_by(cast(declared."eur" as decimal(38, 2)), row(declared."time", (declared."region" is null), coalesce(declared."region", \'\'))) filter (where cast(declared."eur" as decimal(38, 2)) is not null) as v1 ' +
        'from "energy"."prices" as declared ' +
        'where (declared."time" is not null and 1 = 1) ' +
        'group by declared."region") as grouped ' +
        'where ((((n is not null and n > ?)))) ' +
        'order by v0 desc nulls last, k0 asc nulls last fetch first 3 rows only',
      1n,
    ],
    [
      'select lines.place, lines.k0, lines.n, lines.v0, floor((round(to_unixtime(date_trunc(\'millisecond\', declared."time")) * 1000) - ?) / ?), count(*), (cast(sum(cast(declared."eur" as decimal(38, 2))) as decimal(38, 8)) / nullif(count(cast(declared."eur" as decimal(38, 2))), 0)) ' +
        'from "energy"."prices" as declared ' +
        'inner join (select row_number() over (order by v0 desc nulls last, k0 asc nulls last) as place, k0, n, v0 as v0 ' +
        'from ( select declared."region" as k0, count(*) as n, (cast(sum(cast(declared."eur" as decimal(38, 2))) as decimal(38, 8)) / nullif(count(cast(declared."eur" as decimal(38, 2))), 0)) as v0 ' +
        'from "energy"."prices" as declared ' +
        'where (declared."time" is not null and 1 = 1) ' +
        'group by declared."region") as grouped ' +
        'where ((((n is not null and n > ?)))) ' +
        'order by v0 desc nulls last, k0 asc nulls last fetch first 3 rows only) as lines on coalesce(declared."region", \'\') = coalesce(lines.k0, \'\') and (declared."region" is null) = (lines.k0 is null) ' +
        'where (declared."time" is not null and 1 = 1) ' +
        'group by lines.place, lines.k0, lines.n, lines.v0, 5 ' +
        'order by 1, 5 fetch first 101 rows only',
      0,
      3_600_000,
      1n,
    ],
    [
      'select 1, width_bucket(floor((round(to_unixtime(date_trunc(\'millisecond\', declared."time")) * 1000) - ?) / ?), ?), count(*) ' +
        'from "energy"."prices" as declared ' +
        'where (declared."time" >= cast(? as timestamp(3) with time zone) and (((cast(declared."eur" as decimal(38, 2)) is not null and cast(declared."eur" as decimal(38, 2)) > cast(? as decimal(38, 2)))))) ' +
        'group by 2 order by 1, 2 fetch first 101 rows only',
      0,
      86_400_000,
      [0, 31, 59],
      '1970-01-01 00:00:00.000 UTC',
      '1.00',
    ],
    [
      'select 1, floor((round(to_unixtime(date_trunc(\'millisecond\', declared."time")) * 1000) - ?) / ?), count(*), sum(declared."closing_0") ' +
        'from ( select declared."time" as "time", declared."region" as "region", declared."eur" as "eur", ' +
        'case when row_number() over (partition by floor((round(to_unixtime(date_trunc(\'millisecond\', declared."time")) * 1000) - ?) / ?), declared."region", (cast(declared."eur" as decimal(38, 2)) is null) order by declared."time" desc) = 1 then cast(declared."eur" as decimal(38, 2)) end as "closing_0" ' +
        'from "energy"."prices" as declared ' +
        'where (declared."time" >= cast(? as timestamp(3) with time zone) and (((cast(declared."eur" as decimal(38, 2)) is not null and cast(declared."eur" as decimal(38, 2)) > cast(? as decimal(38, 2))))))) as declared ' +
        'where (declared."time" is not null and 1 = 1) ' +
        'group by 2 order by 1, 2 fetch first 101 rows only',
      0,
      3_600_000,
      0,
      3_600_000,
      '1970-01-01 00:00:00.000 UTC',
      '1.00',
    ],
  ]);
});
