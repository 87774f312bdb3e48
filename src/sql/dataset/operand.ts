import type { Scalar } from '../../model/dataset-query.ts';
import { unitsText } from '../../model/exact-number.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { boolean, type Fragment, float64, int64, keyword, sql, text } from '../statement.ts';
import { placeAmong } from './decimal-limit.ts';
import { wordsOf } from './words-of.ts';

/** What kind of values an expression has. */
export type OperandType =
  | { readonly kind: 'text' | 'int64' | 'float' | 'boolean' }
  /** At most 38 digits, `scale` of them after the point. */
  | { readonly kind: 'decimal'; readonly scale: number };

/** An expression over columns or groups that can be compared, ordered and selected. */
export type Operand = {
  readonly expression: Fragment;
  readonly type: OperandType;
  readonly nullable: boolean;
};

const ZERO: Record<OperandType['kind'], Fragment> = {
  text: keyword("''"),
  boolean: keyword('false'),
  int64: keyword('0'),
  float: keyword('0'),
  decimal: keyword('0'),
};

/** The expression as it is ordered. */
export function ordered(dialect: Dialect, { expression, type }: Operand): Fragment {
  return type.kind === 'text' ? wordsOf(dialect).byCodePoint(expression) : expression;
}

/** A value of an operand's type, bound. Decimals are given as plain digits and have no digit beyond the scale. */
export function boundValue(dialect: Dialect, type: OperandType, value: NonNullable<Scalar>): Fragment {
  switch (type.kind) {
    case 'text':
      return sql`${text(String(value))}`;
    case 'int64':
      return sql`${int64(BigInt(value))}`;
    case 'float':
      return sql`${float64(Number(value))}`;
    case 'boolean':
      return sql`${boolean(value === true)}`;
    case 'decimal': {
      const { floor } = placeAmong(String(value), type.scale);
      return wordsOf(dialect).decimalValue(unitsText(floor, type.scale), type.scale);
    }
  }
}

/** A value that takes the place of a missing one where both are told apart by `is null` beside it. */
export function filled({ expression, type }: Operand): Fragment {
  return sql`coalesce(${expression}, ${ZERO[type.kind]})`;
}
