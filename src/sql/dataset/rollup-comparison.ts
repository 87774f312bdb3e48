import type { RollupOf } from '../../model/continuous-aggregate.ts';
import type { RowFilter } from '../../model/dataset-query.ts';
import type { DeclaredDataset } from '../../model/declared-dataset.ts';
import type { Stretch } from '../../model/rollup.ts';
import { clickhouseDialect as dialect } from '../dialect/clickhouse.ts';
import { type Fragment, float64, join, keyword, sql } from '../statement.ts';
import { type Part, partColumn, partsOf, rowsOf, type Wanted } from './rollup-rows.ts';
import { dimensionOperand, type RowSelection, timeColumn } from './source.ts';
import { wordsOf } from './words-of.ts';

/** Where buckets of UTC start: by a fixed length from an origin, or on the first of every so many months of a year. */
export type BucketSteps =
  | { readonly millis: number; readonly originMillis: number }
  | { readonly months: 1 | 3 | 12 };

/**
 * One row that compares a table with its rollup in ClickHouse, in groups of the rollup's buckets and of some dimensions, by the
 * very rows an answer would be made of: how many rows the table has and how many the rollup counts; how many of its rows
 * start elsewhere than the declared width has it; in how many buckets the counts differ, and in how many anything does;
 * and the earliest and latest time in those, milliseconds since 1970. Sums of doubles are equal within what adding them up
 * in another order may change; one that is NaN in the rollup is left out, for it is never answered from there.
 */
export function rollupComparison(
  { dataset, rollup }: RollupOf,
  stretches: readonly Stretch[],
  where: RowFilter,
  wanted: Wanted,
  steps: BucketSteps,
): Fragment {
  const parts = partsOf(dataset, wanted);
  const from = (bounds: Stretch, trusted: readonly Stretch[]): RowSelection => ({
    ...{ table: dataset, bounds, where },
    rollup: { rollup, relation: rollup.table, trusted },
  });
  const sides = stretches.flatMap((stretch) => [
    side(from(stretch, []), wanted, parts, steps, false),
    side(from(stretch, [stretch]), wanted, parts, steps, true),
  ]);
  const groups = ['bucket', ...wanted.dimensions.map((_, index) => `d${index}`)];
  const cells = parts.flatMap((_, index) => [`t${index}`, `r${index}`, `a${index}`]);
  const merged = [
    ...['held', 'total', 'strays'].map((name) => `sum(${name}) as ${name}`),
    ...cells.map((name) => `max(${name}) as ${name}`),
    'min(lowest) as lowest',
    'max(greatest) as greatest',
  ];
  const differs = keyword(['held != total', ...differences(dataset, parts)].join(' or '));
  return sql`
    select sum(held), sum(total), sum(strays), uniqExactIf(bucket, held != total), uniqExactIf(bucket, differs),
      minIf(lowest, differs), maxIf(greatest, differs)
    from (select bucket, held, total, strays, lowest, greatest, (${differs}) as differs from (
      select bucket, ${keyword(merged.join(', '))} from (${join(sides, ' union all ')})
      group by ${keyword(groups.join(', '))}))`;
}

/** The groups of the table, or those of the rollup. */
function side(
  rows: RowSelection,
  wanted: Wanted,
  parts: readonly Part[],
  steps: BucketSteps,
  isRollup: boolean,
): Fragment {
  const { table } = rows;
  const zero = keyword('toInt64(0)');
  const total = sql`toInt64(sum(${partColumn(table, null)}))`;
  const millis = wordsOf(dialect).epochMillis(timeColumn(table), table.time.type);
  const dimensions = wanted.dimensions.map((name) => dimensionOperand(table, name).expression);
  const values = parts.map((part) => {
    const column = partColumn(table, part);
    return part.aggregate === 'min' || part.aggregate === 'max'
      ? sql`${keyword(part.aggregate)}(${column})`
      : sql`sum(${column})`;
  });
  const none = keyword('null');
  const cells = parts.flatMap((part, index) => [
    sql`${isRollup ? none : (values[index] as Fragment)} as ${keyword(`t${index}`)}`,
    sql`${isRollup ? (values[index] as Fragment) : none} as ${keyword(`r${index}`)}`,
    // Only what is added up of doubles is compared within bounds.
    sql`${isRollup || !isAdded(table, part) ? none : sql`sum(abs(${partColumn(table, part)}))`} as ${keyword(`a${index}`)}`,
  ]);
  const grouped = dimensions.map((dimension, index) => sql`${dimension} as ${keyword(`d${index}`)}`);
  const strays = isRollup ? sql`toInt64(countIf(not ${isStart(table, steps)}))` : zero;
  const selected = [
    sql`${bucketNumber(table, steps)} as bucket`,
    ...grouped,
    sql`${isRollup ? zero : total} as held`,
    sql`${isRollup ? total : zero} as total`,
    sql`${strays} as strays`,
    sql`min(${millis}) as lowest`,
    sql`max(${millis}) as greatest`,
    ...cells,
  ];
  const keys = selected.slice(0, grouped.length + 1).map((_, index) => keyword(String(index + 1)));
  return sql`select ${join(selected, ', ')} from ${rowsOf(dialect, rows, wanted)} group by ${join(keys, ', ')}`;
}

/** What is different in a group, by measure. */
function differences(dataset: DeclaredDataset, parts: readonly Part[]): string[] {
  return [...new Set(parts.map(({ measure }) => measure))].map((measure) => {
    const own = parts.flatMap((part, index) => (part.measure === measure ? [{ part, index }] : []));
    const unlike = own.map(({ part, index }) => `not ${equal(index, isAdded(dataset, part))}`).join(' or ');
    const added = own.find(({ part }) => isAdded(dataset, part));
    return added === undefined ? `(${unlike})` : `(not ifNull(isNaN(r${added.index}), 0) and (${unlike}))`;
  });
}

/** Each of two sums of n doubles is off by n times half a unit in the last place of what was added up, at most. */
function equal(index: number, isOfDoubles: boolean): string {
  const [table, rollup] = [`t${index}`, `r${index}`];
  const exact = `ifNull(${table} = ${rollup}, isNull(${table}) and isNull(${rollup}))`;
  if (!isOfDoubles) return exact;
  return `(${exact} or ifNull(abs(${table} - ${rollup}) <= (held + 1) * a${index} * exp2(-52), 0))`;
}

function isAdded(dataset: DeclaredDataset, { measure, aggregate }: Part): boolean {
  return aggregate === 'sum' && dataset.measures.find(({ name }) => name === measure)?.type === 'float';
}

/** The same number for times of one bucket. */
function bucketNumber(table: DeclaredDataset, steps: BucketSteps): Fragment {
  const millis = wordsOf(dialect).epochMillis(timeColumn(table), table.time.type);
  if ('millis' in steps)
    return sql`toFloat64(floor((${millis} - ${float64(steps.originMillis)}) / ${float64(steps.millis)}))`;
  const day = dayOf(millis);
  return sql`toFloat64(intDiv(toYear(${day}) * 12 + toMonth(${day}) - 1, ${keyword(String(steps.months))}))`;
}

/** The date in UTC of milliseconds since 1970. */
function dayOf(millis: Fragment): Fragment {
  return sql`toDate32('1970-01-01') + toInt32(floor(${millis} / 86400000))`;
}

function isStart(table: DeclaredDataset, steps: BucketSteps): Fragment {
  const millis = wordsOf(dialect).epochMillis(timeColumn(table), table.time.type);
  if ('millis' in steps)
    return sql`((${millis} - ${float64(steps.originMillis)}) % ${float64(steps.millis)} = 0)`;
  const day = dayOf(millis);
  return sql`(${millis} % 86400000 = 0 and toDayOfMonth(${day}) = 1
    and (toMonth(${day}) - 1) % ${keyword(String(steps.months))} = 0)`;
}
