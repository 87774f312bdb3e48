import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Backend } from '../../src/backend/backend.ts';
import { OTHER_TABLES, SENSOR_DATA, SENSOR_TABLES } from '../support/admin-datasets.ts';
import { type EiaServer, startEiaServer } from '../support/eia-server.ts';
import { openEmbedded } from '../support/embedded-backend.ts';
import { type WatchedBackend, watchBackend } from '../support/watched-backend.ts';

const folder = mkdtempSync(join(tmpdir(), 'aurum-operations-'));
let backend: Backend;
let watched: WatchedBackend;
let served: EiaServer;

const run = (text: string) =>
  backend.execute({ text, parameters: [], summary: 'x' }, { signal: AbortSignal.timeout(30_000) });

beforeAll(async () => {
  backend = await openEmbedded('timescale', folder);
  for (const statement of SENSOR_TABLES) await run(statement);
  watched = watchBackend(backend);
  served = await startEiaServer(watched, { datasets: [SENSOR_DATA, ...OTHER_TABLES] });
}, 60_000);

afterAll(async () => {
  await served.server.close();
  await backend.close();
  rmSync(folder, { recursive: true, force: true });
});

const dataOf = (document: string) => served.dataOf(document);

async function refusalOf(document: string) {
  const { errors } = await served.query(document);
  expect(errors).toHaveLength(1);
  return errors[0] as { message: string; extensions: Record<string, unknown> };
}

describe('a hypertable', () => {
  test('tells its chunks, dimensions and sizes', async () => {
    const { hypertable } = await dataOf(`{ hypertable(name: "sensor_data") {
      id name timeColumn chunkInterval chunkCount compressedChunkCount compression { enabled beforeBytes afterBytes }
      dimensions { column type interval partitions } size { totalBytes tableBytes indexBytes } } }`);
    expect(hypertable).toMatchObject({
      id: 'Hypertable:sensor_data',
      name: 'sensor_data',
      timeColumn: 'time',
      chunkInterval: 'P1D',
      chunkCount: 5,
      compressedChunkCount: 0,
      compression: { enabled: true, beforeBytes: null, afterBytes: null },
      dimensions: [{ column: 'time', type: 'timestamp with time zone', interval: 'P1D', partitions: null }],
    });
    const { size } = hypertable as { size: Record<string, number> };
    expect(size.totalBytes).toBeGreaterThan(100_000);
    expect(size.totalBytes).toBe((size.tableBytes ?? 0) + (size.indexBytes ?? 0));
  });

  test('pages its chunks both ways, in one statement and one for the count', async () => {
    const page = async (args: string) => {
      const { hypertable } = await dataOf(`{ hypertable(name: "sensor_data") { chunks(${args}) {
        totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { start end compressed totalBytes } } } }`);
      return (hypertable as { chunks: Chunks }).chunks;
    };
    type Chunks = {
      totalCount: number;
      pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string };
      nodes: { start: string; end: string; compressed: boolean; totalBytes: number }[];
    };
    watched.statements.length = 0;
    const first = await page('first: 3');
    expect(watched.statements.map(({ summary }) => summary)).toEqual([
      'SELECT timescaledb_information.hypertables',
      'SELECT timescaledb_information.chunks',
      'SELECT count timescaledb_information.chunks',
    ]);
    expect(first.totalCount).toBe(5);
    expect(first.nodes.map(({ start }) => start)).toEqual(
      [1, 2, 3].map((day) => `2024-01-0${day}T00:00:00Z`),
    );
    expect(first.nodes[0]).toMatchObject({ end: '2024-01-02T00:00:00Z', compressed: false });
    expect(first.nodes[0]?.totalBytes).toBeGreaterThan(10_000);
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = await page(`first: 3, after: "${first.pageInfo.endCursor}"`);
    expect(second.nodes.map(({ start }) => start)).toEqual(['2024-01-04T00:00:00Z', '2024-01-05T00:00:00Z']);
    expect(second.pageInfo.hasNextPage).toBe(false);
    const last = await page('last: 2');
    expect(last.nodes).toEqual(second.nodes);
  });

  test.each([
    ['one that is not declared', 'eia_observation'],
    ['a declared table that is no hypertable', 'public.plain_table'],
    ['a declared table that is not there', 'public.missing'],
    ['a name that is no name', `sensor_data'; drop table sensor_data; --`],
  ])('is null for %s', async (_, name) => {
    watched.statements.length = 0;
    expect(await dataOf(`{ hypertable(name: ${JSON.stringify(name)}) { id } }`)).toEqual({
      hypertable: null,
    });
    for (const { text } of watched.statements) expect(text).not.toContain('drop');
  });

  test('is found by its id, as an aggregate is', async () => {
    const { one, other } =
      await dataOf(`{ one: node(id: "Hypertable:sensor_data") { __typename ... on Hypertable { chunkCount } }
      other: node(id: "ContinuousAggregate:hourly_summary") { __typename ... on ContinuousAggregate { bucketWidth } } }`);
    expect(one).toEqual({ __typename: 'Hypertable', chunkCount: 5 });
    expect(other).toEqual({ __typename: 'ContinuousAggregate', bucketWidth: 'PT1H' });
  });
});

describe('compressChunks', () => {
  const compress = async (input: string) => {
    const { compressChunks } =
      await dataOf(`mutation { compressChunks(input: { hypertable: "sensor_data", ${input} }) {
      compressedChunks { start compressed } alreadyCompressed remaining bytesBefore bytesAfter changed dryRun
      hypertable { compressedChunkCount compression { beforeBytes afterBytes } } } }`);
    return compressChunks as Record<string, unknown> & { bytesBefore: number; bytesAfter: number };
  };

  test('says in a dry run what it would do, does it, and then has nothing to do', async () => {
    const dry = await compress('olderThan: "1 day", maxChunks: 2, dryRun: true');
    expect(dry).toMatchObject({
      compressedChunks: [
        { start: '2024-01-01T00:00:00Z', compressed: false },
        { start: '2024-01-02T00:00:00Z', compressed: false },
      ],
      alreadyCompressed: 0,
      remaining: 3,
      bytesAfter: null,
      changed: true,
      dryRun: true,
      hypertable: { compressedChunkCount: 0 },
    });
    const real = await compress('olderThan: "1 day", maxChunks: 2');
    expect(real).toMatchObject({
      compressedChunks: [
        { start: '2024-01-01T00:00:00Z', compressed: true },
        { start: '2024-01-02T00:00:00Z', compressed: true },
      ],
      alreadyCompressed: 0,
      remaining: 3,
      bytesBefore: dry.bytesBefore,
      changed: true,
      dryRun: false,
      hypertable: { compressedChunkCount: 2 },
    });
    expect(real.bytesAfter).toBeLessThan(real.bytesBefore / 2);
    const rest = await compress('olderThan: "P1D"');
    expect(rest).toMatchObject({ alreadyCompressed: 2, remaining: 0, changed: true });
    const again = await compress('olderThan: "P1D"');
    expect(again).toMatchObject({
      compressedChunks: [],
      alreadyCompressed: 5,
      remaining: 0,
      bytesBefore: 0,
      bytesAfter: 0,
      changed: false,
      hypertable: { compressedChunkCount: 5 },
    });
    const { rows } = await run('select count(*) from sensor_data');
    expect(rows).toEqual([[23_420n]]);
  });

  test('leaves chunks that are not old enough', async () => {
    expect(await compress('olderThan: "100 years"')).toMatchObject({
      alreadyCompressed: 0,
      remaining: 0,
      changed: false,
    });
  });

  test.each([
    ['hypertable: "eia_observation", olderThan: "P1D"', 'input.hypertable', /not declared/],
    ['hypertable: "public.plain_table", olderThan: "P1D"', 'input.hypertable', /is no hypertable/],
    ['hypertable: "public.missing", olderThan: "P1D"', 'input.hypertable', /is no hypertable/],
    ['hypertable: "public.uncompressed", olderThan: "P1D"', 'input.hypertable', /Compression is not enabled/],
    ['hypertable: "sensor_data", olderThan: "1 ns"', 'input.olderThan', /not a duration/],
    ['hypertable: "sensor_data", olderThan: "P1D", maxChunks: 0', 'input.maxChunks', /"maxChunks" is 0/],
  ])('refuses %s', async (input, argument, message) => {
    const refusal = await refusalOf(`mutation { compressChunks(input: { ${input} }) { changed } }`);
    expect(refusal.message).toMatch(message);
    expect(refusal.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument,
      allowed: expect.anything(),
    });
  });
});

describe('a continuous aggregate', () => {
  const refresh = async (range: string, dryRun = false) => {
    const { refreshContinuousAggregate } = await dataOf(`mutation { refreshContinuousAggregate(
      input: { name: "hourly_summary", range: ${range}, dryRun: ${dryRun} }) {
      start end changed dryRun continuousAggregate { watermark } } }`);
    return refreshContinuousAggregate as Record<string, unknown>;
  };

  test('is refreshed range by range; the second time changes nothing, and the watermark moves', async () => {
    const day = '{ between: { start: "2024-01-01T00:20:00Z", end: "2024-01-01T23:10:00Z" } }';
    const whole = { start: '2024-01-01T00:00:00Z', end: '2024-01-02T00:00:00Z' };
    expect(await refresh(day, true)).toEqual({
      ...whole,
      changed: true,
      dryRun: true,
      continuousAggregate: { watermark: null },
    });
    const done = { ...whole, dryRun: false, continuousAggregate: { watermark: '2024-01-02T00:00:00Z' } };
    expect(await refresh(day)).toEqual({ ...done, changed: true });
    expect(await refresh(day)).toEqual({ ...done, changed: false });
    const all = { start: '2024-01-01T00:00:00Z', end: '2024-01-05T02:00:00Z', dryRun: false };
    const watermark = { continuousAggregate: { watermark: '2024-01-05T02:00:00Z' } };
    expect(await refresh('{ between: {} }')).toEqual({ ...all, ...watermark, changed: true });
    expect(await refresh('{ between: {} }')).toEqual({ ...all, ...watermark, changed: false });
    // A range that ends long after the newest row is cut off behind it.
    const later = await refresh('{ between: { start: "2024-01-05", end: "2030-01-01" } }');
    expect(later).toMatchObject({
      start: '2024-01-05T00:00:00Z',
      end: '2024-01-05T02:00:00Z',
      changed: false,
    });
    // Until the newest row of the table.
    expect(await refresh('{ last: { duration: "PT1H" } }')).toMatchObject({
      start: '2024-01-05T00:00:00Z',
      end: '2024-01-05T02:00:00Z',
      changed: false,
    });
    await run(`update sensor_data set temperature = 99 where time = '2024-01-03 05:00' and sensor = 's1'`);
    expect(await refresh(day)).toMatchObject({ changed: false });
    expect(await refresh('{ periods: { from: "2024-01-03" } }', true)).toMatchObject({ changed: true });
    expect(await refresh('{ periods: { from: "2024-01-03" } }')).toMatchObject({ changed: true });
    expect(await refresh('{ periods: { from: "2024-01-03" } }')).toMatchObject({ changed: false });
    const nothing = await refresh('{ between: { start: "2030-01-01" } }');
    expect(nothing).toMatchObject({
      start: '2030-01-01T00:00:00Z',
      end: '2030-01-01T00:00:00Z',
      changed: false,
    });
  });

  test('tells its columns and rows', async () => {
    const rows = `rows(range: { between: { start: "2024-01-03T05:00:00Z", end: "2024-01-03T06:00:00Z" } }`;
    const { continuousAggregate } = await dataOf(`{ continuousAggregate(name: "hourly_summary") {
      id name bucketWidth hypertable { name } columns { name type } page: ${rows}, first: 2) { totalCount
        provenance { source rollup watermark } pageInfo { hasNextPage endCursor } nodes { start cells } } } }`);
    const found = continuousAggregate as { page: { pageInfo: { endCursor: string } } };
    expect(found).toMatchObject({
      id: 'ContinuousAggregate:hourly_summary',
      name: 'hourly_summary',
      bucketWidth: 'PT1H',
      hypertable: { name: 'sensor_data' },
      columns: [
        { name: 'bucket', type: 'timestamptz' },
        { name: 'sensor', type: 'text' },
        { name: 'readings', type: 'int8' },
        { name: 'temperature_sum', type: 'float8' },
        { name: 'temperature_max', type: 'float8' },
      ],
      page: {
        totalCount: 20,
        pageInfo: { hasNextPage: true },
        provenance: { source: 'hourly_summary', rollup: true, watermark: '2024-01-05T01:00:00Z' },
        nodes: [
          { start: '2024-01-03T05:00:00Z', cells: ['2024-01-03T05:00:00Z', 's1', '12', 165, 99] },
          { start: '2024-01-03T05:00:00Z', cells: ['2024-01-03T05:00:00Z', 's10', '12', 180, 15] },
        ],
      },
    });
    const next = await dataOf(`{ continuousAggregate(name: "hourly_summary") {
      ${rows}, first: 1, after: "${found.page.pageInfo.endCursor}") { nodes { cells } } } }`);
    expect(next).toMatchObject({
      continuousAggregate: { rows: { nodes: [{ cells: [expect.anything(), 's11', '12', 192, 16] }] } },
    });
  });

  test('tells its newest rows', async () => {
    const page = async (duration: string, until: string, more = '') => {
      const rows = `rows(range: { last: { duration: "${duration}", until: ${until} } }, ${more})`;
      const { continuousAggregate } = await dataOf(`{ continuousAggregate(name: "hourly_summary") {
        ${rows} { totalCount pageInfo { endCursor } nodes { start } } } }`);
      return (continuousAggregate as { rows: { totalCount: number; pageInfo: { endCursor: string } } }).rows;
    };
    const first = await page('PT2H', 'LATEST_DATA', 'first: 21');
    const starts = (text: string, count: number) => Array(count).fill({ start: text });
    expect(first).toMatchObject({
      totalCount: 40,
      nodes: [...starts('2024-01-05T00:00:00Z', 20), ...starts('2024-01-05T01:00:00Z', 1)],
    });
    expect(await page('PT2H', 'LATEST_DATA', `after: "${first.pageInfo.endCursor}"`)).toMatchObject({
      totalCount: 40,
      nodes: starts('2024-01-05T01:00:00Z', 19),
    });
    expect(await page('P1D', 'NOW', 'first: 1')).toMatchObject({ totalCount: 0, nodes: [] });
    const refusal = await refusalOf(`mutation { refreshContinuousAggregate(
      input: { name: "hourly_summary", range: { last: { duration: "P0D" } } }) { changed } }`);
    expect(refusal.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input.range.last.duration',
    });
  });

  test.each(['plain_view', 'sensor_data', '_materialized_hypertable_3'])('is null for %s', async (name) => {
    expect(await dataOf(`{ continuousAggregate(name: "${name}") { id } }`)).toEqual({
      continuousAggregate: null,
    });
  });

  test.each([
    ['sensor_data', /not declared/, ['hourly_summary', 'plain_view']],
    ['plain_view', /is no continuous aggregate/, expect.anything()],
  ])('is not refreshed as %s', async (name, message, allowed) => {
    const refusal = await refusalOf(
      `mutation { refreshContinuousAggregate(input: { name: "${name}", range: { between: {} } }) { changed } }`,
    );
    expect(refusal.message).toMatch(message);
    expect(refusal.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.name', allowed });
  });
});

test('mutations of one document run one after the other', async () => {
  watched.statements.length = 0;
  const call = (alias: string) =>
    `${alias}: compressChunks(input: { hypertable: "sensor_data", olderThan: "P1D", dryRun: true }) { changed }`;
  await dataOf(`mutation { ${call('a')} ${call('b')} }`);
  const summaries = watched.statements.map(({ summary }) => summary);
  expect(summaries.slice(0, 3)).toEqual(summaries.slice(3));
  expect(new Set(summaries.slice(0, 3)).size).toBe(3);
});
