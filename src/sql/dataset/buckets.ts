import type { Metric } from '../../model/dataset-query.ts';
import type { DeclaredDataset, DeclaredMeasure } from '../../model/declared-dataset.ts';
import type { Placement } from '../../model/placement.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { EMPTY, type Fragment, float64, join, keyword, sql } from '../statement.ts';
import { withClosings } from './closing.ts';
import { lastTimeOf } from './extent.ts';
import { type GroupSelection, keyAlias, metricAlias, numberedGroups, orderMetrics } from './groups.ts';
import { metricOperand } from './metric.ts';
import { filled } from './operand.ts';
import { type PagePart, pageLimit } from './page.ts';
import { countOf, metricOf, rowsCondition, rowsOf } from './rollup-rows.ts';
import {
  dimensionOperand,
  measureOperand,
  type RowSelection,
  selectionCondition,
  selectionSource,
  timeColumn,
} from './source.ts';
import { wordsOf } from './words-of.ts';

const LINES = keyword('lines');
/** The place of a line in the walk, in the absence of any other. */
const ONLY_PLACE = keyword('1');

/**
 * The buckets of a page of groups in one statement: by line in the order of the walk, then by time. Cells are the
 * place of the line and, where there are dimensions, these, its count of rows, the metrics of its order; then where the
 * bucket is placed, its count of rows, its metrics. The lines are groups of `selection`, the rows in the buckets those of
 * `bucketed`.
 */
export function bucketsPage(
  dialect: Dialect,
  selection: GroupSelection,
  bucketed: RowSelection,
  metrics: readonly Metric[],
  placement: Placement,
  page: PagePart & { readonly bucketLimit: number },
): Fragment {
  const { table } = selection.rows;
  const bucket = bucketOf(dialect, table, placement);
  const { places, source: lines } = linesOf(dialect, selection, bucketed, metrics, bucket, page);
  const cells = [
    ...places,
    bucket,
    countOf(dialect, bucketed),
    ...metrics.map((metric) => metricOf(dialect, bucketed, metric, 'as rows come').expression),
  ];
  // By their places among the cells: what is bound in an expression differs wherever it stands.
  const bucketPlace = keyword(String(places.length + 1));
  const grouping = join([...columnsOf(places), bucketPlace], ', ');
  return sql`
    select ${join(cells, ', ')} ${lines}
    group by ${grouping}
    order by 1, ${bucketPlace} ${pageLimit({ limit: page.bucketLimit, offset: 0 })}`;
}

/**
 * By line of a page, as {@link bucketsPage} has them, the last time at which each measure has a value among other rows, then
 * the last time of all; lines without such rows are left out.
 */
export function latestOfLines(
  dialect: Dialect,
  selection: GroupSelection,
  others: RowSelection,
  measures: readonly DeclaredMeasure[],
  page: PagePart,
): Fragment {
  const last = wordsOf(dialect).newest(timeColumn(others.table));
  const times = measures.map((measure) => lastTimeOf(dialect, others.table, measure));
  return ofLines(dialect, selection, others, [], [...times, last], page);
}

/** By line of a page the count of other rows and their metrics; lines without such rows are left out. */
export function metricsOfLines(
  dialect: Dialect,
  selection: GroupSelection,
  others: RowSelection,
  metrics: readonly Metric[],
  page: PagePart,
): Fragment {
  const values = metrics.map(
    (metric) => metricOperand(dialect, others.table, metric, 'as rows come').expression,
  );
  return ofLines(dialect, selection, others, metrics, [keyword('count(*)'), ...values], page);
}

function ofLines(
  dialect: Dialect,
  selection: GroupSelection,
  rows: RowSelection,
  metrics: readonly Metric[],
  cells: readonly Fragment[],
  page: PagePart,
): Fragment {
  const { places, source: lines } = linesOf(dialect, selection, rows, metrics, null, page);
  const columns = columnsOf(places);
  const grouping = columns.length === 0 ? EMPTY : sql`group by ${join(columns, ', ')}`;
  return sql`select ${join([...places, ...cells], ', ')} ${lines} ${grouping}`;
}

/**
 * The rows in the buckets of the lines of a page, and what tells the line of a row: its place comes first. `bucket` is
 * where a row is placed, null where all are in one.
 */
function linesOf(
  dialect: Dialect,
  selection: GroupSelection,
  selected: RowSelection,
  metrics: readonly Metric[],
  bucket: Fragment | null,
  page: PagePart,
): { readonly places: readonly Fragment[]; readonly source: Fragment } {
  const { dimensions } = selection;
  const rows = withClosings(dialect, selected, { dimensions, bucket }, metrics);
  const line = isWhole(selection, page) ? [] : lineColumns(selection);
  const lines = line.length === 0 ? EMPTY : joined(selection, numberedGroups(dialect, selection, page));
  return {
    places: line.length === 0 ? [ONLY_PLACE] : line,
    source: sql`from ${rowsOf(dialect, rows, { dimensions, metrics })} ${lines}
    where ${rowsCondition(dialect, rows)}`,
  };
}

/** What can be grouped by: a constant is no column. */
function columnsOf(places: readonly Fragment[]): readonly Fragment[] {
  return places.filter((place) => place !== ONLY_PLACE);
}

/**
 * The buckets of all groups of some dimensions: cells are these, where the bucket is placed, its count of values of the
 * measure, its metrics. In no order.
 */
export function bucketRows(
  dialect: Dialect,
  selection: RowSelection,
  dimensions: readonly string[],
  measure: DeclaredMeasure,
  metrics: readonly Metric[],
  placement: Placement,
): Fragment {
  const { table } = selection;
  const grouped = [
    ...dimensions.map((name) => dimensionOperand(table, name).expression),
    bucketOf(dialect, table, placement),
  ];
  const cells = [
    ...grouped,
    sql`count(${measureOperand(dialect, measure).expression})`,
    ...metrics.map((metric) => metricOperand(dialect, table, metric, 'as rows come').expression),
  ];
  return sql`
    select ${join(cells, ', ')} from ${selectionSource(dialect, selection)}
    where ${selectionCondition(dialect, selection)}
    group by ${join(
      grouped.map((_, index) => keyword(String(index + 1))),
      ', ',
    )}`;
}

/** True where the one line is all rows, whatever they are: no groups need to be found first. */
function isWhole({ dimensions, having }: GroupSelection, { after, before, offset }: PagePart): boolean {
  return dimensions.length + Object.keys(having).length + offset === 0 && after === null && before === null;
}

function lineColumns({ dimensions, order }: GroupSelection): Fragment[] {
  const place = sql`${LINES}.place`;
  if (dimensions.length === 0) return [place];
  const aliases = [
    ...dimensions.map((_, index) => keyAlias(index)),
    keyword('n'),
    ...orderMetrics(order).map((_, index) => metricAlias(index)),
  ];
  return [place, ...aliases.map((alias) => sql`${LINES}.${alias}`)];
}

/** Joins rows with their line. Missing values are equal here, in a form that every engine can hash. */
function joined({ rows, dimensions }: GroupSelection, groups: Fragment): Fragment {
  if (dimensions.length === 0) return sql`cross join ${groups} as ${LINES}`;
  const equal = dimensions.flatMap((name, index) => {
    const row = dimensionOperand(rows.table, name);
    const line = { ...row, expression: sql`${LINES}.${keyAlias(index)}` };
    if (!row.nullable) return [sql`${row.expression} = ${line.expression}`];
    return [
      sql`${filled(row)} = ${filled(line)}`,
      sql`(${row.expression} is null) = (${line.expression} is null)`,
    ];
  });
  return sql`inner join ${groups} as ${LINES} on ${join(equal, ' and ')}`;
}

/** Where a row is placed: as {@link bucketIndex} reads it. */
function bucketOf(dialect: Dialect, { time }: DeclaredDataset, placement: Placement): Fragment {
  const words = wordsOf(dialect);
  const { startMillis, unitMillis, steps } = placement;
  const millis = words.epochMillis(timeColumn({ time }), time.type);
  const units = sql`floor((${millis} - ${float64(startMillis)}) / ${float64(unitMillis)})`;
  return steps === null ? units : words.lastStep(units, steps);
}

/** The number from 0 of the bucket that a cell of {@link bucketsPage} names. */
export function bucketIndex(dialect: Dialect, { steps }: Placement): (cell: unknown) => number {
  if (steps === null) return Number;
  if (wordsOf(dialect).answersStep === 'place') return (cell) => Number(cell) - 1;
  const places = new Map(steps.map((step, index) => [step, index]));
  return (cell) => places.get(Number(cell)) ?? -1;
}
