import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Backend } from '../../src/backend/backend.ts';
import { checkDataset } from '../../src/datasets/check-dataset.ts';
import type { DeclaredRollup } from '../../src/model/declared-dataset.ts';
import { openEmbedded } from '../support/embedded-backend.ts';
import { metered, meteredRollup } from '../support/metered.ts';
import {
  askBothWays,
  bestThree,
  type MeteredAsk,
  ROLLED_CASES,
  type RolledCase,
} from '../support/rollup-suite.ts';
import { watchBackend } from '../support/watched-backend.ts';

const folder = mkdtempSync(join(tmpdir(), 'aurum-rollups-'));
let backend: Backend;
const run = (text: string) =>
  backend.execute(
    { text, parameters: [], summary: text.replace(/ .*/s, '').toUpperCase() },
    { signal: AbortSignal.timeout(60_000) },
  );

const COLUMNS = `(time DateTime64(3, 'UTC'), meter String, site Nullable(String), load Nullable(Float64),
  cost Nullable(Decimal(12, 2)), ticks Nullable(Int64))`;
const simple = (of: string, type: string, sum: string) =>
  `${of}_sum SimpleAggregateFunction(sum, ${sum}), ${of}_count SimpleAggregateFunction(sum, UInt64),
   ${of}_min SimpleAggregateFunction(min, ${type}), ${of}_max SimpleAggregateFunction(max, ${type})`;
const STORED = `(bucket DateTime('UTC'), meter String, site Nullable(String),
  ${simple('load', 'Nullable(Float64)', 'Nullable(Float64)')},
  ${simple('cost', 'Nullable(Decimal(12, 2))', 'Nullable(Decimal(38, 2))')},
  ${simple('ticks', 'Nullable(Int64)', 'Nullable(Int128)')}, readings SimpleAggregateFunction(sum, UInt64))
  engine = AggregatingMergeTree order by (bucket, meter, site) settings allow_nullable_key = 1`;
const made = (of: string, value = of) =>
  `sum(${value}) as ${of}_sum, count(${of}) as ${of}_count, min(${of}) as ${of}_min, max(${of}) as ${of}_max`;
const view = (name: string, bucket: string, from = 'metered') => [
  `create table ${name} ${STORED}`,
  `create materialized view ${name}_view to ${name} as select ${bucket} as bucket, meter, site, ${made('load')},
     ${made('cost')}, ${made('ticks', 'toInt128(ticks)')}, count() as readings from ${from} group by bucket, meter, site`,
];

/** Half-hourly readings of ten days, in two inserts. */
const fill = (table: string, from: string, days: number) =>
  `insert into ${table} with toDateTime64('${from} 00:00:00', 3, 'UTC') + intDiv(number, 5) * 1800 as at, number % 5 + 1 as n
   select at, concat('m', toString(n)), if(n < 3, concat('s', toString(n % 2)), null),
     if((n + intDiv(number, 5)) % 7 > 0, n + sin(number), null), toDecimal64(n * 100 + number % 97, 2),
     if(n = 4, null, 9007199254740993 + n)
   from numbers(${days * 48 * 5})`;

const TABLES = [
  `create table metered ${COLUMNS} engine = MergeTree order by (time, meter)`,
  fill('metered', '2024-03-01', 1),
  ...view('late', `toStartOfHour(time)`),
  'truncate table metered',
  ...view('hourly', `toStartOfHour(time)`),
  ...view('daily', `toStartOfInterval(time, interval 1 day)`),
  ...view('weekly', `toMonday(time)`),
  ...view('filtered', `toStartOfHour(time)`, `metered where meter != 'm1'`),
  ...view('eastern', `toStartOfDay(time, 'America/New_York')`),
  `create materialized view monthly engine = AggregatingMergeTree order by (bucket, meter, site)
     settings allow_nullable_key = 1 as select toStartOfMonth(time) as bucket, meter, site, sumSimpleState(load) as load_sum,
       sumSimpleState(toUInt64(1)) as readings from metered group by bucket, meter, site`,
  `create table narrow (bucket DateTime('UTC'), meter String, site Nullable(String), ticks_sum Nullable(Int64), ticks_count UInt64,
     readings UInt64) engine = SummingMergeTree order by (bucket, meter, site) settings allow_nullable_key = 1`,
  `create materialized view narrow_view to narrow as select toStartOfDay(time) as bucket, meter, site, sum(ticks) as ticks_sum,
     count(ticks) as ticks_count, count() as readings from metered group by bucket, meter, site`,
  `create table replaced ${COLUMNS} engine = ReplacingMergeTree order by (time, meter)`,
  fill('metered', '2024-03-05', 5),
  fill('metered', '2024-03-10', 5),
];

const [hourly, daily, weekly] = [
  meteredRollup('hourly', 'PT1H'),
  meteredRollup('daily', 'P1D'),
  meteredRollup('weekly', 'P1W'),
];
const table = metered('clickhouse', { rollups: [hourly, daily, weekly] });
const RANGE = { start: '2024-03-05', end: '2024-03-15' };

beforeAll(async () => {
  backend = await openEmbedded('clickhouse', folder);
  for (const statement of TABLES) await run(statement);
}, 120_000);

afterAll(async () => {
  await backend.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (asked: Partial<MeteredAsk>, rollups: readonly DeclaredRollup[] = table.rollups) =>
  askBothWays(backend, { ...table, rollups }, { ...RANGE, ...asked });

describe('buckets through materialized views are those of the table', () => {
  test.each<RolledCase>([
    ...ROLLED_CASES,
    ['weeks', 'weekly', { width: 'P1W', start: '2024-03-04', end: '2024-03-18' }],
    ['days of New York over a change of its clock', 'hourly', { zone: 'America/New_York' }],
    ['with conditions on dimensions', 'daily', { where: { columns: { site: { isNull: true } } } }],
    ['lines in the order of an exact mean', 'daily', bestThree('cost')],
  ])('%s', async (_, source, asked) => {
    expect(await ask(asked)).toMatchObject({ source, rollup: true });
  });

  test('in one statement about all tables, one that compares the coarsest that fits, and one that reads', async () => {
    const watched = watchBackend(backend);
    await askBothWays(watched, table, RANGE);
    const [catalogue, comparison, buckets] = watched.statements.map(({ summary }) => summary);
    expect([catalogue, comparison, buckets]).toEqual([
      'SELECT system.tables',
      'SELECT comparison daily',
      'SELECT buckets metered',
    ]);
  });

  test('also after the parts of both are merged', async () => {
    for (const name of ['metered', 'hourly', 'daily']) await run(`optimize table ${name} final`);
    expect(await ask({ dimensions: ['meter'] })).toMatchObject({ source: 'daily' });
  });
});

test('the declaration fits the live tables', async () => {
  expect(await checkDataset(table, backend, { signal: AbortSignal.timeout(30_000) })).toEqual([]);
});

describe('a rollup is refused', () => {
  const load = (name: 'SUM' | 'MIN') => ({ measure: 'load', function: name, p: null }) as const;
  test.each<[string, DeclaredRollup, Partial<MeteredAsk>]>([
    ['is not there', meteredRollup('missing', 'PT1H'), {}],
    ['does not say that bucket is the start of P1D of time', { ...hourly, width: 'P1D' }, {}],
    [
      'does not say that load_max is min(load)',
      { ...hourly, measures: { load: { sum: 'load_sum', count: 'load_count', min: 'load_max' } } },
      { metrics: [load('MIN')] },
    ],
    [
      'is filled by no single materialized view of the plain rows of default.metered',
      meteredRollup('filtered', 'PT1H'),
      {},
    ],
    ['has buckets that do not start with P1D of UTC', meteredRollup('eastern', 'P1D'), {}],
    [
      'holds ticks_sum in Nullable(Int64), which may lose what Nullable(Int64) has',
      { ...meteredRollup('narrow', 'P1D'), measures: { ticks: { sum: 'ticks_sum', count: 'ticks_count' } } },
      { metrics: [{ measure: 'ticks', function: 'SUM', p: null }] },
    ],
    ['does not say that readings is count()', meteredRollup('monthly', 'P1M'), { metrics: [], width: 'P1M' }],
    [
      'counts 0 rows where the table has 240',
      { ...daily, table: ['late'], name: 'late', width: 'PT1H' },
      { start: '2024-03-01', end: '2024-03-02' },
    ],
  ])('that %s', async (reason, rollup, asked) => {
    if (rollup.name === 'late')
      await run(
        `insert into metered select * replace (time - interval 4 day as time) from metered where time < '2024-03-06'`,
      );
    if (rollup.name === 'late')
      await run(`alter table late delete where bucket < '2024-03-02' settings mutations_sync = 1`);
    expect(await ask(asked, [rollup])).toEqual({
      source: 'metered',
      rollup: false,
      rejected: [{ source: rollup.name, reason: `${rollup.name} ${reason}.` }],
    });
  });

  test('that counts too few rows in one bucket and too many in another', async () => {
    await run(`insert into late select * from late where bucket >= '2024-03-06' and bucket < '2024-03-07'`);
    const late = { ...daily, table: ['late'], name: 'late', width: 'PT1H' };
    const { rejected } = await ask({ start: '2024-03-01', end: '2024-03-07' }, [late]);
    expect(rejected[0]?.reason).toMatch(
      /^late counts other rows than the table has in \d+ of its buckets\.$/,
    );
  });

  test('whose rows were replaced', async () => {
    await run(fill('replaced', '2024-03-05', 1));
    const replaced = { ...table, table: ['replaced'], final: true, rollups: [hourly] };
    const { rejected } = await askBothWays(backend, replaced, RANGE);
    expect(rejected[0]?.reason).toBe('hourly counts rows that were replaced since.');
  });
});

describe('the answer stays that of the table', () => {
  test.each([
    ['new rows', `insert into metered values ('2024-03-14 23:45:00', 'm1', 's1', 7, 8, 9)`],
    [
      'late rows',
      `insert into metered values ('2024-03-06 05:10:00', 'm1', 's1', 1000, 1000, 1000), ('2024-03-06 05:11:00', 'm9', null, null, null, null)`,
    ],
  ])('after %s, which the views see', async (_, change) => {
    await run(change);
    for (const asked of [
      { width: 'PT1H' },
      { dimensions: ['meter', 'site'] },
      { zone: 'America/New_York' },
    ]) {
      expect(await ask(asked)).toMatchObject({ rollup: true });
    }
  });

  test('with NaN, by way of the table', async () => {
    await run(`insert into metered values ('2024-03-07 05:10:00', 'm1', 's1', nan, 1, 1)`);
    for (const name of ['SUM', 'AVG', 'MIN', 'MAX'] as const) {
      const { rejected } = await ask({ metrics: [{ measure: 'load', function: name, p: null }] }, [daily]);
      expect(rejected[0]?.reason).toBe('daily adds up to what is no finite number.');
    }
    expect(await ask({ metrics: [{ measure: 'cost', function: 'AVG', p: null }] }, [daily])).toMatchObject({
      rollup: true,
    });
  });

  test('after rows were deleted, where they were', async () => {
    await run(`delete from metered where time >= '2024-03-09' and time < '2024-03-10' and meter = 'm5'`);
    const { rejected } = await ask({}, [daily]);
    expect(rejected[0]?.reason).toMatch(/^daily counts \d+ rows where the table has \d+\.$/);
    expect(await ask({ start: '2024-03-10' }, [daily])).toMatchObject({ rollup: true });
    expect(await ask({ where: { columns: { meter: { eq: 'm4' } } } }, [daily])).toMatchObject({
      rollup: true,
    });
  });

  test('after rows were altered, where they were', async () => {
    await run(`alter table metered update cost = 1 where meter = 'm3' settings mutations_sync = 1`);
    const { rejected } = await ask({ start: '2024-03-10' }, [daily]);
    expect(rejected[0]?.reason).toBe('daily holds other values than the table has in 5 of its buckets.');
    expect(
      await ask({ start: '2024-03-10', where: { columns: { meter: { eq: 'm2' } } } }, [daily]),
    ).toMatchObject({
      rollup: true,
    });
  });
});
