import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { METERED_AGGREGATES, metered, meteredRollup } from '../support/metered.ts';
import { askBothWays, type MeteredAsk } from '../support/rollup-suite.ts';
import { dropSchema, openTrino } from '../support/trino.ts';

const SCHEMA = `rollups_${process.pid}`;
const trino = await openTrino(SCHEMA);
const name = (table: string): string[] => ['iceberg', SCHEMA, table];

async function run(...statements: string[]): Promise<void> {
  for (const text of statements) {
    await trino?.execute({ text, parameters: [], summary: 'x' }, { signal: AbortSignal.timeout(120_000) });
  }
}

const view = (rollup: string, unit: string, more = ''): string[] => [
  `create materialized view ${name(rollup).join('.')} as select date_trunc('${unit}', time) as bucket, meter, site,
     ${METERED_AGGREGATES} from ${name('metered').join('.')} ${more} group by 1, 2, 3`,
  `refresh materialized view ${name(rollup).join('.')}`,
];

const RANGE = { start: '2024-03-05', end: '2024-03-15' };
const of = (rollup: string, width: string) => meteredRollup(rollup, width, { table: name(rollup) });
const table = metered('trino', {
  table: name('metered'),
  rollups: [of('hourly', 'PT1H'), of('daily', 'P1D')],
});

if (trino !== undefined) {
  const ask = (asked: Partial<MeteredAsk>, dataset = table) =>
    askBothWays(trino, dataset, { ...RANGE, ...asked });

  describe('buckets through materialized views of Trino', () => {
    beforeAll(async () => {
      await run(
        `create table ${name('metered').join('.')} (time timestamp(6) with time zone, meter varchar, site varchar, load double,
           cost decimal(12, 2), ticks bigint)`,
        `insert into ${name('metered').join('.')} select timestamp '2024-03-05 00:00:00 UTC' + i * interval '30' minute,
           'm' || cast(n as varchar), if(n < 3, 's1'), if((n + i) % 7 > 0, n + sin(i)), cast(n * 100 + i % 97 as decimal(12, 2)),
           if(n <> 4, 9007199254740993 + n)
         from unnest(sequence(0, 479)) as t (i) cross join unnest(sequence(1, 5)) as u (n)`,
        ...view('hourly', 'hour'),
        ...view('daily', 'day'),
        ...view('filtered', 'day', `where meter <> 'm1'`),
      );
    }, 240_000);

    afterAll(async () => {
      await run(
        ...['hourly', 'daily', 'filtered'].map((each) => `drop materialized view ${name(each).join('.')}`),
      );
      await dropSchema(trino, SCHEMA);
      await trino.close();
    }, 120_000);

    test.each<[string, string, Partial<MeteredAsk>]>([
      ['days', 'daily', { dimensions: ['meter', 'site'] }],
      ['days of New York', 'hourly', { zone: 'America/New_York' }],
      [
        'parts of buckets',
        'hourly',
        { width: 'PT3H', start: '2024-03-06T04:17:11Z', end: '2024-03-13T20:59:59.999Z' },
      ],
    ])('are those of the table: %s', async (_, source, asked) => {
      expect(await ask(asked)).toMatchObject({ source, rollup: true });
    });

    test('are of the table for a view with a condition', async () => {
      const { rejected } = await ask({}, { ...table, rollups: [of('filtered', 'P1D')] });
      expect(rejected[0]?.reason).toBe('filtered is made of more than the plain rows of the table.');
    });

    test('stay those of the table after new, changed and deleted rows, until the view is fresh again', async () => {
      const target = name('metered').join('.');
      for (const change of [
        `insert into ${target} values (timestamp '2024-03-06 05:10:00 UTC', 'm1', 's1', 1e3, decimal '1.00', 7)`,
        `update ${target} set cost = decimal '5.00' where meter = 'm2'`,
        `delete from ${target} where meter = 'm3' and time < timestamp '2024-03-07 00:00:00 UTC'`,
      ]) {
        await run(change);
        const { source, rejected } = await ask({ dimensions: ['meter'] });
        expect(source).toBe('metered');
        expect(rejected.map(({ reason }) => reason)).toEqual(
          ['hourly', 'daily'].map((each) => `${each} is not fresh: Trino calls it STALE.`),
        );
        await run(`refresh materialized view ${name('daily').join('.')}`);
        expect(await ask({ dimensions: ['meter'] })).toMatchObject({ source: 'daily' });
      }
    });
  });
}
