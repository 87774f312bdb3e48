import { parseDuration } from '../src/calendar/duration.ts';
import { badUserInput } from '../src/errors.ts';
import type { FillMode, PartialMode } from '../src/model/bucket.ts';
import { declaredName, fieldName } from '../src/model/dataset-names.ts';
import type {
  Comparison,
  Direction,
  GroupFilter,
  GroupOrder,
  GroupOrderKey,
  Metric,
  Nulls,
  RowFilter,
  RowOrder,
} from '../src/model/dataset-query.ts';
import type { DeclaredDataset } from '../src/model/declared-dataset.ts';
import { aggregationOfField } from '../src/model/measure-aggregations.ts';
import type { PageArguments } from '../src/model/page.ts';
import type { TimeBound } from '../src/model/time-range.ts';
import { checkConditions, checkOrderSteps, timeRange } from './arguments.ts';
import type { TimeRange } from './generated/types.ts';

/** A generated filter as given: `and`, `or`, `not`, and conditions by field. */
type FilterInput = { readonly [name: string]: unknown };
type OrderInput = { readonly direction?: Direction; readonly nulls?: Nulls };

/** Which rows. */
export type ScopeArguments = {
  readonly range?: TimeRange | null;
  readonly timeZone?: string;
  readonly where?: FilterInput | null;
};
export type RowsArguments = ScopeArguments &
  PageArguments & { readonly orderBy?: readonly (OrderInput & { readonly column: string })[] | null };
/** Aggregates of all rows. */
export type AggregateArguments = ScopeArguments & { readonly compareWith?: string | null };
export type GroupsArguments = AggregateArguments &
  PageArguments & {
    readonly groupBy?: readonly string[];
    readonly having?: FilterInput | null;
    readonly orderBy?: readonly (OrderInput & { readonly by: Readonly<Record<string, string>> })[] | null;
  };
export type BucketsArguments = GroupsArguments & {
  readonly width: string;
  readonly origin?: TimeBound | null;
  readonly fill?: FillMode;
  readonly maxGap?: number | null;
  readonly partial?: PartialMode;
};

/** Which rows of a dataset are meant. Throws BAD_USER_INPUT as `checkConditions` does. */
export function scope(table: DeclaredDataset, { range, timeZone = 'UTC', where }: ScopeArguments) {
  checkConditions(where ?? {}, 'where');
  return { table, range: timeRange(range), timeZone, where: rowFilter(table, where ?? {}) };
}

/** Which aggregates of which rows. Throws BAD_USER_INPUT as {@link scope} does, and for what is no duration. */
export function aggregateRequest(
  table: DeclaredDataset,
  args: AggregateArguments,
  metrics: readonly Metric[],
) {
  const { compareWith = null } = args;
  return {
    ...scope(table, args),
    metrics,
    compareWith: compareWith === null ? null : parseDuration(compareWith, 'compareWith'),
  };
}

function rowFilter(table: DeclaredDataset, where: FilterInput): RowFilter {
  const { and, or, not } = where;
  const columns = [...table.dimensions, ...table.measures]
    .filter(({ name }) => fieldName(name) in where)
    .map(({ name }) => [name, where[fieldName(name)] as Comparison]);
  return {
    ...(and === undefined ? {} : { and: filters(and).map((one) => rowFilter(table, one)) }),
    ...(or === undefined ? {} : { or: filters(or).map((one) => rowFilter(table, one)) }),
    ...(not === undefined ? {} : { not: rowFilter(table, not as FilterInput) }),
    ...(columns.length === 0 ? {} : { columns: Object.fromEntries(columns) }),
  };
}

/** GraphQL makes a list of a single value. */
function filters(list: unknown): readonly FilterInput[] {
  return list as readonly FilterInput[];
}

/** Conditions on groups. Throws BAD_USER_INPUT as `checkConditions` does. */
export function groupFilter(table: DeclaredDataset, having: FilterInput | null | undefined): GroupFilter {
  checkConditions(having ?? {}, 'having');
  return readGroupFilter(table, having ?? {});
}

function readGroupFilter(table: DeclaredDataset, having: FilterInput): GroupFilter {
  const { and, or, not, count } = having;
  const metrics = table.measures.flatMap(({ name }) => {
    const conditions = (having[fieldName(name)] ?? {}) as Readonly<Record<string, Comparison>>;
    return Object.entries(conditions).map(([field, comparison]) => ({
      metric: { measure: name, function: aggregationOfField(field), p: null },
      comparison,
    }));
  });
  return {
    ...(and === undefined ? {} : { and: filters(and).map((one) => readGroupFilter(table, one)) }),
    ...(or === undefined ? {} : { or: filters(or).map((one) => readGroupFilter(table, one)) }),
    ...(not === undefined ? {} : { not: readGroupFilter(table, not as FilterInput) }),
    ...(count === undefined ? {} : { count: count as Comparison }),
    ...(metrics.length === 0 ? {} : { metrics }),
  };
}

/** The steps of an order of rows; none for the declared order. Throws BAD_USER_INPUT for more than five. */
export function rowOrder(orderBy: RowsArguments['orderBy']): RowOrder[] {
  const steps = orderBy ?? [];
  checkOrderSteps(steps);
  return steps.map(({ column, direction = 'ASC', nulls = 'LAST' }) => ({
    name: declaredName(column),
    direction,
    nulls,
  }));
}

/** The dimensions grouped by. Throws BAD_USER_INPUT for one that is named twice. */
export function groupDimensions(groupBy: readonly string[] = []): string[] {
  const twice = groupBy.find((value, index) => groupBy.indexOf(value) < index);
  if (twice !== undefined)
    throw badUserInput('groupBy', `"groupBy" names ${twice} twice.`, 'Each dimension once.');
  return groupBy.map(declaredName);
}

/** The steps of an order of groups. Throws BAD_USER_INPUT for more than five, or a dimension that is not grouped by. */
export function groupOrder(
  table: DeclaredDataset,
  orderBy: GroupsArguments['orderBy'],
  dimensions: readonly string[],
): GroupOrder[] {
  const steps = orderBy ?? [];
  checkOrderSteps(steps);
  return steps.map(({ by, direction = 'ASC', nulls = 'LAST' }, index) => {
    const key = orderKey(table, by);
    if (key.kind === 'dimension' && !dimensions.includes(key.dimension)) {
      throw badUserInput(
        `orderBy.${index}.by.dimension`,
        `"orderBy" names a dimension that is not grouped by.`,
        'A dimension that "groupBy" names.',
      );
    }
    return { by: key, direction, nulls };
  });
}

/** `@oneOf` has been enforced when the argument was read. */
function orderKey({ measures }: DeclaredDataset, by: Readonly<Record<string, string>>): GroupOrderKey {
  const [field = '', value = ''] = Object.entries(by)[0] ?? [];
  if (field === 'count') return { kind: 'count' };
  if (field === 'dimension') return { kind: 'dimension', dimension: declaredName(value) };
  const measure = measures.find(({ name }) => fieldName(name) === field);
  if (measure === undefined) throw new Error(`There is no measure for the field ${field}.`);
  return {
    kind: 'metric',
    metric: { measure: measure.name, function: aggregationOfField(value), p: null },
  };
}
