import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseDuration } from '../../src/calendar/duration.ts';
import { ClickHouseDao } from '../../src/dao/clickhouse-dao.ts';
import { TimescaleDao } from '../../src/dao/timescale-dao.ts';
import { latestTimes } from '../../src/sql/dataset/extent.ts';
import { declaredMeasure } from '../../src/sql/dataset/source.ts';
import { render } from '../../src/sql/statement.ts';
import { datasetDao, storeAwkwardRows } from '../support/awkward-storage.ts';
import { AWKWARD_ROWS, awkwardDataset } from '../support/awkward-table.ts';
import { ALL_METRICS } from '../support/dataset-corpus.ts';
import { type DatasetEngine, describeDatasetAnswers, PLAIN_BUCKETS } from '../support/dataset-suite.ts';
import { EMBEDDED_ENGINES, openEmbedded } from '../support/embedded-backend.ts';
import { describeRecentRanges } from '../support/recent-suite.ts';
import { watchBackend } from '../support/watched-backend.ts';

const TABLE = 'awkward "table"';

describe.each(EMBEDDED_ENGINES)('dataset answers · %s (embedded)', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'aurum-dataset-'));
  let opened: DatasetEngine | null = null;
  beforeAll(async () => {
    const backend = await openEmbedded(name, folder);
    opened = { backend, table: [TABLE] };
    await storeAwkwardRows(backend, TABLE);
  }, 120_000);
  afterAll(async () => {
    await opened?.backend.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const engine = (): DatasetEngine => {
    if (opened === null) throw new Error('The engine has not been opened.');
    return opened;
  };
  describeDatasetAnswers(engine);
  describeRecentRanges(engine);

  test('a page is one statement, and so is a count, an aggregate, a page of lines with their buckets', async () => {
    const watched = watchBackend(engine().backend);
    const dao = datasetDao(watched);
    const scope = { table: awkwardDataset(name, engine().table), range: null, timeZone: 'UTC', where: {} };
    const groups = {
      ...scope,
      metrics: ALL_METRICS,
      dimensions: ['hub', 'product'],
      having: { count: { gt: 0 } },
      order: [],
      page: {},
    };
    const counted = async (work: () => Promise<unknown>): Promise<number> => {
      const before = watched.statements.length;
      await work();
      return watched.statements.length - before;
    };
    expect(await counted(() => dao.queryRows({ ...scope, order: [], page: {} }))).toBe(1);
    expect(await counted(() => dao.countRows(scope))).toBe(1);
    expect(await counted(() => dao.aggregate(groups))).toBe(1);
    expect(await counted(() => dao.queryAggregatedMetrics(groups))).toBe(1);
    expect(await counted(() => dao.countGroups(groups))).toBe(1);
    const groupByInterval = parseDuration('P1D', 'groupByInterval');
    const bucketed = { ...groups, ...PLAIN_BUCKETS, groupByInterval };
    const between = {
      between: { start: { kind: 'instant', millis: 0 }, end: { kind: 'instant', millis: 1e12 } },
    } as const;
    expect(await counted(() => dao.queryBuckets({ ...bucketed, range: between }))).toBe(1);
    // Earlier buckets are one statement, but where one of them is needed whole and cut.
    const march = (end: string) => {
      const [from, to] = ['2024-03-28', end].map(
        (text) => ({ kind: 'instant', millis: Date.parse(text) }) as const,
      );
      return { between: { start: from ?? null, end: to ?? null } };
    };
    const compared = { ...bucketed, compareWith: { unit: 'month', count: 1 } } as const;
    expect(await counted(() => dao.queryBuckets({ ...compared, range: march('2024-04-01') }))).toBe(2);
    expect(await counted(() => dao.queryBuckets({ ...compared, range: march('2024-03-31T06:00Z') }))).toBe(3);
    // Where an open range begins and ends is asked first, and so is the newest row.
    expect(await counted(() => dao.queryBuckets(bucketed))).toBe(2);
    const last = { duration: { unit: 'day', count: 1 }, until: 'LATEST_DATA' } as const;
    expect(await counted(() => dao.queryBuckets({ ...bucketed, range: { last } }))).toBe(2);
    expect(await counted(() => dao.queryRows({ ...scope, range: { last }, order: [], page: {} }))).toBe(2);
    const now = { last: { ...last, until: 'NOW' } } as const;
    expect(await counted(() => dao.queryBuckets({ ...bucketed, range: now }))).toBe(1);
    expect(await counted(() => dao.countRows({ ...scope, range: now }))).toBe(1);
    expect(new Set(watched.statements.map(({ summary }) => summary))).toEqual(
      new Set(
        ['', 'count ', 'groups ', 'count groups ', 'extent ', 'buckets '].map(
          (what) => `SELECT ${what}${TABLE}`,
        ),
      ),
    );
  });

  test.each(['NONE', 'NULL'] as const)(
    'more buckets than one line may have, with %s, ask nothing',
    async (fill) => {
      const watched = watchBackend(engine().backend);
      const dao = datasetDao(watched, { maxBuckets: 365 });
      const request = {
        ...{ table: awkwardDataset(name, engine().table), timeZone: 'UTC', where: {}, metrics: ALL_METRICS },
        ...{ having: {}, order: [], page: {}, ...PLAIN_BUCKETS, fill },
        groupByInterval: parseDuration('P1D', 'width'),
      };
      const [start, end] = [Date.UTC(2024, 0, 1), Date.UTC(2025, 0, 1)];
      const bound = (millis: number) => ({ kind: 'instant', millis }) as const;
      const range = { between: { start: bound(start), end: bound(end) } };
      for (const dimensions of [[], ['hub']]) {
        await expect(dao.queryBuckets({ ...request, dimensions, range })).rejects.toMatchObject({
          code: 'BAD_USER_INPUT',
          details: { argument: 'width', allowed: expect.stringMatching(/^P1W or wider/) },
        });
      }
      expect(watched.statements).toEqual([]);
      const shorter = { between: { start: bound(start + 86_400_000), end: bound(end) } };
      await dao.queryBuckets({ ...request, dimensions: [], range: shorter });
      expect(watched.statements).toHaveLength(1);
    },
  );

  test('times before 1970 are older than those after, however often they are compared', async () => {
    const { backend, table } = engine();
    const rows = {
      table: awkwardDataset(name, table),
      bounds: { lowerMillis: null, upperMillis: null },
      where: {},
    };
    const newest = latestTimes(backend.dialect, rows, ['hub'], declaredMeasure(rows.table, 'volume'));
    const statement = render(newest, backend.dialect, 'SELECT newest');
    const signal = AbortSignal.timeout(60_000);
    const asked = async () => (await backend.execute(statement, { signal })).rows.map(String).sort();
    const first = await asked();
    expect(first).toHaveLength(new Set(AWKWARD_ROWS.map(({ hub }) => hub)).size);
    for (let time = 2; time <= 8; time++) expect(await asked()).toEqual(first);
  });

  test('pages have a size of their own where none is asked for, and no larger one than allowed', async () => {
    const dao = datasetDao(engine().backend);
    const scope = { table: awkwardDataset(name, engine().table), range: null, timeZone: 'UTC', where: {} };
    expect((await dao.queryRows({ ...scope, order: [], page: {} })).rows).toHaveLength(50);
    const tooLarge = dao.queryRows({ ...scope, order: [], page: { first: 1_001 } });
    await expect(tooLarge).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { argument: 'first' } });
    const first = await dao.queryRows({ ...scope, order: [], page: { first: 1 } });
    const [row] = first.rows;
    if (row === undefined) throw new Error('There are rows.');
    const elsewhere = { ...scope, where: { columns: { hub: { eq: 'z' } } } };
    const strange = dao.queryRows({ ...elsewhere, order: [], page: { after: first.cursorOf(row) } });
    await expect(strange).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { argument: 'after' } });
  });

  test('the short form of a bucketed query takes one aggregate of every measure', async () => {
    const dao = datasetDao(engine().backend);
    const table = awkwardDataset(name, engine().table, { final: name === 'clickhouse' });
    const [start, end] = [Date.UTC(2024, 0, 1), Date.UTC(2025, 0, 1)];
    const request = {
      table,
      startMillis: start,
      endMillis: end,
      groupByInterval: parseDuration('1 month', 'groupByInterval'),
      aggregation: 'SUM',
    } as const;
    const page =
      dao instanceof ClickHouseDao
        ? await dao.queryTimeSeriesData(request)
        : dao instanceof TimescaleDao
          ? await dao.queryTimeBucketData(request)
          : null;
    const buckets = page?.rows[0]?.buckets ?? [];
    const within = AWKWARD_ROWS.filter(({ time }) => Date.parse(time) >= start && Date.parse(time) < end);
    expect(buckets.map(({ startMillis }) => new Date(startMillis).getUTCMonth())).toEqual([0, 1, 2, 11]);
    expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(within.length);
    expect(Object.keys(buckets[0]?.values ?? {})).toEqual(['price.SUM', 'volume.SUM', 'quantity.SUM']);
  });
});
