import { beforeEach, describe, expect, test } from '@jest/globals';
import type { BucketLine } from '../../../src/model/dataset-query.ts';
import { declare, SMALL } from '../../support/declarations.ts';
import { ANSWERED_RANGE, createRecording, recordedSchemas } from '../../support/recording-dao.ts';

const DATASETS = declare({ 'p.yaml': SMALL });
const SCHEMAS = recordedSchemas(DATASETS);
const SCOPE = { range: null, timeZone: 'UTC', where: {} };
const PAGE = { first: null, after: null, last: null, before: null, offset: null };
const metric = (measure: string, name: string, p: number | null = null) => ({ measure, function: name, p });

const GROUP = {
  key: { hub: 'WEST' },
  count: 3,
  values: {
    'price.AVG': '12.5000',
    'price.PERCENTILE(0.95)': '19.9',
    'price.PERCENTILE(0.5)': '12.1',
    'net_volume.SUM': 4.5,
  },
  comparison: null,
};
const LINE: BucketLine = {
  key: { hub: 'WEST' },
  buckets: [
    {
      startMillis: 0,
      endMillis: 3_600_000,
      state: 'OBSERVED',
      count: 2,
      values: { 'net_volume.SUM': 4.5, 'price.PERCENTILE(0.5)': '1.5' },
      comparison: null,
    },
    {
      startMillis: 3_600_000,
      endMillis: 7_200_000,
      state: 'FILLED',
      count: 0,
      values: { 'net_volume.SUM': null },
      comparison: null,
    },
  ],
};

let recording: ReturnType<typeof createRecording>;
beforeEach(() => {
  recording = createRecording(DATASETS, SCHEMAS, {
    rows: [
      { time: '2024-07-01T00:00:00.123456Z', values: { hub: 'WEST', price: '12.5000', net_volume: null } },
    ],
    groups: [GROUP],
    lines: [LINE],
    count: 7,
  });
});

describe('a declared dataset', () => {
  test('is known from memory: nothing is asked of an engine', async () => {
    const fields = `id name title synthetic timeColumn backend { id } dimensions { name enumName label type }
      measures { name label type units additivity }`;
    const { data, errors } = await recording.run(`{
      prices { ${fields} } datasets { __typename ${fields} } node(id: "PricesDataset:prices") { __typename id }
      other: node(id: "PricesDataset:others") { id } wrong: node(id: "LoadsDataset:prices") { id } }`);
    expect(errors).toBeUndefined();
    const known = {
      id: 'PricesDataset:prices',
      name: 'prices',
      title: 'Prices',
      synthetic: false,
      timeColumn: 'time',
      backend: { id: 'Backend:clickhouse' },
      dimensions: [{ name: 'hub', enumName: 'HUB', label: 'Hub', type: 'text' }],
      measures: [
        { name: 'price', label: 'Price', type: 'decimal', units: null, additivity: 'RATE' },
        { name: 'netVolume', label: 'Net volume', type: 'float', units: 'MWh', additivity: 'FLOW' },
      ],
    };
    expect(data).toEqual({
      prices: known,
      datasets: [{ __typename: 'PricesDataset', ...known }],
      node: { __typename: 'PricesDataset', id: 'PricesDataset:prices' },
      other: null,
      wrong: null,
    });
    expect(recording.calls).toEqual([]);
  });

  test('gives rows in a zone, with the total of the same rows', async () => {
    const { data, errors } = await recording.run(
      `query ($where: PricesFilter) { prices { rows(
        range: { between: { start: "2024-07-01", end: "2024-07-02" } }, timeZone: "america/new_york", where: $where
        orderBy: [{ column: NET_VOLUME, direction: DESC, nulls: FIRST }, { column: TIME }], first: 2
      ) { totalCount pageInfo { endCursor } nodes { time } edges { cursor node { hub price netVolume } } } } }`,
      {
        where: {
          and: [{ hub: { in: [] } }, { netVolume: { isNull: true } }],
          or: [{}],
          not: { price: { gte: '1.50' } },
          hub: { startsWith: 'W' },
        },
      },
    );
    expect(errors).toBeUndefined();
    const scope = {
      range: {
        between: {
          start: { kind: 'civil', millis: Date.UTC(2024, 6, 1) },
          end: { kind: 'civil', millis: Date.UTC(2024, 6, 2) },
        },
      },
      timeZone: 'America/New_York',
      where: {
        and: [{ columns: { hub: { in: [] } } }, { columns: { net_volume: { isNull: true } } }],
        or: [{}],
        not: { columns: { price: { gte: '1.5' } } },
        columns: { hub: { startsWith: 'W' } },
      },
    };
    const order = [
      { name: 'net_volume', direction: 'DESC', nulls: 'FIRST' },
      { name: 'time', direction: 'ASC', nulls: 'LAST' },
    ];
    expect(recording.calls).toEqual([
      ['queryRows', { ...scope, order, page: { ...PAGE, first: 2 } }],
      ['countRows', { ...scope, range: ANSWERED_RANGE }],
    ]);
    expect(data).toEqual({
      prices: {
        rows: {
          totalCount: 7,
          pageInfo: { endCursor: 'cursor 0' },
          nodes: [{ time: '2024-06-30T20:00:00.123456-04:00' }],
          edges: [{ cursor: 'cursor 0', node: { hub: 'WEST', price: '12.5000', netVolume: null } }],
        },
      },
    });
  });

  test('asks for the metrics that are selected, by alias, fragment and variable', async () => {
    const { data, errors } = await recording.run(
      `query ($p: Float! = 0.95, $no: Boolean! = false) {
        prices { aggregate { count ...Price volume: netVolume { sum units ...on FloatFlowAggregates { max @include(if: $no) } } } } }
      fragment Price on PricesAggregate { price { mean: avg again: avg p95: percentile(p: $p) p50: percentile(p: 0.5) } }`,
    );
    expect(errors).toBeUndefined();
    expect(recording.calls).toEqual([
      [
        'aggregate',
        {
          compareWith: null,
          ...SCOPE,
          metrics: [
            metric('price', 'AVG'),
            metric('price', 'PERCENTILE', 0.95),
            metric('price', 'PERCENTILE', 0.5),
            metric('net_volume', 'SUM'),
            metric('net_volume', 'MAX'),
          ],
        },
      ],
    ]);
    expect(data).toEqual({
      prices: {
        aggregate: {
          count: 3,
          price: { mean: '12.5000', again: '12.5000', p95: '19.9', p50: '12.1' },
          volume: { sum: 4.5, units: 'MWh' },
        },
      },
    });
  });

  test('groups, with conditions on groups and any order', async () => {
    const { data, errors } = await recording.run(`{ prices { groups(
      groupBy: [HUB], having: { count: { gt: 1 }, price: { avg: { lt: 20 } }, or: [{ netVolume: { sum: { gte: 1.5 } } }] }
      orderBy: [{ by: { netVolume: SUM }, direction: DESC }, { by: { count: ROWS } }, { by: { dimension: HUB } }], last: 1
    ) { totalCount edges { node { key { hub } netVolume { sum } } } nodes { price { p: percentile(p: 0.5) } } } } }`);
    expect(errors).toBeUndefined();
    const request = {
      ...SCOPE,
      metrics: [metric('price', 'PERCENTILE', 0.5), metric('net_volume', 'SUM')],
      dimensions: ['hub'],
      having: {
        count: { gt: 1 },
        metrics: [{ metric: metric('price', 'AVG'), comparison: { lt: '20' } }],
        or: [{ metrics: [{ metric: metric('net_volume', 'SUM'), comparison: { gte: 1.5 } }] }],
      },
      order: [
        { by: { kind: 'metric', metric: metric('net_volume', 'SUM') }, direction: 'DESC', nulls: 'LAST' },
        { by: { kind: 'count' }, direction: 'ASC', nulls: 'LAST' },
        { by: { kind: 'dimension', dimension: 'hub' }, direction: 'ASC', nulls: 'LAST' },
      ],
      page: { ...PAGE, last: 1 },
      compareWith: null,
    };
    expect(recording.calls).toEqual([
      ['queryAggregatedMetrics', request],
      ['countGroups', { ...request, range: ANSWERED_RANGE }],
    ]);
    expect(data).toEqual({
      prices: {
        groups: {
          totalCount: 7,
          edges: [{ node: { key: { hub: 'WEST' }, netVolume: { sum: 4.5 } } }],
          nodes: [{ price: { p: '12.1' } }],
        },
      },
    });
  });

  test('gives buckets one by one and as arrays', async () => {
    const { data, errors } =
      await recording.run(`{ prices { buckets(width: "1 hour", groupBy: HUB, origin: "2024-07-01T00:30", fill: NULL, maxGap: 3, partial: EXCLUDE) { nodes {
      key { hub }
      buckets { start end state count netVolume { sum } }
      columns { length start epochMillis state count netVolume { sum units } price { percentile(p: 0.5) } } } } } }`);
    expect(errors).toBeUndefined();
    expect(recording.calls).toEqual([
      [
        'queryBuckets',
        {
          compareWith: null,
          ...SCOPE,
          metrics: [metric('price', 'PERCENTILE', 0.5), metric('net_volume', 'SUM')],
          dimensions: ['hub'],
          having: {},
          order: [],
          page: PAGE,
          groupByInterval: { unit: 'hour', count: 1 },
          origin: { kind: 'civil', millis: Date.UTC(2024, 6, 1, 0, 30) },
          fill: 'NULL',
          maxGap: 3,
          partial: 'EXCLUDE',
        },
      ],
    ]);
    expect(data).toMatchObject({
      prices: {
        buckets: {
          nodes: [
            {
              key: { hub: 'WEST' },
              buckets: [
                {
                  start: '1970-01-01T00:00:00Z',
                  end: '1970-01-01T01:00:00Z',
                  state: 'OBSERVED',
                  count: 2,
                  netVolume: { sum: 4.5 },
                },
                {
                  start: '1970-01-01T01:00:00Z',
                  end: '1970-01-01T02:00:00Z',
                  state: 'FILLED',
                  count: 0,
                  netVolume: { sum: null },
                },
              ],
              columns: {
                length: 2,
                start: ['1970-01-01T00:00:00Z', '1970-01-01T01:00:00Z'],
                epochMillis: [0, 3_600_000],
                state: ['OBSERVED', 'FILLED'],
                count: [2, 0],
                netVolume: { sum: [4.5, null], units: 'MWh' },
                price: { percentile: ['1.5', null] },
              },
            },
          ],
        },
      },
    });
  });

  test('gives equal ids to equal questions with equal answers only', async () => {
    const ids = async (args: string, answer = recording): Promise<unknown> => {
      const { data } = await answer.run(
        `{ prices { groups(groupBy: [HUB]${args}) { nodes { id price { avg } } } } }`,
      );
      return JSON.stringify(data);
    };
    const first = await ids('');
    expect(await ids(', first: 5, orderBy: { by: { count: ROWS } }')).toBe(first);
    expect(await ids(', timeZone: "Asia/Tokyo"')).not.toBe(first);
    const later = createRecording(DATASETS, SCHEMAS, { groups: [{ ...GROUP, count: 4 }] });
    expect(await ids('', later)).not.toBe(first);
    const { data } = await recording.run(
      '{ prices { aggregate { id } buckets(width: "P1D") { nodes { id columns { id } } } } }',
    );
    const found = JSON.stringify(data).match(/"id":"[^"]+"/g);
    expect(new Set(found).size).toBe(3);
  });
});
