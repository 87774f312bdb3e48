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

type Added = 'SUM' | 'AVG' | 'STDDEV';
const ADDED: readonly Added[] = ['SUM', 'AVG', 'STDDEV'];

/** How each engine adds rows as they come. */
const PLAIN: readonly (readonly [name: string, dialect: Dialect, plain: Record<Added, RegExp>])[] = [
  ['timescale', timescaleDialect, plainOf(/sum\(case when abs/, /stddev_samp\(/)],
  ['clickhouse', clickhouseDialect, plainOf(/sumOrNull\(case when abs/, /stddevSampStableOrNull\(/)],
  ['trino', trinoDialect, plainOf(/sum\(case when abs/, /stddev_samp\(/)],
];

function plainOf(sum: RegExp, deviation: RegExp): Record<Added, RegExp> {
  return { SUM: sum, AVG: sum, STDDEV: deviation };
}

test.each(PLAIN)('only what decides is added exactly: %s', (_, dialect, plain) => {
  const table = unevenDataset(dialect.engine, ['uneven']);
  const rows = { table, bounds: { lowerMillis: null, upperMillis: null }, where: {} };
  const selection = (having: GroupFilter, order: readonly GroupOrder[]): GroupSelection => ({
    ...{ rows, dimensions: ['hub'], having, order },
  });
  const text = (fragment: Fragment): string => render(fragment, dialect, 'SELECT').text;
  for (const name of ADDED) {
    const metric = volume(name);
    const order: GroupOrder[] = [{ by: { kind: 'metric', metric }, direction: 'ASC', nulls: 'LAST' }];
    const having: GroupFilter = { metrics: [{ metric, comparison: { gt: 1 } }] };
    expect(text(groupsPage(dialect, selection({}, []), [metric], PAGE))).toMatch(plain[name]);
    for (const deciding of [selection({}, order), selection(having, [])]) {
      expect(text(groupsPage(dialect, deciding, [metric], PAGE))).not.toMatch(plain[name]);
      expect(text(selectedGroups(dialect, deciding))).not.toMatch(plain[name]);
      const other = name === 'STDDEV' ? 'SUM' : 'STDDEV';
      expect(text(groupsPage(dialect, deciding, [metric, volume(other)], PAGE))).toMatch(plain[other]);
    }
  }
});
