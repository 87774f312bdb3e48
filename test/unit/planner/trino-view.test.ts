import { describe, expect, test } from '@jest/globals';
import { type TrinoView, trinoViewFacts } from '../../../src/planner/trino-view.ts';
import { metered, meteredRollup } from '../../support/metered.ts';

const dataset = metered('trino', { table: ['iceberg', 'energy', 'metered'] });
const rollup = meteredRollup('hourly', 'PT1H', { table: ['iceberg', 'energy', 'hourly'] });
const VIEW: TrinoView = {
  freshness: 'FRESH',
  definition: `SELECT
  date_trunc('hour', time) bucket
, meter
, site
, sum(load) load_sum
, min(cost) cost_min
, count(*) readings
FROM
  iceberg.energy.metered
GROUP BY 1, 2, 3
`,
  types: { load_sum: 'double' },
  tableTypes: { cost: 'decimal(12,2)' },
};
const NEEDS = [
  { measure: 'load', aggregate: 'sum', column: 'load_sum' },
  { measure: 'cost', aggregate: 'min', column: 'cost_min' },
] as const;

describe('a materialized view of Trino', () => {
  const refusalOf = (view: Partial<TrinoView>): string | null => {
    const facts = trinoViewFacts({ dataset, rollup }, { ...VIEW, ...view }, NEEDS);
    return 'refusal' in facts ? facts.refusal : null;
  };

  test('that is fresh and says what is declared is good for all of time', () => {
    expect(refusalOf({})).toBeNull();
  });

  const MORE = 'is made of more than the plain rows of the table';
  test.each([
    ['FROM\n  iceberg.energy.metered', 'FROM\n  metered', MORE],
    ['energy.metered', 'energy.other', MORE],
    ['GROUP BY', "WHERE (meter <> 'm1')\nGROUP BY", MORE],
    ['GROUP BY 1, 2, 3', 'GROUP BY 1, 2, 3\nHAVING (count(*) > 1)', MORE],
    ['GROUP BY 1, 2, 3', 'GROUP BY 1, 2, 3\nLIMIT 5', MORE],
    ['GROUP BY 1, 2, 3', 'GROUP BY ROLLUP (1, 2, 3)', MORE],
    ['GROUP BY 1, 2, 3', 'GROUP BY CUBE (1, 2), 3', MORE],
    ['GROUP BY 1, 2, 3', 'GROUP BY GROUPING SETS ((1, 2), (3))', MORE],
    ['energy.metered', 'energy.metered m', MORE],
    ["'hour'", "'day'", 'does not say that bucket is the start of PT1H of time'],
    ['site\n', 'meter site\n', 'does not say that site is that of the table'],
    ['count(*)', 'count(load)', 'does not say that readings is count(*)'],
    ['sum(load)', 'sum((load * 2))', 'does not say that load_sum is sum(load)'],
    ['sum(load)', 'sum(DISTINCT load)', 'does not say that load_sum is sum(load)'],
    ['min(cost)', 'max(cost)', 'does not say that cost_min is min(cost)'],
  ])('with %j for %j is not', (part, instead, refusal) => {
    expect(refusalOf({ definition: VIEW.definition.replace(part, () => instead) })).toBe(refusal);
  });

  test.each<[Partial<TrinoView>, string]>([
    [{ freshness: 'STALE' }, 'is not fresh: Trino calls it STALE'],
    [{ types: { load_sum: 'real' } }, 'adds load up with the seven digits of a real'],
    [{ tableTypes: { cost: 'decimal(12,4)' } }, 'adds digits of cost that the declared scale rounds off'],
  ])('is refused with %j', (view, refusal) => {
    expect(refusalOf(view)).toBe(refusal);
  });
});
