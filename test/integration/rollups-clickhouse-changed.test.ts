import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Backend } from '../../src/backend/backend.ts';
import { createComparedRollups } from '../../src/dao/compared-rollups.ts';
import { openEmbedded } from '../support/embedded-backend.ts';
import { metered, meteredRollup } from '../support/metered.ts';
import { askBothWays, type MeteredAsk } from '../support/rollup-suite.ts';
import { watchBackend } from '../support/watched-backend.ts';

const folder = mkdtempSync(join(tmpdir(), 'aurum-rollups-'));
let backend: Backend;
const run = (text: string) =>
  backend.execute({ text, parameters: [], summary: 'ALTER' }, { signal: AbortSignal.timeout(60_000) });

const MEASURES: readonly (readonly [column: string, type: string, sum: string])[] = [
  ['load', 'Nullable(Float64)', 'Nullable(Float64)'],
  ['cost', 'Nullable(Decimal(12, 2))', 'Nullable(Decimal(38, 2))'],
  ['ticks', 'Nullable(Int64)', 'Nullable(Int128)'],
];
const STORED = MEASURES.map(
  ([of, type, sum]) =>
    `${of}_sum SimpleAggregateFunction(sum, ${sum}), ${of}_count SimpleAggregateFunction(sum, UInt64),
     ${of}_min SimpleAggregateFunction(min, ${type}), ${of}_max SimpleAggregateFunction(max, ${type})`,
).join(', ');
const MADE = MEASURES.map(
  ([of]) =>
    `sum(${of === 'ticks' ? 'toInt128(ticks)' : of}) as ${of}_sum, count(${of}) as ${of}_count, min(${of}) as ${of}_min,
     max(${of}) as ${of}_max`,
).join(', ');

/** A table of days as partitions, rows that were there before its view, and a view of days. */
async function makeTable(
  name: string,
  older: string | null = null,
  storage = 'partition by toYYYYMMDD(time) order by (time, meter)',
): Promise<void> {
  await run(`create table ${name} (time DateTime64(3, 'UTC'), meter String, site Nullable(String),
    ${MEASURES.map(([column, type]) => `${column} ${type}`).join(', ')})
    engine = MergeTree ${storage}`);
  if (older !== null) await run(`insert into ${name} values ${older}`);
  await run(`create table ${name}_daily (bucket DateTime('UTC'), meter String, site Nullable(String), ${STORED},
    readings SimpleAggregateFunction(sum, UInt64)) engine = AggregatingMergeTree order by (bucket, meter, site)
    settings allow_nullable_key = 1`);
  await run(viewOf(name));
}

const viewOf = (
  name: string,
): string => `create materialized view ${name}_view to ${name}_daily as select toStartOfDay(time) as bucket, meter, site,
    ${MADE}, count() as readings from ${name} group by bucket, meter, site`;

/** Hourly readings of two meters over four days. */
const fill = (table: string, cost: number): string =>
  `insert into ${table} select toDateTime64('2024-03-05 00:00:00', 3, 'UTC') + intDiv(number, 2) * 3600,
   concat('m', toString(number % 2 + 1)), 's1', 0.1 * number, ${cost} + number % 2, number from numbers(192)`;

const RANGE = { start: '2024-03-05', end: '2024-03-09' };

/** A table with restated values beside it, and how it is asked: with a memory of its own. */
async function prepared(name: string, older: string | null = null, storage?: string) {
  await makeTable(name, older, storage);
  await run(fill(name, 10));
  await run(`create table ${name}_new as ${name}`);
  await run(fill(`${name}_new`, 99));
  const memory = createComparedRollups();
  const table = metered('clickhouse', { table: [name], rollups: [meteredRollup(`${name}_daily`, 'P1D')] });
  return (asked: Partial<MeteredAsk> = {}, engine = backend) =>
    askBothWays(engine, table, { ...RANGE, ...asked }, memory);
}

beforeAll(async () => {
  backend = await openEmbedded('clickhouse', folder);
}, 120_000);

afterAll(async () => {
  await backend.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What leaves as many rows as there were, or is no mutation, or changes the rollup alone. */
const CHANGES: readonly (readonly [name: string, changes: (table: string) => readonly string[]])[] = [
  ['a partition is replaced', (of) => [`alter table ${of} replace partition 20240306 from ${of}_new`]],
  [
    'a partition is dropped and attached from another table',
    (of) => [
      `alter table ${of} drop partition 20240307`,
      `alter table ${of} attach partition 20240307 from ${of}_new`,
    ],
  ],
  [
    'a partition is detached, and one moved in',
    (of) => [
      `alter table ${of} detach partition 20240307`,
      `alter table ${of}_new move partition 20240307 to table ${of}`,
    ],
  ],
  [
    'a partition is attached and merged with what is there',
    (of) => [
      `alter table ${of} attach partition 20240306 from ${of}_new`,
      `insert into ${of}_daily (bucket, meter, site, readings) values ('2024-03-06', 'm1', 's1', 24), ('2024-03-06', 'm2', 's1', 24)`,
      `optimize table ${of} final`,
      `optimize table ${of}_daily final`,
    ],
  ],
  [
    'a replaced partition is merged',
    (of) => [`alter table ${of} replace partition 20240306 from ${of}_new`, `optimize table ${of} final`],
  ],
  ['the tables are exchanged by names', (of) => [`rename table ${of} to ${of}_old, ${of}_new to ${of}`]],
  [
    'it is truncated and filled anew by another way',
    (of) => [`truncate table ${of}`, `alter table ${of} attach partition all from ${of}_new`],
  ],
  [
    'one meter is counted twice in the rollup and the other is gone from the table',
    (of) => [
      `insert into ${of}_daily select * from ${of}_daily where meter = 'm1'`,
      `delete from ${of} where meter = 'm2'`,
    ],
  ],
  [
    'the rollup is changed in place',
    (of) => [`alter table ${of}_daily update cost_sum = 1 where meter = 'm2' settings mutations_sync = 1`],
  ],
  [
    'stored rows are altered',
    (of) => [`alter table ${of} update cost = 1 where meter = 'm2' settings mutations_sync = 1`],
  ],
  [
    'a column is made anew',
    (of) => [
      `drop view ${of}_view`,
      `alter table ${of} drop column cost`,
      `alter table ${of} add column cost Nullable(Decimal(12, 2)) default 7`,
      viewOf(of),
    ],
  ],
];

describe('the answer stays that of the table where', () => {
  test.each(CHANGES)('%s', async (name, changes) => {
    const table = `t${CHANGES.findIndex(([each]) => each === name)}`;
    const ask = await prepared(table);
    expect(await ask()).toMatchObject({ source: `${table}_daily` });
    expect(await ask({ dimensions: ['meter'] })).toMatchObject({ source: `${table}_daily` });
    for (const change of changes(table)) await run(change);
    for (const dimensions of [[], ['meter']]) {
      const { source, rejected } = await ask({ dimensions });
      const [{ reason } = { reason: '' }] = rejected;
      expect(`${source}: ${reason}`).toMatch(
        /^metered: t\d+_daily (?:counts|holds other values than the table has in \d of its buckets|does not)/,
      );
    }
  });

  test('a row older than the view stands for one that was deleted since', async () => {
    const ask = await prepared('older', `('2024-03-06 05:00:00', 'm1', 's1', 1, 1000, 1)`);
    await run(`insert into older values ('2024-03-06 06:00:00', 'm1', 's1', 1, 5, 1)`);
    expect((await ask()).rejected[0]?.reason).toBe('older_daily counts 193 rows where the table has 194.');
    await run(`delete from older where cost = 5`);
    expect((await ask()).rejected[0]?.reason).toBe(
      'older_daily holds other values than the table has in 1 of its buckets.',
    );
    // Elsewhere it is as good as ever.
    expect(await ask({ start: '2024-03-07' })).toMatchObject({ source: 'older_daily' });
  });
});

/** The 48 rows of the first day are dropped when they are merged, and not before. */
const EXPIRING = `order by (time, meter)
  TTL if(time < toDateTime64('2024-03-06 00:00:00', 3, 'UTC'), toDateTime('2020-01-01'), toDateTime('2100-01-01'))
  settings max_number_of_merges_with_ttl_in_pool = 0`;

describe('a merge in which a TTL drops a day is seen where', () => {
  test.each([
    ['as many', 48],
    ['more', 50],
    ['fewer', 3],
  ])('%s rows were inserted since the comparison', async (name, inserted) => {
    const table = `expiring_${name.replace(' ', '_')}`;
    const ask = await prepared(table, null, EXPIRING);
    expect(await ask()).toMatchObject({ source: `${table}_daily` });
    await run(`insert into ${table} select toDateTime64('2024-03-07 00:00:00', 3, 'UTC') + number * 60, 'm1', 's1', 1, 2, 3
      from numbers(${inserted})`);
    await run(`optimize table ${table} final`);
    expect((await ask()).rejected[0]?.reason).toBe(
      `${table}_daily counts ${192 + inserted} rows where the table has ${144 + inserted}.`,
    );
    expect(await ask({ start: '2024-03-06' })).toMatchObject({ source: `${table}_daily` });
  });
});

describe('what was compared', () => {
  const asked = async (ask: Awaited<ReturnType<typeof prepared>>) => {
    const watched = watchBackend(backend);
    expect(await ask({}, watched)).toMatchObject({ rollup: true });
    return watched.statements;
  };
  const summaries = async (ask: Awaited<ReturnType<typeof prepared>>) =>
    [...new Set((await asked(ask)).map(({ summary }) => summary))].filter((summary) =>
      /comparison|parts/.test(summary),
    );

  test('is compared once, and after an insert where that has rows', async () => {
    const ask = await prepared('once');
    expect(await summaries(ask)).toEqual(['SELECT comparison once_daily']);
    expect(await summaries(ask)).toEqual([]);
    await run(`insert into once values ('2024-03-06 05:10:00', 'm1', 's1', 5, 6, 7)`);
    const [parts, inRollup, comparison] = (await asked(ask)).filter(({ summary }) =>
      /comparison|parts/.test(summary),
    );
    expect([parts, inRollup].map((each) => each?.summary)).toEqual([
      'SELECT parts once',
      'SELECT parts once_daily',
    ]);
    const times = comparison?.parameters
      .map(({ value }) => value)
      .filter((value) => /^2024/.test(String(value)));
    expect(new Set(times)).toEqual(new Set(['2024-03-06 00:00:00.000', '2024-03-07 00:00:00.000']));
    expect(await summaries(ask)).toEqual([]);
  });

  test('is not compared again after merges of what is known', async () => {
    const ask = await prepared('merged', null, 'order by (time, meter)');
    for (let hour = 0; hour < 3; hour++) {
      await run(`insert into merged values ('2024-03-06 0${hour}:10:00', 'm1', 's1', 5, 6, 7)`);
    }
    expect(await summaries(ask)).toEqual(['SELECT comparison merged_daily']);
    for (const name of ['merged', 'merged_daily']) await run(`optimize table ${name} final`);
    expect(await summaries(ask)).toEqual([]);
  });

  test('a difference that was found is not looked for again', async () => {
    const ask = await prepared('differing');
    await run(`alter table differing replace partition 20240306 from differing_new`);
    expect(await ask()).toMatchObject({ rollup: false });
    const watched = watchBackend(backend);
    expect(await ask({}, watched)).toMatchObject({ rollup: false });
    expect(watched.statements.filter(({ summary }) => /comparison/.test(summary))).toEqual([]);
    // Once the rollup is mended it is used.
    await run(`alter table differing_daily delete where bucket = '2024-03-06' settings mutations_sync = 1`);
    await run(`insert into differing_daily select toStartOfDay(time) as bucket, meter, site, ${MADE}, count() as readings
      from differing where time >= '2024-03-06' and time < '2024-03-07' group by bucket, meter, site`);
    expect(await ask()).toMatchObject({ source: 'differing_daily' });
  });
});
