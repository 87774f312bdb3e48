import { describe, expect, test } from '@jest/globals';
import { clickhouseDialect } from '../../../src/sql/dialect/clickhouse.ts';
import type { Dialect } from '../../../src/sql/dialect/dialect.ts';
import { timescaleDialect } from '../../../src/sql/dialect/timescale.ts';
import { trinoDialect } from '../../../src/sql/dialect/trino.ts';
import { observationsAsOf } from '../../../src/sql/eia/as-of.ts';
import { askedKeys } from '../../../src/sql/eia/asked-keys.ts';
import { type RevisionKey, revisionCounts, revisions } from '../../../src/sql/eia/revisions.ts';
import { type Fragment, instants, render, sql, text, texts } from '../../../src/sql/statement.ts';

const DIALECTS = [timescaleDialect, clickhouseDialect, trinoDialect];

/** The statement on one line, and its values. */
function written(dialect: Dialect, fragment: Fragment): [string, ...unknown[]] {
  const statement = render(fragment, dialect, 'SELECT');
  return [statement.text.replace(/\s+/g, ' ').trim(), ...statement.parameters.map(({ value }) => value)];
}

describe('observations as of', () => {
  test('now are the table itself', () => {
    expect(DIALECTS.map((dialect) => written(dialect, observationsAsOf(dialect, null)))).toEqual([
      ['"eia_observation"'],
      ['`eia_observation` final'],
      ['"eia_observation"'],
    ]);
  });

  test('an instant join what stood then', () => {
    const within = sql`series_id = ${text('A')}`;
    expect(written(clickhouseDialect, observationsAsOf(clickhouseDialect, 7, within))).toEqual([
      '( select known.series_id as series_id, known.label as label, known.period_start as period_start, ' +
        'known.period_end as period_end, known.period as period, ' +
        'case when known.seen_at <= {p0:Int64} then known.value else revised.previous_value end as value ' +
        'from ( select series_id, label, period_start, period_end, period, value, seen_at as seen_at ' +
        'from `eia_observation` final where series_id = {p1:String} ) as known ' +
        'left join ( select series_id, label, previous_value, true as stood from `eia_revision` final ' +
        'where series_id = {p2:String} and previous_seen_at <= {p3:Int64} and seen_at > {p4:Int64} ) as revised ' +
        'on revised.series_id = known.series_id and revised.label = known.label ' +
        'where known.seen_at <= {p5:Int64} or revised.stood )',
      7,
      'A',
      'A',
      7,
      7,
      7,
    ]);
  });

  test('an instant look up each restated label in PostgreSQL', () => {
    const [statement] = written(timescaleDialect, observationsAsOf(timescaleDialect, 7));
    expect(statement).toContain(
      'left join lateral ( select previous_value, true as stood from eia_revision as found ' +
        'where found.series_id = known.series_id and found.label = known.label and known.seen_at > $2::timestamptz ' +
        'and found.previous_seen_at <= $3::timestamptz and found.seen_at > $4::timestamptz limit 1 ) as revised on true',
    );
  });

  test('an instant take rows of Iceberg that are older than the column for known since ever', () => {
    const [statement] = written(trinoDialect, observationsAsOf(trinoDialect, 7));
    expect(statement).toContain('coalesce(seen_at, ?) as seen_at from "eia_observation" where 1 = 1');
  });
});

test('keys are arrays unfolded side by side', () => {
  const columns = [
    { name: 'series_id', values: texts(['A', 'B']) },
    { name: 'lower', values: instants([1, 2]) },
  ];
  expect(DIALECTS.map((dialect) => written(dialect, askedKeys(dialect, columns))[0])).toEqual([
    '(select * from unnest($1::text[], $2::timestamptz[]) with ordinality as asked ("series_id", "lower", ordinal))',
    '(select tupleElement(asked, 1) as `series_id`, tupleElement(asked, 2) as `lower`, ' +
      'tupleElement(asked, 3) as ordinal from ( select arrayJoin(arrayZip({p0:Array(String)}, ' +
      '{p1:Array(Int64)}, arrayEnumerate({p2:Array(String)}))) as asked))',
    "(select * from unnest(?, transform(?, millis -> timestamp '1970-01-01 00:00:00.000 UTC' + millis * " +
      'interval \'0.001\' second)) with ordinality as asked ("series_id", "lower", ordinal))',
  ]);
});

describe('revisions', () => {
  const key: RevisionKey = { seriesId: 'A', lowerMillis: 1, upperMillis: null, after: null, before: null };
  const further = {
    ...key,
    after: { seenAtMillis: 5, labelMillis: 6 },
    before: { seenAtMillis: 3, labelMillis: 4 },
  };

  test.each(DIALECTS)('are one statement of $engine for all keys, from either end', (dialect) => {
    const [forward, ...values] = written(
      dialect,
      revisions(dialect, [key, further], { backward: false, limit: 3 }),
    );
    const [backward] = written(dialect, revisions(dialect, [key, further], { backward: true, limit: 3 }));
    expect(forward).toContain(
      'row_number() over (partition by k.ordinal order by r.seen_at desc, r.label desc)',
    );
    expect(backward).toContain(
      'row_number() over (partition by k.ordinal order by r.seen_at asc, r.label asc)',
    );
    expect(forward).toMatch(/where place <= 3 order by ordinal, place$/);
    expect(forward).toContain(
      'and ((r.seen_at < k.after_seen) or (r.seen_at = k.after_seen and r.label < k.after_label)) ' +
        'and ((r.seen_at > k.before_seen) or (r.seen_at = k.before_seen and r.label > k.before_label))',
    );
    expect(values).toContainEqual([Date.UTC(9999, 0), 5]);
    expect(values).toContainEqual([Date.UTC(1000, 0), 3]);
  });

  test.each(DIALECTS)('of $engine count only where the observation was replaced', (dialect) => {
    const [statement] = written(dialect, revisionCounts(dialect, [key]));
    expect(statement).toMatch(
      /^select k\.ordinal, count\(\*\) from \(.*\) as k on r\.series_id = k\.series_id/,
    );
    expect(statement).toContain('where known.known_since > stored.previous_seen_at');
  });
});
