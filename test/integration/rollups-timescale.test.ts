import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Backend } from '../../src/backend/backend.ts';
import { checkDataset } from '../../src/datasets/check-dataset.ts';
import type { Metric } from '../../src/model/dataset-query.ts';
import { datasetDao } from '../support/awkward-storage.ts';
import { openEmbedded } from '../support/embedded-backend.ts';
import { METERED_AGGREGATES, metered, meteredRollup } from '../support/metered.ts';
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
  backend.execute({ text, parameters: [], summary: 'x' }, { signal: AbortSignal.timeout(60_000) });

const aggregate = (name: string, bucket: string, from = 'metered') =>
  `create materialized view ${name} with (timescaledb.continuous, timescaledb.materialized_only = false) as
     select ${bucket} as bucket, meter, site, ${METERED_AGGREGATES} from ${from} group by 1, 2, 3 with no data`;

/** Half-hourly readings of ten days over a change of New York's clock; every seventh value is missing. */
const TABLES = [
  `create table metered (time timestamptz not null, meter text not null, site text, load float8, cost numeric(12, 2),
     ticks bigint, primary key (time, meter))`,
  `select create_hypertable('metered', 'time', chunk_time_interval => interval '1 day')`,
  `insert into metered select at, 'm' || n, case when n < 3 then 's' || n % 2 end,
       case when (n + extract(minute from at)::int / 30 + extract(hour from at)::int) % 7 > 0
         then n + sin(extract(epoch from at)) end,
       round((n * 100 + extract(hour from at) * 3.17)::numeric, 2),
       case when n <> 4 then 9007199254740993 + n end
     from generate_series(timestamptz '2024-03-05', timestamptz '2024-03-14 23:30', interval '30 minutes') at,
       generate_series(1, 5) n`,
  aggregate('hourly', `time_bucket('1 hour', time)`),
  aggregate('daily', `time_bucket('1 day', time)`),
  aggregate('local_daily', `time_bucket('1 day', time, 'America/New_York')`),
  aggregate('gas_daily', `time_bucket('1 day', time, origin => timestamptz '2000-01-01 06:00+00')`),
  aggregate('filtered', `time_bucket('1 hour', time)`, `metered where meter <> 'm1'`),
  aggregate('never', `time_bucket('1 hour', time)`),
  `create view plain as select time_bucket('1 hour', time) as bucket, meter, site, ${METERED_AGGREGATES}
     from metered group by 1, 2, 3`,
  ...['hourly', 'daily', 'local_daily', 'gas_daily', 'filtered'].map(
    (name) => `call refresh_continuous_aggregate('${name}', '2024-03-05', '2024-03-13')`,
  ),
];

const [hourly, daily, localDaily, gasDaily] = [
  meteredRollup('hourly', 'PT1H'),
  meteredRollup('daily', 'P1D'),
  meteredRollup('local_daily', 'P1D'),
  meteredRollup('gas_daily', 'P1D'),
];
const table = metered('timescale', { rollups: [hourly, daily, localDaily, gasDaily] });
const RANGE = { start: '2024-03-05', end: '2024-03-15' };

beforeAll(async () => {
  backend = await openEmbedded('timescale', folder);
  for (const statement of TABLES) await run(statement);
}, 120_000);

afterAll(async () => {
  await backend.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (asked: Partial<MeteredAsk>, dataset = table) =>
  askBothWays(backend, dataset, { ...RANGE, ...asked });

describe('buckets through continuous aggregates are those of the table', () => {
  test.each<RolledCase>([
    ...ROLLED_CASES,
    ['days of New York over a change of its clock', 'local_daily', { zone: 'America/New_York' }],
    ['six hours of Denver', 'hourly', { width: 'PT6H', zone: 'America/Denver' }],
    ['by one dimension of two', 'daily', { dimensions: ['site'], width: 'P2D' }],
    ['with conditions on dimensions', 'daily', { where: { columns: { meter: { in: ['m1', 'm4'] } } } }],
    ['where a site is missing', 'daily', { where: { not: { columns: { site: { isNull: false } } } } }],
    ['lines in the order of an exact mean', 'daily', bestThree('ticks')],
  ])('%s', async (_, source, asked) => {
    expect(await ask(asked)).toMatchObject({ source, rollup: true });
  });

  test('of gas days, each from six to six', async () => {
    const origin = { kind: 'civil', millis: Date.parse('2000-01-01T06:00:00Z') } as const;
    const { source, rejected } = await ask({ more: { origin } });
    expect(source).toBe('gas_daily');
    expect(rejected.map(({ reason }) => reason)).toEqual([
      'daily has buckets of P1D in UTC that are cut by 2024-03-05T06:00:00.000Z.',
      'local_daily has buckets of P1D in America/New_York that are cut by 2024-03-05T06:00:00.000Z.',
      'hourly is finer (PT1H) than gas_daily.',
    ]);
  });

  test('in one statement about all rollups and one that reads', async () => {
    const watched = watchBackend(backend);
    await datasetDao(watched).queryBuckets({
      ...{
        table,
        range: {
          between: { start: { kind: 'instant', millis: 0 }, end: { kind: 'instant', millis: 1.8e12 } },
        },
      },
      ...{ timeZone: 'UTC', where: {}, metrics: [], dimensions: [], having: {}, order: [], page: {} },
      ...{
        origin: null,
        fill: 'NONE',
        maxGap: null,
        partial: 'INCLUDE',
        groupByInterval: { unit: 'day', count: 1 },
      },
    });
    expect(watched.statements.map(({ summary }) => summary)).toEqual([
      'SELECT continuous_agg',
      'SELECT buckets metered',
    ]);
    // What is stored is read, not the view that would add the newest rows once more.
    expect(watched.statements[1]?.text).toContain('"_timescaledb_internal"."_materialized_hypertable_');
  });
});

test('the declaration fits the live tables', async () => {
  expect(await checkDataset(table, backend, { signal: AbortSignal.timeout(30_000) })).toEqual([]);
});

describe('a rollup is refused', () => {
  const metric = (name: Metric['function'], p: number | null = null): Metric => ({
    measure: 'load',
    function: name,
    p,
  });
  const none = { ...hourly, rowCount: null };
  const real = {
    ...hourly,
    measures: { load: { sum: 'cost_sum', count: 'load_count', min: 'load_min', max: 'load_max' } },
  };
  test.each<[string, ReturnType<typeof meteredRollup>, Partial<MeteredAsk>]>([
    ['cannot tell load.LAST from aggregates of buckets', hourly, { metrics: [metric('LAST')] }],
    ['cannot tell load.CLOSING from aggregates of buckets', hourly, { metrics: [metric('CLOSING')] }],
    [
      'cannot tell load.PERCENTILE(0.5) from aggregates of buckets',
      hourly,
      { metrics: [metric('PERCENTILE', 0.5)] },
    ],
    [
      'keeps no single rows, and there is a condition on cost',
      hourly,
      { where: { columns: { cost: { gt: '1' } } } },
    ],
    ['does not keep the dimension site', { ...hourly, dimensions: ['meter'] }, { dimensions: ['site'] }],
    ['declares no row_count', none, {}],
    ['declares no sum of cost', real, { metrics: [metric('SUM'), { ...metric('SUM'), measure: 'cost' }] }],
    ['does not say that cost_sum is sum(load)', real, { metrics: [metric('SUM')] }],
    [
      'has buckets of PT1H in UTC that are cut by 2024-03-04T19:15:00.000Z',
      hourly,
      { zone: 'Asia/Kathmandu', width: 'PT1H' },
    ],
    [
      'has buckets of P1D in UTC that are cut by 2024-03-06T05:00:00.000Z',
      daily,
      { zone: 'America/New_York' },
    ],
    ['is made of more than the plain rows of the table', meteredRollup('filtered', 'PT1H'), {}],
    ['was never refreshed', meteredRollup('never', 'PT1H'), {}],
    ['is no continuous aggregate of TimescaleDB', meteredRollup('plain', 'PT1H'), {}],
    ['is no continuous aggregate of TimescaleDB', meteredRollup('missing', 'PT1H'), {}],
    [
      'adds doubles in another order, and groups are compared by load.AVG',
      hourly,
      {
        dimensions: ['meter'],
        more: { order: [{ by: { kind: 'metric', metric: metric('AVG') }, direction: 'ASC', nulls: 'LAST' }] },
      },
    ],
    [
      'has no whole bucket in this range that is up to date',
      hourly,
      { start: '2024-03-13', end: '2024-03-14' },
    ],
  ])('that %s', async (reason, rollup, asked) => {
    expect(await ask(asked, { ...table, rollups: [rollup] })).toEqual({
      source: 'metered',
      rollup: false,
      rejected: [{ source: rollup.name, reason: `${rollup.name} ${reason}.` }],
    });
  });
});

describe('the answer stays that of the table', () => {
  test.each([
    ['rows behind the watermark', `insert into metered values ('2024-03-14 23:45', 'm1', 's1', 7, 8, 9)`],
    ['a late row', `insert into metered values ('2024-03-06 05:10', 'm1', 's1', 1000, 1000, 1000)`],
    [
      'a changed row',
      `update metered set load = 5000, cost = 1, ticks = null where time = '2024-03-07 10:30'`,
    ],
    ['a moved row', `update metered set site = 'elsewhere' where time = '2024-03-08 10:30' and meter = 'm2'`],
    ['a deleted row', `delete from metered where time = '2024-03-09 03:00' and meter <> 'm5'`],
    [
      'a late row of a time without any',
      `insert into metered values ('2024-03-04 12:00', 'm1', 's1', 1, 1, 1)`,
    ],
  ])('after %s', async (_, change) => {
    await run(change);
    for (const asked of [
      { width: 'PT1H' },
      { dimensions: ['meter', 'site'], start: '2024-03-04' },
      { zone: 'America/New_York' },
    ]) {
      expect(await ask(asked)).toMatchObject({ rollup: true });
    }
  });

  test('after a refresh of a part, and of all', async () => {
    await run(`call refresh_continuous_aggregate('daily', '2024-03-06', '2024-03-08')`);
    expect(await ask({})).toMatchObject({ source: 'daily' });
    await run(`call refresh_continuous_aggregate('daily', null, null)`);
    expect(await ask({})).toMatchObject({ source: 'daily' });
  });

  test('with infinite values; with NaN it is asked of the table', async () => {
    await run(`update metered set load = 'Infinity' where time = '2024-03-10 00:30' and meter = 'm1'`);
    await run(`call refresh_continuous_aggregate('daily', null, null)`);
    expect(await ask({})).toMatchObject({ source: 'daily' });
    await run(`update metered set load = 'NaN' where time = '2024-03-11 00:30' and meter = 'm1'`);
    await run(`update metered set cost = 'NaN' where time = '2024-03-12 00:30' and meter = 'm1'`);
    await run(`call refresh_continuous_aggregate('daily', null, null)`);
    const alone = { ...table, rollups: [daily] };
    for (const measure of ['load', 'cost']) {
      for (const name of ['SUM', 'AVG', 'MIN', 'MAX'] as const) {
        const source = await ask({ metrics: [{ measure, function: name, p: null }] }, alone);
        if (name === 'SUM' || name === 'AVG' || measure === 'load') {
          expect(source.rejected.map(({ reason }) => reason)).toEqual([
            'daily adds up to what is no finite number.',
          ]);
        }
      }
    }
    expect(await ask({ metrics: [{ measure: 'ticks', function: 'SUM', p: null }] }, alone)).toMatchObject({
      rollup: true,
    });
  });

  test('after chunks were dropped, and all rows', async () => {
    await run(`select drop_chunks('metered', timestamptz '2024-03-07')`);
    const exact = { metrics: [{ measure: 'ticks', function: 'SUM', p: null }] } as const;
    expect(await ask(exact)).toMatchObject({ source: 'daily' });
    await run('truncate metered');
    await run(`insert into metered values ('2024-03-10 12:00', 'm1', 's1', 1, 1, 1)`);
    expect(await ask(exact)).toMatchObject({ source: 'metered' });
  });
});
