import { NOTHING } from '../condition.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { type KeyPosition, orderBy, reversed, rowsAfter, type SortKey } from '../keyset.ts';
import { type Fragment, keyword, sql, text } from '../statement.ts';
import { boundValue, type Operand, ordered } from './operand.ts';

/** Where a page of a total order begins and ends. */
export type PagePart = {
  /** Values of the steps at the rows the page lies after and before; null is open. */
  readonly after: readonly (string | number | null)[] | null;
  readonly before: readonly (string | number | null)[] | null;
  /** Walks from the end. */
  readonly backward: boolean;
  readonly limit: number;
  readonly offset: number;
};

/** One step of a total order, and how a value of a cursor is bound to compare with it. */
export type OrderStep = {
  readonly key: SortKey;
  bind(value: string): Fragment;
};

const ORDER_OF_ONE = sql`order by 1`;

/** A step over an operand. */
export function operandStep(
  dialect: Dialect,
  operand: Operand,
  { descending, nullsFirst }: Pick<SortKey, 'descending' | 'nullsFirst'>,
): OrderStep {
  const { type, nullable } = operand;
  const value = (written: string): string | boolean =>
    type.kind === 'boolean' ? written === 'true' : written;
  return {
    key: { expression: ordered(dialect, operand), descending, nullsFirst, nullable },
    bind: (written) => boundValue(dialect, type, value(written)),
  };
}

/** The conditions that a page's cursors set. An order without steps has one row, and nothing beside it. */
export function cursorConditions(steps: readonly OrderStep[], { after, before }: PagePart): Fragment[] {
  const keys = steps.map(({ key }) => key);
  const beyond = (walk: readonly SortKey[], values: readonly (string | number | null)[]): Fragment =>
    steps.length === 0 ? NOTHING : rowsAfter(walk, positions(steps, values));
  return [
    ...(after === null ? [] : [beyond(keys, after)]),
    ...(before === null ? [] : [beyond(reversed(keys), before)]),
  ];
}

function positions(steps: readonly OrderStep[], values: readonly (string | number | null)[]): KeyPosition[] {
  return steps.map((step, index) => {
    const value = values[index] ?? null;
    return value === null ? text(null) : step.bind(String(value));
  });
}

/** `order by …` in the direction of the walk; some order where there is one row, as `fetch` asks for one. */
export function walkOrder(steps: readonly OrderStep[], { backward }: PagePart): Fragment {
  if (steps.length === 0) return ORDER_OF_ONE;
  const keys = steps.map(({ key }) => key);
  return sql`order by ${orderBy(backward ? reversed(keys) : keys)}`;
}

/** The clauses of the SQL standard, which all engines share. */
export function pageLimit({ limit, offset }: Pick<PagePart, 'limit' | 'offset'>): Fragment {
  const first = sql`fetch first ${keyword(String(limit))} rows only`;
  return offset === 0 ? first : sql`offset ${keyword(String(offset))} rows ${first}`;
}
