import { describe, expect, test } from '@jest/globals';
import { bucketStart, readViewSelect } from '../../../src/planner/view-select.ts';

const HOUR = 3_600_000;

describe('the query of a materialized view', () => {
  test('is read column by column', () => {
    const select = readViewSelect(
      "SELECT toStartOfInterval(time, toIntervalHour(6), 'UTC') AS bucket, meter, sum(toInt128(`a, b`)) AS `c d` FROM `my db`.metered GROUP BY bucket, meter",
    );
    expect(select?.from).toBe('my db.metered');
    expect([...(select?.columns ?? [])]).toEqual([
      ['bucket', "toStartOfInterval(time, toIntervalHour(6), 'UTC')"],
      ['meter', 'meter'],
      ['c d', 'sum(toInt128(`a, b`))'],
    ]);
  });

  test.each([
    'SELECT a FROM t WHERE b = 1 GROUP BY a',
    'SELECT a FROM t AS u GROUP BY a',
    'SELECT a FROM t FINAL GROUP BY a',
    'SELECT a FROM t INNER JOIN u ON t.x = u.x GROUP BY a',
    'SELECT a FROM t GROUP BY a HAVING count() > 1',
    'SELECT a FROM t GROUP BY a LIMIT 10',
    'SELECT a FROM t GROUP BY a ORDER BY a ASC LIMIT 1',
    'SELECT a FROM (SELECT a FROM t) GROUP BY a',
    'SELECT a, (SELECT 1 FROM u WHERE x = 1) AS b FROM t GROUP BY a',
    'WITH 1 AS x SELECT a FROM t GROUP BY a',
    'SELECT a FROM t GROUP BY a UNION ALL SELECT a FROM u GROUP BY a',
    'SELECT a FROM t',
  ])('that does more is not: %s', (query) => {
    expect(readViewSelect(query)).toBeNull();
  });

  test.each<[string, string, number]>([
    ['toStartOfHour(time)', 'time', HOUR],
    ["toStartOfDay(time, 'UTC')", 'time', 24 * HOUR],
    ['toStartOfInterval(`my time`, toIntervalMinute(15))', 'my time', HOUR / 4],
    ['toMonday(time)', 'time', 7 * 24 * HOUR],
    ['toStartOfYear(time)', 'time', 12 * 31 * 24 * HOUR],
    ['toStartOfInterval(time, toIntervalQuarter(1))', 'time', 3 * 31 * 24 * HOUR],
  ])('has buckets: %s', (expression, column, millis) => {
    expect(bucketStart(expression)).toEqual({ column, millis });
  });

  test.each([
    'time',
    'toStartOfHour(time + 60)',
    'toStartOfWeek(time, 1)',
    'toDate(time)',
    'addHours(toStartOfHour(time), 1)',
  ])('has buckets that are not known: %s', (expression) => {
    expect(bucketStart(expression)).toBeNull();
  });
});
