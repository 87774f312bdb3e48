import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const SERIES = `query ($first: Int) {
  eiaSeriesConnection(first: $first) {
    totalCount
    nodes { id name units startPeriod endPeriod latest { period value } columns { length epochMillis period time value } }
  }
}`;

describe.each(['timescale', 'clickhouse'])('a gateway on embedded %s', (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({
      settings: {
        'data_backend.backend_type': engine,
        'timescale.url': engine === 'timescale' ? 'embedded:' : 'none',
        'clickhouse.url': engine === 'clickhouse' ? 'embedded:' : 'none',
        first_look: 'true',
      },
    });
  });
  afterAll(() => gateway?.close());

  test('answers the first look with real figures, by arguments and by variables', async () => {
    const { status, data, errors } = await gateway.query(SERIES, { first: 1 });
    expect([status, errors]).toEqual([200, []]);
    expect(data?.eiaSeriesConnection).toMatchObject({
      totalCount: 3,
      nodes: [
        {
          id: 'IOWA.NET_GENERATION.FOSSIL_FUELS.A',
          startPeriod: '2001',
          endPeriod: '2017',
          latest: { period: '2017', value: 29_329 },
          columns: { length: 17, time: expect.arrayContaining(['2001-01-01T00:00:00Z']) },
        },
      ],
    });
  });

  test('is ready, and says which engines it has', async () => {
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
    const { data } = await gateway.query('{ backends { name status } gateway { id version } }');
    expect(data?.backends).toContainEqual({ name: engine, status: 'UP' });
  });

  test('tells a client what is wrong with its arguments', async () => {
    const { data, errors } = await gateway.query(SERIES, { first: -1 });
    expect(data).toEqual({ eiaSeriesConnection: null });
    expect(errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'first',
      retryable: false,
    });
  });
});
