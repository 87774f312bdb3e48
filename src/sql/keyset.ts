import { type Fragment, join, keyword, type Parameter, sql } from './statement.ts';

/** One column of a total order. The last column of an order is never null and unique. */
export type SortKey = {
  readonly expression: Fragment;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  /** True where the column can be null. */
  readonly nullable: boolean;
};

/** Where a walk stands in one key; a parameter may be null. */
export type KeyPosition = Parameter | Fragment;

/** The same order backwards. */
export function reversed(keys: readonly SortKey[]): SortKey[] {
  return keys.map((key) => ({ ...key, descending: !key.descending, nullsFirst: !key.nullsFirst }));
}

/** `a desc nulls last, b asc`, the same on every engine. */
export function orderBy(keys: readonly SortKey[]): Fragment {
  const terms = keys.map((key) => {
    const direction = keyword(key.descending ? 'desc' : 'asc');
    if (!key.nullable) return sql`${key.expression} ${direction}`;
    return sql`${key.expression} ${direction} ${keyword(key.nullsFirst ? 'nulls first' : 'nulls last')}`;
  });
  return join(terms, ', ');
}

/** True for rows that come after the row with these values, in the order of the keys. */
export function rowsAfter(keys: readonly SortKey[], values: readonly KeyPosition[]): Fragment {
  const alternatives = keys.map((_, depth) => {
    const tied = keys.slice(0, depth).map((key, index) => equals(key, valueAt(values, index)));
    const [key] = keys.slice(depth, depth + 1);
    if (key === undefined) throw new RangeError('The order has no such key.');
    return sql`(${join([...tied, beyond(key, valueAt(values, depth))], ' and ')})`;
  });
  return sql`(${join(alternatives, ' or ')})`;
}

function valueAt(values: readonly KeyPosition[], index: number): KeyPosition {
  const value = values[index];
  if (value === undefined) throw new RangeError('The cursor has fewer values than the order has keys.');
  return value;
}

function equals(key: SortKey, value: KeyPosition): Fragment {
  return isMissing(value) ? sql`${key.expression} is null` : sql`${key.expression} = ${value}`;
}

function beyond(key: SortKey, value: KeyPosition): Fragment {
  if (isMissing(value)) return key.nullsFirst ? sql`${key.expression} is not null` : sql`1 = 0`;
  const further = sql`${key.expression} ${keyword(key.descending ? '<' : '>')} ${value}`;
  return key.nullable && !key.nullsFirst ? sql`(${further} or ${key.expression} is null)` : further;
}

function isMissing(value: KeyPosition): boolean {
  return 'value' in value && value.value === null;
}
