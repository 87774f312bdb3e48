import type { BucketGrid } from '../../model/bucket-grid.ts';
import type { Metric } from '../../model/dataset-query.ts';
import type { DeclaredDataset } from '../../model/declared-dataset.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { EMPTY, type Fragment, join, keyword, sql } from '../statement.ts';
import { type GroupSelection, keyAlias, metricAlias, numberedGroups, orderMetrics } from './groups.ts';
import { metricOperand } from './metric.ts';
import { filled } from './operand.ts';
import { type PagePart, pageLimit } from './page.ts';
import { dimensionOperand, selectionCondition, source, timeColumn } from './source.ts';
import { wordsOf } from './words-of.ts';

const LINES = keyword('lines');
/** The place of a line in the walk, in the absence of any other. */
const ONLY_PLACE = keyword('1');

/**
 * The buckets of a page of groups in one statement: by line in the order of the walk, then by time. Cells are the
 * place of the line and, where there are dimensions, these, its count of rows, the metrics of its order; then the number of the bucket, its
 * count of rows, its metrics.
 */
export function bucketsPage(
  dialect: Dialect,
  selection: GroupSelection,
  metrics: readonly Metric[],
  grid: BucketGrid,
  page: PagePart & { readonly bucketLimit: number },
): Fragment {
  const { table } = selection.rows;
  const line = isWhole(selection, page) ? [] : lineColumns(selection);
  const bucket = bucketOf(dialect, table, grid);
  const cells = [
    ...(line.length === 0 ? [ONLY_PLACE] : line),
    bucket,
    keyword('count(*)'),
    ...metrics.map((metric) => metricOperand(dialect, table, metric).expression),
  ];
  const lines = line.length === 0 ? EMPTY : joined(selection, numberedGroups(dialect, selection, page));
  const bucketPlace = keyword(String(Math.max(line.length, 1) + 1));
  return sql`
    select ${join(cells, ', ')} from ${source(dialect, table)} ${lines}
    where ${selectionCondition(dialect, selection.rows)}
    group by ${join([...line, bucket], ', ')}
    order by 1, ${bucketPlace} ${pageLimit({ limit: page.bucketLimit, offset: 0 })}`;
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

/** The number of the bucket a row lies in; no value in it is bound, so that it is the same wherever it stands. */
function bucketOf(dialect: Dialect, { time }: DeclaredDataset, grid: BucketGrid): Fragment {
  const words = wordsOf(dialect);
  const column = timeColumn({ time });
  if (grid.kind === 'months') {
    return sql`floor(${words.epochMonths(column, time.type)} / ${keyword(String(grid.months))})`;
  }
  const [width, origin] = [keyword(String(grid.widthSeconds)), keyword(String(grid.originSeconds))];
  return sql`floor((${words.epochSeconds(column, time.type)} - ${origin}) / ${width})`;
}
