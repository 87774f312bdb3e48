import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Backend, Cell, QueryResult } from '../../src/backend/backend.ts';
import { trinoErrorOf } from '../../src/backend/trino/errors.ts';
import { AurumError } from '../../src/errors.ts';
import {
  type Fragment,
  float64,
  instant,
  instants,
  keyword,
  render,
  sql,
  text,
  texts,
} from '../../src/sql/statement.ts';
import { openTrino } from '../support/trino.ts';

let trino: Backend | undefined;

beforeAll(async () => {
  trino = await openTrino('trino_driver');
}, 120_000);
afterAll(() => trino?.close());

const never = new AbortController().signal;
const ENDLESS = sql`select count(*) from tpch.sf100.lineitem as a, tpch.sf100.lineitem as b`;

function run(
  backend: Backend,
  query: Fragment,
  options: { signal?: AbortSignal; deadlineMillis?: number } = {},
): Promise<QueryResult> {
  return backend.execute(render(query, backend.dialect, 'SELECT'), { signal: never, ...options });
}

async function failure(work: Promise<unknown>): Promise<AurumError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof AurumError) return error;
  throw new Error(`Expected an AurumError, not ${String(error)}.`);
}

/** Statements of ours that the server still runs. */
async function running(backend: Backend): Promise<number> {
  const query = sql`select count(*) from system.runtime.queries
    where state not in ('FINISHED', 'FAILED') and query like '%sf100.lineitem as b'`;
  return Number((await run(backend, query)).rows[0]?.[0]);
}

test('any text and any double comes back as it was bound', async () => {
  if (trino === undefined) return;
  const backend = trino;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 50 }),
      fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 50 }),
      async (strings, doubles) => {
        const single = strings.map((value) => sql`${text(value)}`);
        const query = sql`select ${texts(strings)}, array[${single[0] ?? sql``}],
          array[${doubles.map((value) => sql`${float64(value)}`).reduce((list, one) => sql`${list}, ${one}`)}]`;
        const [row = []] = (await run(backend, query)).rows;
        expect(row[0]).toEqual(strings);
        expect(row[1]).toEqual(strings.slice(0, 1));
        expect(row[2]).toEqual(doubles);
      },
    ),
    { numRuns: 40 },
  );
});

test.each<[string, Cell]>([
  ["bigint '9223372036854775807'", 9223372036854775807n],
  ['cast(-9223372036854775807 as bigint) - 1', -9223372036854775808n],
  ['2147483647', 2147483647],
  ["decimal '12345678901234567890123456789.123456789'", '12345678901234567890123456789.123456789'],
  ['5e-324', 5e-324],
  ['0e0 / 0e0', Number.NaN],
  ['-1 / 0e0', Number.NEGATIVE_INFINITY],
  ["real '1.5'", 1.5],
  ['true', true],
  ['null', null],
  ["char 'a'", 'a'],
  ["x'00ff'", 'AP8='],
  ["json '[1, null]'", [1, null]],
  ["uuid '12151fd2-7586-11e9-8f9e-2a86e4085a59'", '12151fd2-7586-11e9-8f9e-2a86e4085a59'],
  ["date '2024-02-29'", '2024-02-29'],
  ["time '01:02:03.4'", '01:02:03.4'],
  ["timestamp '1859-01-01 00:00:00.123456789012'", '1859-01-01T00:00:00.123456789012Z'],
  ["timestamp '2024-07-01 00:00:00.000001 America/New_York'", '2024-07-01T04:00:00.000001Z'],
  // Of an hour that clocks show twice Trino does not say which: only in UTC it is certain.
  ["from_unixtime(1730615400, 'America/New_York')", '2024-11-03T05:30:00Z'],
  ["at_timezone(from_unixtime(1730615400, 'America/New_York'), 'UTC')", '2024-11-03T06:30:00Z'],
  ["array[array[bigint '9007199254740993'], null]", [[9007199254740993n], null]],
  ['map(array[9007199254740993], array[nan()])', { '9007199254740993': Number.NaN }],
  ["cast(row(9007199254740993, 'x') as row(a bigint, b varchar))", { a: 9007199254740993n, b: 'x' }],
])('select %s', async (expression, expected) => {
  if (trino === undefined) return;
  const { rows } = await run(trino, sql`select ${keyword(expression)}`);
  expect(rows).toEqual([[expected]]);
});

test.each([
  '-000001-01-01T00:00:00.000Z',
  '0000-02-29T00:00:00.001Z',
  '1859-06-30T23:59:59.999Z',
  '+010000-01-01T00:00:00.500Z',
  '+073326-01-01T00:00:00.000Z',
])('the instant %s comes back as it was bound, alone and in a list', async (iso) => {
  if (trino === undefined) return;
  const millis = Date.parse(iso);
  const { rows } = await run(trino, sql`select ${instant(millis)}, ${instants([millis, null])}`);
  const expected = iso.replace(/\.?0*Z$/, 'Z');
  expect(rows).toEqual([[expected, [expected, null]]]);
});

test('a hundred thousand rows come once each, in order', async () => {
  if (trino === undefined) return;
  const { rows } = await run(
    trino,
    sql`select n * 100 + m from unnest(sequence(0, 999)) as a (n) cross join unnest(sequence(0, 99)) as b (m)
      order by 1`,
  );
  expect(rows).toHaveLength(100_000);
  expect(rows.every(([value], index) => value === BigInt(index))).toBe(true);
});

test('a failure after many rows fails the statement', async () => {
  if (trino === undefined) return;
  const late = sql`select 1 / (90000 - n * 100 - m) from unnest(sequence(0, 999)) as a (n)
    cross join unnest(sequence(0, 99)) as b (m)`;
  const error = await failure(run(trino, late));
  expect(error.code).toBe('QUERY_FAILED');
  expect(trinoErrorOf(error)?.errorName).toBe('DIVISION_BY_ZERO');
});

test.each([
  ['SYNTAX_ERROR', sql`selec 1`, { line: 1, column: 1 }],
  ['COLUMN_NOT_FOUND', sql`select 1,\n  nothing`, { line: 2, column: 3 }],
  ['CATALOG_NOT_FOUND', sql`select * from nothing.at.all`, { line: 1, column: 15 }],
])('%s keeps its place and name for the layers above', async (name, query, location) => {
  if (trino === undefined) return;
  const error = await failure(run(trino, query));
  expect(error.message).not.toContain('nothing');
  expect(trinoErrorOf(error)).toMatchObject({ errorName: name, location });
});

test('an abort releases the caller at once and ends the statement on the server', async () => {
  if (trino === undefined) return;
  const controller = new AbortController();
  const asked = failure(run(trino, ENDLESS, { signal: controller.signal }));
  await expectSoon(async () => (await running(trino as Backend)) === 1);
  const abortedMillis = performance.now();
  controller.abort(new AurumError('CANCELLED', 'The client went away.'));
  expect((await asked).code).toBe('CANCELLED');
  expect(performance.now() - abortedMillis).toBeLessThan(5_000);
  await expectSoon(async () => (await running(trino as Backend)) === 0, 5_000);
  await expectSoon(async () => trino?.pool().used === 0);
});

test('a deadline ends the statement on the server', async () => {
  if (trino === undefined) return;
  const error = await failure(run(trino, ENDLESS, { deadlineMillis: Date.now() + 500 }));
  expect(error.code).toBe('BACKEND_TIMEOUT');
  await expectSoon(async () => (await running(trino as Backend)) === 0);
});

test('what a statement sets ends with it', async () => {
  if (trino === undefined) return;
  await run(trino, sql`set session query_max_run_time = '7m'`);
  await run(trino, sql`use tpch.tiny`);
  const { rows } = await run(trino, sql`show session like 'query_max_run_time'`);
  expect(rows[0]?.[1]).toBe('100.00d');
  expect((await run(trino, sql`select current_catalog`)).rows).toEqual([['iceberg']]);
});

test('more callers than the pool has places all get their own answer', async () => {
  if (trino === undefined) return;
  const backend = trino;
  const answers = await Promise.all(
    Array.from({ length: 16 }, async (_, index) => {
      const { rows } = await run(backend, sql`select ${text(`caller ${index}`)}`);
      return rows[0]?.[0];
    }),
  );
  expect(answers).toEqual(Array.from({ length: 16 }, (_, index) => `caller ${index}`));
});

async function expectSoon(holds: () => Promise<boolean>, withinMillis = 5_000): Promise<void> {
  const endMillis = Date.now() + withinMillis;
  while (!(await holds())) {
    if (Date.now() > endMillis) throw new Error(`It did not come about within ${withinMillis} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
