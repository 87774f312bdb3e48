import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Backend } from '../../src/backend/backend.ts';
import { openEmbedded } from '../support/embedded-backend.ts';
import { METERED_AGGREGATES, metered, meteredRollup } from '../support/metered.ts';
import { askBothWays } from '../support/rollup-suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'aurum-rollups-'));
let backend: Backend;
const run = (text: string) =>
  backend.execute({ text, parameters: [], summary: 'x' }, { signal: AbortSignal.timeout(60_000) });

/** Hourly readings of four days in chunks of a day, with a daily aggregate that is up to date. */
async function makeTable(name: string): Promise<void> {
  for (const statement of [
    `create table ${name} (time timestamptz not null, meter text not null, site text, load float8, cost numeric(12, 2),
       ticks bigint)`,
    `select create_hypertable('${name}', 'time', chunk_time_interval => interval '1 day')`,
    `alter table ${name} set (timescaledb.compress, timescaledb.compress_segmentby = 'meter')`,
    `insert into ${name} select timestamptz '2024-03-05' + i * interval '1 hour', 'm' || i % 2, 's1', 0.5 * i, 10, i
       from generate_series(0, 95) i`,
    `create materialized view ${name}_daily with (timescaledb.continuous) as select time_bucket('1 day', time) as bucket,
       meter, site, ${METERED_AGGREGATES} from ${name} group by 1, 2, 3 with no data`,
    `call refresh_continuous_aggregate('${name}_daily', null, null)`,
  ])
    await run(statement);
}

const ask = (name: string) =>
  askBothWays(
    backend,
    metered('timescale', { table: [name], rollups: [meteredRollup(`${name}_daily`, 'P1D')] }),
    { start: '2024-03-01', end: '2024-03-09', dimensions: ['meter'] },
  );

/** A table beside it with readings of a day that it has no chunk of, attached as one. */
const attach = (of: string, day: string): readonly string[] => [
  `create table ${of}_alien (like ${of} including all)`,
  `insert into ${of}_alien select timestamptz '${day}' + i * interval '1 hour', 'm1', 's1', 1, 7, 1 from generate_series(0, 23) i`,
  `call attach_chunk('${of}', '${of}_alien', jsonb_build_object('time', jsonb_build_array('${day}', '${day}'::date + 1)))`,
];

const CHANGES: readonly (readonly [
  name: string,
  changes: (of: string, chunk: string) => readonly string[],
])[] = [
  ['a chunk is detached', (_, chunk) => [`call detach_chunk('${chunk}')`]],
  ['a chunk is attached', (of) => attach(of, '2024-03-03')],
  [
    'a chunk is detached and another is attached in its place',
    (of, chunk) => [`call detach_chunk('${chunk}')`, ...attach(of, '2024-03-06')],
  ],
  ['a chunk is dropped as a table', (_, chunk) => [`drop table ${chunk}`]],
  ['a chunk is truncated', (_, chunk) => [`truncate ${chunk}`]],
  ['rows of a chunk are changed', (_, chunk) => [`update ${chunk} set cost = 99`]],
  [
    'rows of a compressed chunk are changed',
    (of, chunk) => [
      `select compress_chunk('${chunk}')`,
      `update ${of} set cost = 99 where time = '2024-03-06 05:00'`,
      `select compress_chunk('${chunk}')`,
    ],
  ],
  [
    'all of a segment of a compressed chunk is deleted',
    (of, chunk) => [
      `select compress_chunk('${chunk}')`,
      `delete from ${of} where meter = 'm1' and time >= '2024-03-06'`,
    ],
  ],
];

beforeAll(async () => {
  backend = await openEmbedded('timescale', folder);
}, 120_000);

afterAll(async () => {
  await backend.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the answer stays that of the table where', () => {
  test.each(CHANGES)('%s', async (title, changes) => {
    const name = `c${CHANGES.findIndex(([each]) => each === title)}`;
    await makeTable(name);
    expect(await ask(name)).toMatchObject({ source: `${name}_daily` });
    const { rows } = await run(
      `select c::text from show_chunks('${name}') c order by c::text offset 1 limit 1`,
    );
    for (const change of changes(name, String(rows[0]?.[0]))) await run(change);
    expect(await ask(name)).toMatchObject({ source: `${name}_daily` });
  });
});
