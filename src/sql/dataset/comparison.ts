import type { Comparison, Scalar } from '../../model/dataset-query.ts';
import { unitsText } from '../../model/exact-number.ts';
import { allOf, EVERYTHING, NOTHING, oneOfTexts, present } from '../condition.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { type Fragment, join, keyword, sql } from '../statement.ts';
import { isStorable, placeAmong } from './decimal-limit.ts';
import { boundValue, type Operand, ordered } from './operand.ts';

type Present = NonNullable<Scalar>;
type Inequality = '<' | '<=' | '>' | '>=';

/** The condition of a comparison: two-valued, a missing value makes all but `isNull: true` false. */
export function comparisonCondition(dialect: Dialect, operand: Operand, comparison: Comparison): Fragment {
  const { expression } = operand;
  const { eq, ne, lt, lte, gt, gte, startsWith, contains, isNull } = comparison;
  const conditions: Fragment[] = [];
  const add = (condition: Fragment): void => {
    conditions.push(present(expression, condition));
  };
  if (eq != null) add(isOneOf(dialect, operand, [eq]));
  if (ne != null) add(sql`not ${isOneOf(dialect, operand, [ne])}`);
  if (comparison.in !== undefined) add(isOneOf(dialect, operand, comparison.in.filter(isPresent)));
  if (comparison.notIn !== undefined) {
    add(sql`not ${isOneOf(dialect, operand, comparison.notIn.filter(isPresent))}`);
  }
  if (lt != null) add(inequality(dialect, operand, '<', lt));
  if (lte != null) add(inequality(dialect, operand, '<=', lte));
  if (gt != null) add(inequality(dialect, operand, '>', gt));
  if (gte != null) add(inequality(dialect, operand, '>=', gte));
  if (startsWith !== undefined) add(dialect.startsWith(expression, startsWith));
  if (contains !== undefined) add(dialect.contains(expression, contains));
  if (isNull !== undefined)
    conditions.push(isNull ? sql`${expression} is null` : sql`${expression} is not null`);
  return allOf(conditions);
}

function isPresent(value: Scalar): value is Present {
  return value !== null;
}

function isOneOf(dialect: Dialect, { expression, type }: Operand, values: readonly Present[]): Fragment {
  if (type.kind === 'text') return oneOfTexts(dialect, expression, values.map(String));
  const possible =
    type.kind === 'decimal' ? values.filter((value) => isHeld(String(value), type.scale)) : values;
  if (possible.length === 0) return NOTHING;
  const bound = possible.map((value) => boundValue(dialect, type, value));
  return sql`(${expression} in (${join(bound, ', ')}))`;
}

function isHeld(text: string, scale: number): boolean {
  const { floor, exact } = placeAmong(text, scale);
  return exact && isStorable(floor);
}

function inequality(dialect: Dialect, operand: Operand, operator: Inequality, value: Present): Fragment {
  const { type } = operand;
  if (type.kind === 'decimal')
    return decimalInequality(dialect, operand, type.scale, operator, String(value));
  return sql`${ordered(dialect, operand)} ${keyword(operator)} ${boundValue(dialect, type, value)}`;
}

/** A limit between two numbers of the scale is moved onto one, a limit beyond all of them needs no comparison. */
function decimalInequality(
  dialect: Dialect,
  { expression, type }: Operand,
  scale: number,
  operator: Inequality,
  value: string,
): Fragment {
  const { floor, exact } = placeAmong(value, scale);
  const upward = operator === '>' || operator === '>=';
  if (!isStorable(floor)) return floor > 0n === upward ? NOTHING : EVERYTHING;
  // Between two: what is greater is above the lower one, what is less is at most the lower one.
  const onScale = exact ? operator : upward ? '>' : '<=';
  return sql`${expression} ${keyword(onScale)} ${boundValue(dialect, type, unitsText(floor, scale))}`;
}
