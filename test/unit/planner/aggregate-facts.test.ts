import { describe, expect, test } from '@jest/globals';
import { createGrid } from '../../../src/calendar/grid.ts';
import { UTC } from '../../../src/calendar/zone.ts';
import { type AggregateBuckets, aggregateGrid } from '../../../src/planner/aggregate-grid.ts';
import { viewRefusal } from '../../../src/planner/aggregate-view.ts';
import { metered, meteredRollup } from '../../support/metered.ts';

const VIEW = ` SELECT time_bucket('01:00:00'::interval, "time") AS bucket,
    meter,
    site,
    sum(load) AS load_sum,
    count(load) AS load_count,
    count(*) AS readings
   FROM metered
  GROUP BY (time_bucket('01:00:00'::interval, "time")), meter, site;`;
const NEEDS = [
  { measure: 'load', aggregate: 'sum', column: 'load_sum' },
  { measure: 'load', aggregate: 'count', column: 'load_count' },
] as const;

describe('the text of a continuous aggregate’s view', () => {
  const refusalOf = (text: string) =>
    viewRefusal(text, metered('timescale'), meteredRollup('hourly', 'PT1H'), NEEDS)?.refusal ?? null;

  test('that says what is declared is believed', () => {
    expect(refusalOf(VIEW)).toBeNull();
    expect(refusalOf(VIEW.replaceAll('time_bucket', 'public.time_bucket'))).toBeNull();
  });

  test.each([
    [
      'FROM metered',
      "FROM metered\n  WHERE (meter = 'm1'::text)",
      'is made of more than the plain rows of the table',
    ],
    [
      'meter, site;',
      'meter, site\n HAVING (count(*) > 1);',
      'is made of more than the plain rows of the table',
    ],
    [
      'FROM metered',
      'FROM (metered\n     JOIN sites USING (site))',
      'is made of more than the plain rows of the table',
    ],
    ['FROM metered', 'FROM metered,\n    sites', 'is made of more than the plain rows of the table'],
    ['"time") AS bucket', 'stored) AS bucket', 'does not say that bucket is a time_bucket of time'],
    ['    site,', '    meter AS site,', 'does not say that site is that of the table'],
    ['count(*)', 'count(meter)', 'does not say that readings is count(*)'],
    ['sum(load)', 'sum((load * 2::double precision))', 'does not say that load_sum is sum(load)'],
    ['sum(load)', 'sum(DISTINCT load)', 'does not say that load_sum is sum(load)'],
    ['sum(load)', 'sum(load) FILTER (WHERE (load > 0))', 'does not say that load_sum is sum(load)'],
    ['sum(load)', 'avg(load)', 'does not say that load_sum is sum(load)'],
    ['count(load)', 'count(cost)', 'does not say that load_count is count(load)'],
  ])('with %j for %j is not', (part, instead, refusal) => {
    expect(refusalOf(VIEW.replace(part, instead))).toBe(refusal);
  });
});

describe('the grid of a continuous aggregate', () => {
  const buckets: AggregateBuckets = {
    months: 0,
    days: 0,
    seconds: 0,
    zone: null,
    originMillis: null,
    offsetMillis: null,
  };
  const range = { lowerMillis: Date.UTC(2024, 2, 1), upperMillis: Date.UTC(2024, 3, 1) };
  const edges = (more: Partial<AggregateBuckets>) => {
    const grid = aggregateGrid({ ...buckets, ...more }, range);
    return 'refusal' in grid ? grid.refusal : grid.edges(range.lowerMillis, range.lowerMillis + 1);
  };

  test('counts weeks from Monday and seven hours from the third of January 2000', () => {
    expect(edges({ days: 7 })).toEqual([Date.UTC(2024, 1, 26), Date.UTC(2024, 2, 4)]);
    const [first = 0] = edges({ seconds: 25_200 }) as number[];
    expect((first - Date.UTC(2000, 0, 3)) % 25_200_000).toBe(0);
    expect(edges({ months: 3 })).toEqual([Date.UTC(2024, 0, 1), Date.UTC(2024, 3, 1)]);
  });

  test('moves with its origin and offset', () => {
    expect(edges({ days: 1, originMillis: Date.UTC(2001, 0, 1, 6) })).toEqual([
      Date.UTC(2024, 1, 29, 6),
      Date.UTC(2024, 2, 1, 6),
    ]);
    expect(edges({ days: 1, offsetMillis: -3_600_000 })).toEqual([
      Date.UTC(2024, 1, 29, 23),
      Date.UTC(2024, 2, 1, 23),
    ]);
  });

  test('has the days of a zone, save where PostgreSQL reads a midnight in its own way', () => {
    const days = (zone: string, year: number) => {
      const within = { lowerMillis: Date.UTC(year, 0, 1), upperMillis: Date.UTC(year + 1, 0, 1) };
      const grid = aggregateGrid({ ...buckets, days: 1, zone }, within);
      return 'refusal' in grid ? grid.refusal : grid.edges(within.lowerMillis, within.upperMillis).length;
    };
    expect(days('America/New_York', 2024)).toBe(368);
    expect(days('America/Havana', 2024)).toContain('moved over a midnight');
    expect(days('America/Sao_Paulo', 2018)).toContain('moved over a midnight');
    expect(days('America/Sao_Paulo', 2022)).toBe(367);
    expect(days('Pacific/Apia', 2011)).toContain('moved over a midnight');
  });

  test.each([
    [
      { seconds: 3_600, zone: 'America/New_York' },
      'counts parts of days, or from an origin, in America/New_York',
    ],
    [{ days: 1, zone: 'Mars/Base' }, "counts in Mars/Base, which is no zone of the gateway's calendar"],
    [{ months: 1, days: 1 }, 'has months that do not begin on the first'],
    [{ seconds: 0.0005 }, 'has buckets of no whole milliseconds'],
  ])('of %j is refused', (more, refusal) => {
    expect(String(edges(more)).replace('gateway’s', "gateway's")).toBe(
      refusal.replace('gateway’s', "gateway's"),
    );
  });

  test('of an hour is that of the calendar', () => {
    const asked = createGrid({ unit: 'hour', count: 1 }, UTC, null);
    const grid = aggregateGrid({ ...buckets, seconds: 3_600 }, range);
    if ('refusal' in grid) throw new Error(grid.refusal);
    expect(grid.edges(range.lowerMillis, range.upperMillis)).toEqual(
      asked.edges(range.lowerMillis, range.upperMillis),
    );
  });
});
