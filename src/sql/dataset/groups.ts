import {
  type Comparison,
  type GroupFilter,
  type GroupOrder,
  type GroupOrderKey,
  type Metric,
  metricKey,
} from '../../model/dataset-query.ts';
import { allOf, anyOf } from '../condition.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { EMPTY, type Fragment, join, keyword, sql } from '../statement.ts';
import { withClosings } from './closing.ts';
import { comparisonCondition } from './comparison.ts';
import type { Operand } from './operand.ts';
import {
  cursorConditions,
  type OrderStep,
  operandStep,
  type PagePart,
  pageLimit,
  walkOrder,
} from './page.ts';
import { countOf, metricOf, rowsCondition, rowsOf } from './rollup-rows.ts';
import { dimensionOperand, type RowSelection } from './source.ts';

/** What groups are made of rows, and in which total order they are listed. */
export type GroupSelection = {
  readonly rows: RowSelection;
  readonly dimensions: readonly string[];
  readonly having: GroupFilter;
  readonly order: readonly GroupOrder[];
};

/** Groups as a subquery, and its columns as operands of the query around it. */
type Grouped = {
  readonly subquery: Fragment;
  readonly keys: readonly Operand[];
  readonly count: Operand;
  metric(metric: Metric): Operand;
};

/** An order made total: ties are broken by the dimensions. A single group has no order. */
export function totalGroupOrder(dimensions: readonly string[], asked: readonly GroupOrder[]): GroupOrder[] {
  if (dimensions.length === 0) return [];
  const isOrdered = (dimension: string): boolean =>
    asked.some(({ by }) => by.kind === 'dimension' && by.dimension === dimension);
  const tieBreakers = dimensions
    .filter((dimension) => !isOrdered(dimension))
    .map((dimension) => ({
      by: { kind: 'dimension' as const, dimension },
      direction: 'ASC' as const,
      nulls: 'LAST' as const,
    }));
  return [...asked, ...tieBreakers];
}

/** Metrics without repetitions. */
export function distinctMetrics(metrics: readonly Metric[]): Metric[] {
  return [...new Map(metrics.map((metric) => [metricKey(metric), metric])).values()];
}

/** The metrics that conditions and an order are about. */
export function metricsBehind({ having, order }: Pick<GroupSelection, 'having' | 'order'>): Metric[] {
  return distinctMetrics([...filterMetrics(having), ...orderMetrics(order)]);
}

/** The metrics an order has steps of. */
export function orderMetrics(order: readonly GroupOrder[]): Metric[] {
  return distinctMetrics(order.flatMap(({ by }) => (by.kind === 'metric' ? [by.metric] : [])));
}

function filterMetrics(filter: GroupFilter): Metric[] {
  return [
    ...(filter.and ?? []).flatMap(filterMetrics),
    ...(filter.or ?? []).flatMap(filterMetrics),
    ...(filter.not === undefined ? [] : filterMetrics(filter.not)),
    ...(filter.metrics ?? []).map(({ metric }) => metric),
  ];
}

/** The groups of a page, in the order of the walk; cells are the dimensions, the count of rows, the metrics. */
export function groupsPage(
  dialect: Dialect,
  selection: GroupSelection,
  metrics: readonly Metric[],
  page: PagePart,
): Fragment {
  const grouped = groupRows(dialect, selection, distinctMetrics([...metrics, ...metricsBehind(selection)]));
  const cells = [...grouped.keys, grouped.count, ...metrics.map(grouped.metric)];
  return sql`
    select ${join(
      cells.map(({ expression }) => expression),
      ', ',
    )} ${groupsOfPage(dialect, selection, grouped, page)}`;
}

/** One column of the groups, to be counted. */
export function selectedGroups(dialect: Dialect, selection: GroupSelection): Fragment {
  const grouped = groupRows(dialect, selection, filterMetrics(selection.having));
  const condition = groupCondition(dialect, grouped, selection.having);
  return sql`select ${grouped.count.expression} from ${grouped.subquery} where ${condition}`;
}

/**
 * The groups of a page, numbered in the order of the walk, for `from`: columns `place`, `k0` … (the dimensions), `n`
 * (the count of rows), `v0` … (the metrics of the order).
 */
export function numberedGroups(dialect: Dialect, selection: GroupSelection, page: PagePart): Fragment {
  const grouped = groupRows(dialect, selection, metricsBehind(selection));
  const steps = groupSteps(dialect, selection, grouped);
  const values = orderMetrics(selection.order).map(
    (metric, index) => sql`${grouped.metric(metric).expression} as ${metricAlias(index)}`,
  );
  const cells = [
    sql`row_number() over (${walkOrder(steps, page)}) as place`,
    ...grouped.keys.map(({ expression }) => expression),
    grouped.count.expression,
    ...values,
  ];
  return sql`(select ${join(cells, ', ')} ${groupsOfPage(dialect, selection, grouped, page)})`;
}

/** The alias of the dimension at an index. */
export function keyAlias(index: number): Fragment {
  return keyword(`k${index}`);
}

/** The alias of the metric at an index. */
export function metricAlias(index: number): Fragment {
  return keyword(`v${index}`);
}

function groupsOfPage(
  dialect: Dialect,
  selection: GroupSelection,
  grouped: Grouped,
  page: PagePart,
): Fragment {
  const steps = groupSteps(dialect, selection, grouped);
  const conditions = [groupCondition(dialect, grouped, selection.having), ...cursorConditions(steps, page)];
  return sql`from ${grouped.subquery}
    where ${allOf(conditions)}
    ${walkOrder(steps, page)} ${pageLimit(page)}`;
}

function groupRows(dialect: Dialect, selection: GroupSelection, asked: readonly Metric[]): Grouped {
  const { dimensions } = selection;
  const metrics = distinctMetrics(asked);
  const rows = withClosings(dialect, selection.rows, { dimensions, bucket: null }, metrics);
  const deciding = new Set(metricsBehind(selection).map(metricKey));
  const keys = dimensions.map((name) => dimensionOperand(rows.table, name));
  const values = metrics.map((metric) =>
    metricOf(dialect, rows, metric, deciding.has(metricKey(metric)) ? 'exactly' : 'as rows come'),
  );
  const cells = [
    ...keys.map(({ expression }, index) => sql`${expression} as ${keyAlias(index)}`),
    sql`${countOf(dialect, rows)} as n`,
    ...values.map(({ expression }, index) => sql`${expression} as ${metricAlias(index)}`),
  ];
  const expressions = keys.map(({ expression }) => expression);
  const grouping = keys.length === 0 ? EMPTY : sql`group by ${join(expressions, ', ')}`;
  const places = new Map(metrics.map((metric, index) => [metricKey(metric), index]));
  return {
    subquery: sql`(
      select ${join(cells, ', ')} from ${rowsOf(dialect, rows, { dimensions, metrics })}
      where ${rowsCondition(dialect, rows)} ${grouping}) as grouped`,
    keys: keys.map((key, index) => ({ ...key, expression: keyAlias(index) })),
    count: { expression: keyword('n'), type: { kind: 'int64' }, nullable: false },
    metric(metric) {
      const place = places.get(metricKey(metric)) ?? -1;
      const value = values[place];
      if (value === undefined) throw new RangeError(`The groups have no ${metricKey(metric)}.`);
      return { ...value, expression: metricAlias(place) };
    },
  };
}

function groupSteps(dialect: Dialect, selection: GroupSelection, grouped: Grouped): OrderStep[] {
  const operandOf = (by: GroupOrderKey): Operand => {
    if (by.kind === 'count') return grouped.count;
    if (by.kind === 'metric') return grouped.metric(by.metric);
    const key = grouped.keys[selection.dimensions.indexOf(by.dimension)];
    if (key === undefined) throw new RangeError(`The groups have no dimension ${by.dimension}.`);
    return key;
  };
  return selection.order.map(({ by, direction, nulls }) =>
    operandStep(dialect, operandOf(by), { descending: direction === 'DESC', nullsFirst: nulls === 'FIRST' }),
  );
}

function groupCondition(dialect: Dialect, grouped: Grouped, filter: GroupFilter): Fragment {
  const within = (inner: GroupFilter): Fragment => groupCondition(dialect, grouped, inner);
  const compare = (operand: Operand, comparison: Comparison): Fragment =>
    comparisonCondition(dialect, operand, comparison);
  const conditions: Fragment[] = [];
  if (filter.and !== undefined) conditions.push(allOf(filter.and.map(within)));
  if (filter.or !== undefined) conditions.push(anyOf(filter.or.map(within)));
  if (filter.not !== undefined) conditions.push(sql`not ${within(filter.not)}`);
  if (filter.count !== undefined) conditions.push(compare(grouped.count, filter.count));
  for (const { metric, comparison } of filter.metrics ?? []) {
    conditions.push(compare(grouped.metric(metric), comparison));
  }
  return allOf(conditions);
}
