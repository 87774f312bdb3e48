import type {
  Comparison,
  GroupFilter,
  GroupOrder,
  Metric,
  RowFilter,
  RowOrder,
  Scalar,
} from '../../src/model/dataset-query.ts';
import { metricKey } from '../../src/model/dataset-query.ts';
import type { AwkwardRow } from './awkward-table.ts';

/** Slow and obvious answers to what declared tables can be asked, over rows in memory. */

const DIGITS = 24;
type Value = string | number | bigint | boolean | null;
type ColumnName = Exclude<keyof AwkwardRow, 'time'>;
const KINDS: Record<ColumnName, 'text' | 'int64' | 'boolean' | 'decimal' | 'float'> = {
  hub: 'text',
  product: 'text',
  lot: 'int64',
  firm: 'boolean',
  price: 'decimal',
  volume: 'float',
  quantity: 'int64',
};

/** Any decimal as a whole number of units of the 24th digit. */
function units(text: string): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const all = BigInt(whole + fraction.padEnd(DIGITS, '0').slice(0, DIGITS));
  return text.startsWith('-') ? -all : all;
}

function unitText(value: bigint, scale: number): string {
  const cut = value / 10n ** BigInt(DIGITS - scale);
  const digits = String(cut < 0n ? -cut : cut).padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return cut < 0n ? `-${text}` : text;
}

function typed(kind: (typeof KINDS)[ColumnName], value: Scalar): Value {
  if (value === null || Number.isNaN(value)) return null;
  if (kind === 'int64') return BigInt(String(value));
  return kind === 'decimal' ? units(String(value)) : value;
}

function columnValue(row: AwkwardRow, name: string): Value {
  return typed(KINDS[name as ColumnName], row[name as ColumnName]);
}

function microseconds(time: string): bigint {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  return BigInt(Date.parse(time.replace(/\.\d+/, ''))) * 1000n + BigInt(fraction.padEnd(6, '0'));
}

function compare(one: Value, other: Value): number {
  if (typeof one === 'string') return Buffer.compare(Buffer.from(one), Buffer.from(String(other)));
  if (one === other) return 0;
  return (one as number) < (other as number) ? -1 : 1;
}

function compareIn(one: Value, other: Value, descending: boolean, nullsFirst: boolean): number {
  if (one === null || other === null) {
    if (one === other) return 0;
    return (one === null) === nullsFirst ? -1 : 1;
  }
  return descending ? -compare(one, other) : compare(one, other);
}

function matches(value: Value, read: (scalar: Scalar) => Value, comparison: Comparison): boolean {
  const { eq, ne, lt, lte, gt, gte, startsWith, contains, isNull } = comparison;
  if (isNull !== undefined && isNull !== (value === null)) return false;
  if (Object.keys(comparison).length === (isNull === undefined ? 0 : 1)) return true;
  if (value === null) return false;
  const to = (scalar: Scalar): number => compare(value, read(scalar));
  return (
    (eq === undefined || to(eq) === 0) &&
    (ne === undefined || to(ne) !== 0) &&
    (comparison.in === undefined || comparison.in.some((each) => to(each) === 0)) &&
    (comparison.notIn === undefined || comparison.notIn.every((each) => to(each) !== 0)) &&
    (lt === undefined || to(lt) < 0) &&
    (lte === undefined || to(lte) <= 0) &&
    (gt === undefined || to(gt) > 0) &&
    (gte === undefined || to(gte) >= 0) &&
    (startsWith === undefined || String(value).startsWith(startsWith)) &&
    (contains === undefined || String(value).includes(contains))
  );
}

/** True for a row that a filter lets through. */
export function rowMatches(row: AwkwardRow, filter: RowFilter): boolean {
  return (
    (filter.and ?? []).every((inner) => rowMatches(row, inner)) &&
    (filter.or === undefined || filter.or.some((inner) => rowMatches(row, inner))) &&
    (filter.not === undefined || !rowMatches(row, filter.not)) &&
    Object.entries(filter.columns ?? {}).every(([name, comparison]) =>
      matches(columnValue(row, name), (scalar) => typed(KINDS[name as ColumnName], scalar), comparison),
    )
  );
}

/** Rows in an order, made total by the key. */
export function sortRows(rows: readonly AwkwardRow[], order: readonly RowOrder[]): AwkwardRow[] {
  const key = ['time', 'hub', 'product', 'lot'].map(
    (name): RowOrder => ({ name, direction: 'ASC', nulls: 'LAST' }),
  );
  const steps = [...order, ...key];
  const at = (row: AwkwardRow, name: string): Value =>
    name === 'time' ? microseconds(row.time) : columnValue(row, name);
  return rows.toSorted((one, other) => {
    for (const { name, direction, nulls } of steps) {
      const sign = compareIn(at(one, name), at(other, name), direction === 'DESC', nulls === 'FIRST');
      if (sign !== 0) return sign;
    }
    return 0;
  });
}

/** A row as the gateway shows it. */
export function shownRow({ time, ...values }: AwkwardRow): { time: string; values: Record<string, Scalar> } {
  return { time, values: { ...values, volume: Number.isFinite(values.volume) ? values.volume : null } };
}

/** A group, its aggregates as values to compare and as they are shown. */
export type ReferenceGroup = {
  readonly keys: readonly Value[];
  readonly key: Record<string, Scalar>;
  readonly rows: readonly AwkwardRow[];
};

/** The rows by the values of dimensions; without any all rows are one group. */
export function groupRows(rows: readonly AwkwardRow[], dimensions: readonly string[]): ReferenceGroup[] {
  const groups = new Map<string, AwkwardRow[]>();
  if (dimensions.length === 0) groups.set('[]', []);
  for (const row of rows) {
    const key = JSON.stringify(dimensions.map((name) => row[name as ColumnName]));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups].map(([key, members]) => {
    const values = JSON.parse(key) as Scalar[];
    return {
      rows: members,
      keys: dimensions.map((name, index) => typed(KINDS[name as ColumnName], values[index] ?? null)),
      key: Object.fromEntries(dimensions.map((name, index) => [name, values[index] ?? null])),
    };
  });
}

/** An aggregate as a value that can be compared: decimals as units of the 24th digit. */
export function aggregateOf(rows: readonly AwkwardRow[], { measure, function: name, p }: Metric): Value {
  const kind = KINDS[measure as ColumnName];
  if (name === 'CLOSING') {
    return aggregateOf(newestOfThings(rows, measure), { measure, function: 'SUM', p: null });
  }
  const inOrder = sortRows(rows, [])
    .map((row) => columnValue(row, measure))
    .filter((value) => value !== null);
  if (inOrder.length === 0) return null;
  const sorted = inOrder.toSorted(compare);
  const asDouble = (value: Value): number =>
    kind === 'decimal' ? Number(unitText(value as bigint, 4)) : Number(value);
  const doubles = sorted.map(asDouble);
  const finite = (value: number): number | null => (Number.isNaN(value) ? null : value);
  const total = (): Value =>
    kind === 'float'
      ? finite(doubles.reduce((sum, value) => sum + value, 0))
      : inOrder.reduce((sum: bigint, value) => sum + (value as bigint), 0n);
  switch (name) {
    case 'SUM':
      return kind === 'int64' ? (total() as bigint) * 10n ** BigInt(DIGITS) : total();
    case 'AVG': {
      const sum = total();
      if (sum === null) return null;
      if (kind !== 'decimal') return Number(sum) / inOrder.length;
      const unit = 10n ** BigInt(DIGITS - 10);
      const [dividend, divisor] = [sum as bigint, BigInt(inOrder.length) * unit];
      const half = dividend < 0n ? -divisor / 2n : divisor / 2n;
      return ((dividend + half) / divisor) * unit;
    }
    case 'MIN':
      return sorted[0] ?? null;
    case 'MAX':
      return sorted.at(-1) ?? null;
    case 'FIRST':
      return inOrder[0] ?? null;
    case 'LAST':
      return inOrder.at(-1) ?? null;
    case 'STDDEV': {
      if (doubles.length < 2) return null;
      const mean = doubles.reduce((sum, value) => sum + value, 0) / doubles.length;
      const squares = doubles.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return finite(Math.sqrt(squares / (doubles.length - 1)));
    }
    default: {
      const place = (p ?? 0.5) * (doubles.length - 1);
      const [low = 0, high = 0] = [doubles[Math.floor(place)], doubles[Math.ceil(place)]];
      return place === Math.floor(place) ? low : finite(low + (high - low) * (place - Math.floor(place)));
    }
  }
}

/** Of each thing, which the key tells apart by all but time, the newest row that has a value. */
function newestOfThings(rows: readonly AwkwardRow[], measure: string): AwkwardRow[] {
  const newest = new Map<string, AwkwardRow>();
  for (const row of sortRows(rows, [])) {
    if (columnValue(row, measure) !== null) newest.set(JSON.stringify([row.hub, row.product, row.lot]), row);
  }
  return [...newest.values()];
}

/** True for what is a Decimal of 64-bit integers. */
function addsUp(name: Metric['function']): boolean {
  return name === 'SUM' || name === 'CLOSING';
}

/** An aggregate as the gateway shows it. */
export function shownAggregate(metric: Metric, value: Value): Scalar {
  const decimal = KINDS[metric.measure as ColumnName] === 'decimal';
  const isBetween = metric.function === 'MEDIAN' || metric.function === 'PERCENTILE';
  if (value === null) return null;
  if (typeof value === 'bigint') {
    if (!decimal) return addsUp(metric.function) ? unitText(value, 0) : String(value);
    return metric.function === 'AVG' ? trimmed(unitText(value, 10)) : unitText(value, 4);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  return decimal && isBetween ? trimmed((value as number).toFixed(10)) : value;
}

function trimmed(text: string): string {
  const [whole, fraction = ''] = text.split('.');
  return `${whole}.${fraction.slice(0, 4)}${fraction.slice(4).replace(/0+$/, '')}`;
}

/** A group as the gateway shows it. */
export function shownGroup(group: ReferenceGroup, metrics: readonly Metric[]) {
  return { key: group.key, ...shownAggregates(group.rows, metrics) };
}

/** The count and aggregates of rows as the gateway shows them. */
export function shownAggregates(rows: readonly AwkwardRow[], metrics: readonly Metric[]) {
  const values = metrics.map((metric) => [
    metricKey(metric),
    shownAggregate(metric, aggregateOf(rows, metric)),
  ]);
  return {
    comparison: null,
    count: rows.length,
    values: Object.fromEntries(values) as Record<string, Scalar>,
  };
}

/** True for a group that a filter lets through. */
export function groupMatches(group: ReferenceGroup, filter: GroupFilter): boolean {
  const { count } = filter;
  return (
    (filter.and ?? []).every((inner) => groupMatches(group, inner)) &&
    (filter.or === undefined || filter.or.some((inner) => groupMatches(group, inner))) &&
    (filter.not === undefined || !groupMatches(group, filter.not)) &&
    (count === undefined || matches(group.rows.length, Number, count)) &&
    (filter.metrics ?? []).every(({ metric, comparison }) => {
      const value = aggregateOf(group.rows, metric);
      return matches(value, (scalar) => aggregateLike(metric, scalar), comparison);
    })
  );
}

/** A value given for an aggregate, in the form of {@link aggregateOf}. */
function aggregateLike({ measure, function: name }: Metric, scalar: Scalar): Value {
  const kind = KINDS[measure as ColumnName];
  if (name === 'STDDEV' || name === 'MEDIAN' || name === 'PERCENTILE') return Number(scalar);
  if (kind === 'float' || (kind === 'int64' && name === 'AVG')) return Number(scalar);
  if (kind === 'int64' && !addsUp(name)) return BigInt(String(scalar));
  return units(String(scalar));
}

/** Groups in an order, made total by the dimensions. */
export function sortGroups(
  groups: readonly ReferenceGroup[],
  dimensions: readonly string[],
  order: readonly GroupOrder[],
): ReferenceGroup[] {
  const steps: readonly GroupOrder[] = [
    ...order,
    ...dimensions.map(
      (dimension): GroupOrder => ({ by: { kind: 'dimension', dimension }, direction: 'ASC', nulls: 'LAST' }),
    ),
  ];
  const at = (group: ReferenceGroup, { by }: GroupOrder): Value => {
    if (by.kind === 'count') return group.rows.length;
    if (by.kind === 'metric') return aggregateOf(group.rows, by.metric);
    return group.keys[dimensions.indexOf(by.dimension)] ?? null;
  };
  return groups.toSorted((one, other) => {
    for (const step of steps) {
      const sign = compareIn(
        at(one, step),
        at(other, step),
        step.direction === 'DESC',
        step.nulls === 'FIRST',
      );
      if (sign !== 0) return sign;
    }
    return 0;
  });
}
