import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { datasetDao } from '../support/awkward-storage.ts';
import { EMBEDDED_ENGINES, openEmbedded } from '../support/embedded-backend.ts';
import { pricedDataset } from '../support/priced-dataset.ts';

const TABLES = {
  timescale: [
    'create schema energy',
    'create table energy.prices (time timestamptz, region text, eur numeric(18, 2))',
  ],
  clickhouse: [
    'create database energy',
    `create table energy.prices (time Nullable(DateTime64(3, 'UTC')), region Nullable(String), eur Decimal(18, 2))
     engine = MergeTree order by tuple()`,
  ],
};
const ROWS = `insert into energy.prices values ('2024-01-01 05:00:00', 'a', 1.5), (null, 'b', 2.5), (null, null, 3.5)`;

test.each(EMBEDDED_ENGINES)(
  '%s: rows without a time are none of all of time',
  async (engine) => {
    const folder = mkdtempSync(join(tmpdir(), 'aurum-without-time-'));
    const backend = await openEmbedded(engine, folder);
    try {
      const signal = AbortSignal.timeout(30_000);
      for (const text of [...TABLES[engine], ROWS])
        await backend.execute(
          { text, parameters: [], summary: text.startsWith('insert') ? 'INSERT' : 'CREATE' },
          { signal },
        );
      const dao = datasetDao(backend, { maxBuckets: 10 });
      const scope = {
        table: { ...pricedDataset(engine), final: false },
        range: null,
        timeZone: 'UTC',
        where: {},
      };
      const mean = { measure: 'price', function: 'AVG', p: null } as const;
      const groups = { ...scope, metrics: [mean], dimensions: ['region'], having: {}, order: [], page: {} };
      const { rows } = await dao.queryRows({ ...scope, order: [], page: {} });
      expect(rows).toEqual([{ time: '2024-01-01T05:00:00Z', values: { region: 'a', price: '1.50' } }]);
      expect(await dao.countRows(scope)).toBe(1);
      expect(await dao.countGroups(groups)).toBe(1);
      const { rows: lines } = await dao.queryBuckets({
        ...groups,
        ...{ origin: null, fill: 'NONE', maxGap: null, partial: 'INCLUDE' },
        groupByInterval: { unit: 'hour', count: 1 },
      });
      const startMillis = Date.UTC(2024, 0, 1, 5);
      expect(lines).toMatchObject([{ key: { region: 'a' }, buckets: [{ startMillis, count: 1 }] }]);
      expect(await dao.aggregate({ ...scope, metrics: [mean] })).toMatchObject({ count: 1 });
    } finally {
      await backend.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  60_000,
);
