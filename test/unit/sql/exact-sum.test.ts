import { expect, test } from '@jest/globals';
import type { GroupFilter, GroupOrder, Metric } from '../../../src/model/dataset-query.ts';
import { type GroupSelection, groupsPage, selectedGroups } from '../../../src/sql/dataset/groups.ts';
import { clickhouseDialect } from '../../../src/sql/dialect/clickhouse.ts';
import type { Dialect } from '../../../src/sql/dialect/dialect.ts';
import { timescaleDialect } from '../../../src/sql/dialect/timescale.ts';
import { trinoDialect } from '../../../src/sql/dialect/trino.ts';
import { type Fragment, render } from '../../../src/sql/statement.ts';
import { unevenDataset } from '../../support/uneven-table.ts';

const PAGE = { after: null, before: null, backward: false, limit: 3, offset: 0 };
const volume = (name: Metric['function']): Metric => ({ measure: 'volume', function: name, p: null });

/** How each engine adds rows as they come. */
const PLAIN: readonly (readonly [
  name: string,
  dialect: Dialect,
  sum: RegExp,
  mean: RegExp,
  deviation: RegExp,
])[] = [
  ['timescale', timescaleDialect, /sum\(nullif/, /avg\(/, /stddev_samp\(/],
  ['clickhouse', clickhouseDialect, /sumOrNull\(/, /avgOrNull\(/, /stddevSampStableOrNull\(/],
  ['trino', trinoDialect, /sum\(if\(is_nan/, /avg\(/, /stddev_samp\(/],
];

test.each(PLAIN)('only what decides is added exactly: %s', (_, dialect, sum, mean, deviation) => {
  const table = unevenDataset(dialect.engine, ['uneven']);
  const rows = { table, bounds: { lowerMillis: null, upperMillis: null }, where: {} };
  const selection = (having: GroupFilter, order: readonly GroupOrder[]): GroupSelection => ({
    ...{ rows, dimensions: ['hub'], having, order },
  });
  const text = (fragment: Fragment): string => render(fragment, dialect, 'SELECT').text;
  const bySum: GroupOrder = {
    by: { kind: 'metric', metric: volume('SUM') },
    direction: 'ASC',
    nulls: 'LAST',
  };
  const shown = [volume('SUM'), volume('AVG'), volume('STDDEV')];

  const undecided = text(groupsPage(dialect, selection({}, []), shown, PAGE));
  for (const plain of [sum, mean, deviation]) expect(undecided).toMatch(plain);

  const ordered = text(groupsPage(dialect, selection({}, [bySum]), shown, PAGE));
  expect(ordered).not.toMatch(sum);
  for (const plain of [mean, deviation]) expect(ordered).toMatch(plain);

  const deciding = { metrics: shown.slice(1).map((metric) => ({ metric, comparison: { gt: 1 } })) };
  const filtered = text(groupsPage(dialect, selection(deciding, []), shown, PAGE));
  expect(filtered).toMatch(sum);
  for (const plain of [mean, deviation]) expect(filtered).not.toMatch(plain);
  for (const plain of [mean, deviation])
    expect(text(selectedGroups(dialect, selection(deciding, [])))).not.toMatch(plain);
});
