import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const OPTIONS = { signal: AbortSignal.timeout(120_000) };

describe('the example client with types of a declared dataset', () => {
  let shipped: TestGateway;
  beforeAll(async () => {
    const settings = { 'data_backend.backend_type': 'clickhouse', 'timescale.url': 'none' };
    shipped = await startGateway({ settings });
    const run = (text: string, summary: string) =>
      shipped.backend('clickhouse').execute({ text, parameters: [], summary }, OPTIONS);
    await run(
      `create table energy_prices (time DateTime64(3, 'UTC'), region String, product String,
        price Decimal(18, 4), volume Float64) engine = ReplacingMergeTree order by (time, region, product)`,
      'CREATE energy_prices',
    );
    await run(
      `insert into energy_prices values ('2024-07-01 00:00:00', 'ERCOT', 'DAY_AHEAD', 30.5, 10),
        ('2024-07-01 01:00:00', 'ERCOT', 'DAY_AHEAD', 31.5, 20), ('2024-07-01 00:00:00', 'PJM', 'DAY_AHEAD', 40, 50)`,
      'INSERT energy_prices',
    );
  }, 60_000);
  afterAll(() => shipped?.close());

  test('prints price and volume by region', async () => {
    const example = join(import.meta.dirname, '../../examples/client/prices.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [
      example,
      '--url',
      `${shipped.url}/graphql`,
    ]);
    expect(stdout.split('\n')).toEqual([
      'Energy prices (generated)',
      'PJM  40.0000 USD/MWh, 95% below 40.0000, 50 MWh',
      'ERCOT  31.0000 USD/MWh, 95% below 31.4500, 30 MWh',
      '2 of 2 regions',
      '',
    ]);
  });
});
