import type { Dialect } from './dialect/dialect.ts';
import { type Fragment, join, sql } from './statement.ts';

export const EVERYTHING = sql`1 = 1`;
export const NOTHING = sql`1 = 0`;

/** True where all conditions hold; with none always. */
export function allOf(conditions: readonly Fragment[]): Fragment {
  return conditions.length === 0 ? EVERYTHING : sql`(${join(conditions, ' and ')})`;
}

/** True where a condition holds; with none never. */
export function anyOf(conditions: readonly Fragment[]): Fragment {
  return conditions.length === 0 ? NOTHING : sql`(${join(conditions, ' or ')})`;
}

/** A condition on a value that is false, never unknown, where the value is missing. */
export function present(expression: Fragment, condition: Fragment): Fragment {
  return sql`(${expression} is not null and ${condition})`;
}

/** True where a text is there and one of the values. */
export function oneOfTexts(dialect: Dialect, expression: Fragment, values: readonly string[]): Fragment {
  return values.length === 0 ? NOTHING : present(expression, dialect.isIn(expression, values));
}
