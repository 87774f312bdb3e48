import type { Metric } from '../../model/dataset-query.ts';
import type { DeclaredDataset, RollupAggregate } from '../../model/declared-dataset.ts';
import { aggregatesBehind, type RollupRead, type Stretch } from '../../model/rollup.ts';
import { EVERYTHING } from '../condition.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { type Fragment, identifier, join, keyword, sql } from '../statement.ts';
import { doubleSum, sumByCount } from './double-sums.ts';
import { type Adding, MEAN_DIGITS, metricOperand, metricType } from './metric.ts';
import type { Operand } from './operand.ts';
import {
  declaredMeasure,
  dimensionOperand,
  freePrefix,
  measureOperand,
  type RowSelection,
  selectionCondition,
  selectionSource,
  source,
  storedColumn,
  timeColumn,
} from './source.ts';
import { wordsOf } from './words-of.ts';
import { partialWordsOf } from './words-partial.ts';

/** What a relation has to hold. */
export type Wanted = { readonly dimensions: readonly string[]; readonly metrics: readonly Metric[] };

/** A selection that is read through a rollup. */
type Routed = RowSelection & { readonly rollup: RollupRead };

function isRouted(rows: RowSelection): rows is Routed {
  return rows.rollup !== undefined;
}

/**
 * What `from` reads the selected rows of. Through a rollup these are its rows in the trusted stretches and the rows of the
 * table in all others, each with its count of rows and its aggregates: a row of the table is its own aggregate. The
 * columns of time and dimensions have the names they have in the table.
 */
export function rowsOf(dialect: Dialect, rows: RowSelection, wanted: Wanted): Fragment {
  if (!isRouted(rows)) return selectionSource(dialect, rows);
  const { trusted } = rows.rollup;
  const branches = [
    ...trusted.map((stretch) => rollupBranch(dialect, rows, stretch, wanted)),
    ...gapsBetween(trusted, rows).map((bounds) => tableBranch(dialect, { ...rows, bounds }, wanted)),
  ];
  return wordsOf(dialect).source(sql`(${join(branches, ' union all ')})`, keyword('declared'), false);
}

/** Which of these are meant: those of a rollup are selected where they are read. */
export function rowsCondition(dialect: Dialect, rows: RowSelection): Fragment {
  return isRouted(rows) ? EVERYTHING : selectionCondition(dialect, rows);
}

/** How many rows of the table there are. */
export function countOf(dialect: Dialect, rows: RowSelection): Fragment {
  if (!isRouted(rows)) return keyword('count(*)');
  return partialWordsOf(dialect).int64(sql`coalesce(sum(${partColumn(rows.table, null)}), 0)`);
}

/** An aggregate over the rows of a group. Through a rollup a NaN in it says that it must be asked of the table. */
export function metricOf(dialect: Dialect, rows: RowSelection, metric: Metric, adding: Adding): Operand {
  if (!isRouted(rows)) return metricOperand(dialect, rows.table, metric, adding);
  const measure = declaredMeasure(rows.table, metric.measure);
  return {
    expression: reaggregated(dialect, rows, metric),
    type: metricType(measure, metric.function),
    nullable: true,
  };
}

function reaggregated(dialect: Dialect, rows: Routed, { measure: name, function: asked }: Metric): Fragment {
  const [words, partial] = [wordsOf(dialect), partialWordsOf(dialect)];
  const { type, scale } = declaredMeasure(rows.table, name);
  const column = (aggregate: RollupAggregate): Fragment =>
    partColumn(rows.table, { measure: name, aggregate });
  const sum =
    type === 'float'
      ? doubleSum(words, column('sum'), 'as rows come')
      : words.sumOfDecimals(column('sum'), scale);
  switch (asked) {
    case 'SUM':
      return sum;
    case 'AVG': {
      const count = sql`sum(${column('count')})`;
      if (type === 'decimal') return partial.decimalQuotient(sum, count, scale + MEAN_DIGITS);
      if (type === 'float') return sumByCount(words, column('sum'), partial.double(count), 'as rows come');
      return sql`(${partial.double(sum)} / nullif(${partial.double(count)}, 0))`;
    }
    case 'MIN':
    case 'MAX': {
      const value = asked === 'MIN' ? words.least(column('min')) : words.greatest(column('max'));
      return type === 'float' ? partial.unlessNaN(sum, value) : value;
    }
    default:
      throw new RangeError(`No rollup tells ${asked}.`);
  }
}

/** The rows of the rollup in one stretch. */
function rollupBranch(dialect: Dialect, rows: Routed, bounds: Stretch, wanted: Wanted): Fragment {
  const { rollup, relation } = rows.rollup;
  const partial = partialWordsOf(dialect);
  const table: DeclaredDataset = { ...rows.table, table: relation, time: rollup.time, final: false };
  const value = ({ measure, aggregate }: Part): Fragment => {
    const { type, scale } = declaredMeasure(rows.table, measure);
    const columnOf = (each: RollupAggregate): Fragment =>
      storedColumn(rollup.measures[measure]?.[each] ?? '');
    if (aggregate === 'count') return partial.int64(columnOf('count'));
    const stored = numeric(dialect, columnOf(aggregate), type, aggregate, scale);
    if (dialect.engine !== 'clickhouse') return stored;
    // Of no values it may keep a 0: see aggregatesBehind.
    return sql`if(${columnOf('count')} = 0, null, ${stored})`;
  };
  const cells = [
    partial.int64(storedColumn(rollup.rowCount ?? '')),
    ...partsOf(rows.table, wanted).map(value),
  ];
  return branch(dialect, { ...rows, table, bounds }, rows, wanted, cells);
}

/** The rows of the table between trusted stretches, each as an aggregate of itself. */
function tableBranch(dialect: Dialect, rows: Routed, wanted: Wanted): Fragment {
  const partial = partialWordsOf(dialect);
  const value = ({ measure, aggregate }: Part): Fragment => {
    const declared = declaredMeasure(rows.table, measure);
    const { expression } = measureOperand(dialect, declared);
    if (aggregate === 'count') return partial.int64(sql`case when ${expression} is null then 0 else 1 end`);
    return numeric(dialect, expression, declared.type, aggregate, declared.scale);
  };
  const cells = [partial.int64(keyword('1')), ...partsOf(rows.table, wanted).map(value)];
  return branch(dialect, rows, rows, wanted, cells);
}

function branch(
  dialect: Dialect,
  read: RowSelection,
  rows: Routed,
  wanted: Wanted,
  aggregates: readonly Fragment[],
): Fragment {
  const named = [
    sql`${timeColumn(read.table)} as ${identifier(rows.table.time.column)}`,
    ...wanted.dimensions.map((name) => {
      const { column } = declaredDimension(rows.table, name);
      return sql`${dimensionOperand(read.table, name).expression} as ${identifier(column)}`;
    }),
    ...[null, ...partsOf(rows.table, wanted)].map(
      (part, index) => sql`${aggregates[index] as Fragment} as ${identifier(partName(rows.table, part))}`,
    ),
  ];
  return sql`
    select ${join(named, ', ')} from ${source(dialect, read.table)} where ${selectionCondition(dialect, read)}`;
}

/** An aggregate in the type that both kinds of rows have it in. */
function numeric(
  dialect: Dialect,
  value: Fragment,
  type: 'float' | 'decimal' | 'int64',
  aggregate: RollupAggregate,
  scale: number,
): Fragment {
  const partial = partialWordsOf(dialect);
  if (type === 'float') return partial.double(value);
  return type === 'int64' && aggregate !== 'sum' ? partial.int64(value) : partial.exact(value, scale);
}

/** The parts of the selected range that no stretch covers. */
function gapsBetween(trusted: readonly Stretch[], { bounds }: RowSelection): RowSelection['bounds'][] {
  const edges = [
    bounds.lowerMillis,
    ...trusted.flatMap(({ lowerMillis, upperMillis }) => [lowerMillis, upperMillis]),
    bounds.upperMillis,
  ];
  const gaps = Array.from({ length: trusted.length + 1 }, (_, index) => ({
    lowerMillis: edges[index * 2] ?? null,
    upperMillis: edges[index * 2 + 1] ?? null,
  }));
  return gaps.filter(({ lowerMillis, upperMillis }) => lowerMillis === null || lowerMillis !== upperMillis);
}

/** One aggregate of one measure. */
export type Part = { readonly measure: string; readonly aggregate: RollupAggregate };

/** The columns of aggregates behind some metrics, each once. */
export function partsOf(table: DeclaredDataset, { metrics }: Wanted): Part[] {
  const parts = metrics.flatMap(({ measure, function: name }) => {
    const { type } = declaredMeasure(table, measure);
    return (aggregatesBehind(table.backend, type, name) ?? []).map((aggregate) => ({ measure, aggregate }));
  });
  return [...new Map(parts.map((part) => [`${part.measure} ${part.aggregate}`, part])).values()];
}

/** A column of aggregates in the relation that `rowsOf` makes; null is the count of rows. */
export function partColumn(table: DeclaredDataset, part: Part | null): Fragment {
  return storedColumn(partName(table, part));
}

/** A name that no column of time or dimensions has. */
function partName({ time, dimensions, measures }: DeclaredDataset, part: Part | null): string {
  const prefix = freePrefix([time, ...dimensions], 'part');
  if (part === null) return `${prefix}_rows`;
  return `${prefix}_${measures.findIndex(({ name }) => name === part.measure)}_${part.aggregate}`;
}

function declaredDimension({ dimensions, name: dataset }: DeclaredDataset, name: string): { column: string } {
  const found = dimensions.find((each) => each.name === name);
  if (found === undefined) throw new RangeError(`${dataset} declares no such dimension: ${name}.`);
  return found;
}
