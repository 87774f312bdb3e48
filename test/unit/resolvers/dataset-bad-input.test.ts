import { beforeEach, describe, expect, test } from '@jest/globals';
import { declare, SMALL } from '../../support/declarations.ts';
import { createRecording, recordedSchemas } from '../../support/recording-dao.ts';

const DATASETS = declare({ 'p.yaml': SMALL });
const SCHEMAS = recordedSchemas(DATASETS);

let recording: ReturnType<typeof createRecording>;
beforeEach(() => {
  recording = createRecording(DATASETS, SCHEMAS, {});
});

const percentiles = (count: number): string =>
  Array.from({ length: count }, (_, at) => `p${at}: percentile(p: ${at / 100})`).join(' ');

describe('bad input never reaches the DAO', () => {
  test.each([
    ['p', 'aggregate { price { percentile(p: 7) } }'],
    ['p', 'buckets(width: "P1D") { edges { node { columns { price { percentile(p: -0.1) } } } } }'],
    ['p', `aggregate { price { ${percentiles(51)} } }`],
    ['p', `groups(groupBy: [HUB]) { nodes { price { ${percentiles(51)} } } }`],
    ['p', `buckets(width: "P1D") { nodes { buckets { price { ${percentiles(51)} } } } }`],
    ['where.hub.in', `rows(where: { hub: { in: [${'"a" '.repeat(10_001)}] } }) { totalCount }`],
    [
      'where.or.1.hub.in',
      `rows(where: { or: [${`{ hub: { in: [${'"a" '.repeat(5_001)}] } }`.repeat(2)}] }) { totalCount }`,
    ],
    ['width', 'buckets(width: "1 ns") { totalCount }'],
    ['width', 'buckets(width: "-1 hour") { totalCount }'],
    ['width', `buckets(width: "1 hour'; drop table x --") { totalCount }`],
    ['where.hub.eq', 'rows(where: { hub: { eq: null } }) { totalCount }'],
    ['where.and.0.price', 'aggregate(where: { and: [{ price: null }] }) { count }'],
    ['having.price.avg.lt', 'groups(groupBy: [], having: { price: { avg: { lt: null } } }) { totalCount }'],
    ['groupBy', 'groups(groupBy: [HUB, HUB]) { totalCount }'],
    ['orderBy.0.by.dimension', 'groups(groupBy: [], orderBy: { by: { dimension: HUB } }) { totalCount }'],
    ['orderBy', `rows(orderBy: [${'{ column: TIME }'.repeat(6)}]) { totalCount }`],
  ])('%s in %s', async (argument, selection) => {
    const { data, errors } = await recording.run(`{ prices { ${selection} } }`);
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'BAD_USER_INPUT', argument, allowed: expect.anything(), retryable: false },
    ]);
    expect(Object.values(data?.prices ?? { none: 1 })).toEqual([null]);
    expect(recording.calls).toEqual([]);
  });

  test('as many values and percentiles as are allowed reach it', async () => {
    const { errors } = await recording.run(`{ prices {
      groups(groupBy: [HUB], where: { hub: { in: [${'"a" '.repeat(10_000)}] } }) { nodes { price { ${percentiles(50)} again: percentile(p: 0.1) } } }
    } }`);
    expect(errors).toBeUndefined();
    expect(recording.calls).toHaveLength(1);
  });

  test.each([
    ['a dimension that is not declared', 'groups(groupBy: [ZONE]) { totalCount }'],
    ['a measure as a dimension', 'groups(groupBy: [PRICE]) { totalCount }'],
    ['a measure that is not declared', 'aggregate { weight { avg } }'],
    ['a sum of what does not add up', 'aggregate { price { sum } }'],
    ['an order by such a sum', 'groups(groupBy: [HUB], orderBy: { by: { price: SUM } }) { totalCount }'],
    [
      'a condition on such a sum',
      'groups(groupBy: [HUB], having: { price: { sum: { gt: 1 } } }) { totalCount }',
    ],
    [
      'an order by two things at once',
      'groups(groupBy: [HUB], orderBy: { by: { price: AVG, count: ROWS } }) { totalCount }',
    ],
    ['a decimal that is none', 'rows(where: { price: { eq: "12,5" } }) { totalCount }'],
    ['an operator that text cannot have', 'rows(where: { hub: { gt: "a" } }) { totalCount }'],
  ])('%s does not validate', async (_, selection) => {
    const { errors } = await recording.run(`{ prices { ${selection} } }`);
    expect(errors).toHaveLength(1);
    expect(recording.calls).toEqual([]);
  });
});
