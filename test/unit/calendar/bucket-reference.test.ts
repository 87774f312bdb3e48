import { describe, expect, test } from '@jest/globals';
import {
  type Aggregate,
  type Amount,
  amountBetween,
  amountOf,
  exactText,
  type Kind,
} from '../../support/reference/aggregates.ts';
import { type BucketsQuestion, type ReferenceRow, referenceLines } from '../../support/reference/buckets.ts';

const FLOAT: Kind = { type: 'float', scale: 0 };
const DECIMAL: Kind = { type: 'decimal', scale: 2 };
const INT64: Kind = { type: 'int64', scale: 0 };

const shown = (amount: Amount | null): unknown => {
  if (amount === null) return null;
  return 'units' in amount ? exactText(amount) : amount.near;
};

describe('aggregates of the reference', () => {
  test.each<[Aggregate, number[], unknown]>([
    ['sum', [1, 2.5, -1], 2.5],
    ['avg', [1, 2, 6], 3],
    ['first', [3, 1, 2], 3],
    ['last', [3, 1, 2], 2],
    ['median', [4, 1, 3, 2], 2.5],
    ['p90', [0, 10], 9],
    ['p10', [7], 7],
    ['stddev', [2, 4, 4, 4, 5, 5, 7, 9], Math.sqrt(32 / 7)],
    ['stddev', [5], null],
    ['max', [], null],
  ])('%s of %j is %j', (aggregate, values, expected) => {
    expect(shown(amountOf(aggregate, FLOAT, values))).toEqual(expected);
  });

  test('exact ones are text, rounded half away from zero after six digits more', () => {
    expect(shown(amountOf('avg', DECIMAL, [100n, 100n, 101n]))).toBe('1.00333333');
    expect(shown(amountOf('avg', DECIMAL, [-100n, -100n, -102n]))).toBe('-1.00666667');
    expect(shown(amountOf('sum', DECIMAL, [1n, -250n]))).toBe('-2.49');
    expect(shown(amountOf('sum', INT64, [2n ** 63n - 1n, 1n]))).toBe('9223372036854775808');
    const [one, other] = [amountOf('max', INT64, [-3n]), amountOf('max', INT64, [-4n])] as Amount[];
    expect(shown(amountBetween(one as Amount, other as Amount, 1, 2))).toBe('-4');
  });
});

describe('buckets of the reference', () => {
  const at = (text: string): number => Date.parse(text);
  const row = (time: string, value: number | null): ReferenceRow => ({
    ...{ millis: at(`2024-01-${time}Z`), group: null, thing: '' },
    values: { load: value },
  });
  const ROWS = [row('01T12:00', 5), row('04T00:00', 10), row('04T23:59', 20), row('06T00:00', null)];
  const rows = [...ROWS, row('08T00:00', 30), row('09T06:00', 1)];
  const asked = (question: Partial<BucketsQuestion>, now = '2030-01-01T00:00Z') =>
    referenceLines(
      rows,
      {
        ...{ width: 'P1D', timeZone: 'UTC', origin: null, start: '2024-01-03', end: '2024-01-09T12:00' },
        ...{ fill: 'NONE', maxGap: null, partial: 'INCLUDE', compareWith: null, ...question },
      },
      [{ measure: 'load', kind: FLOAT, aggregate: 'avg' }],
      false,
      at(now),
    ).flatMap(({ buckets }) =>
      buckets.map(({ startMillis, state, amounts: [amount = null] }) => [
        Number(new Date(startMillis).toISOString().slice(8, 10)),
        state,
        shown(amount),
      ]),
    );
  const values = (question: Partial<BucketsQuestion>) => asked(question).map(([, , value]) => value);

  test('have a state each; those without rows are left out, or filled one by one', () => {
    expect(asked({})).toEqual([
      [4, 'OBSERVED', 15],
      [6, 'OBSERVED', null],
      [8, 'OBSERVED', 30],
      [9, 'PARTIAL', 1],
    ]);
    expect(asked({ fill: 'NULL', partial: 'EXCLUDE' })).toHaveLength(6);
    expect(asked({}, '2024-01-08T12:00Z').map(([, state]) => state)).toEqual([
      ...['OBSERVED', 'OBSERVED', 'PARTIAL', 'PARTIAL'],
    ]);
    // Days 3 to 9; the value of day 6 is stored as missing.
    expect(values({ fill: 'NULL' })).toEqual([null, 15, null, null, null, 30, 1]);
    expect(values({ fill: 'ZERO' })).toEqual([0, 15, 0, null, 0, 30, 1]);
    expect(values({ fill: 'LINEAR' })).toEqual([null, 15, 18.75, null, 26.25, 30, 1]);
    expect(values({ fill: 'PREVIOUS' })).toEqual([5, 15, 15, null, 15, 30, 1]);
  });

  test('are filled up to the longest gap, which may begin before the range', () => {
    expect(values({ fill: 'ZERO', maxGap: 0 })).toEqual([null, 15, null, null, null, 30, 1]);
    expect(values({ fill: 'PREVIOUS', maxGap: 1 })).toEqual([null, 15, 15, null, 15, 30, 1]);
  });

  test('of an open range begin and end with its rows, and none is cut', () => {
    expect(asked({ start: null, end: null, width: 'P1W' })).toEqual([
      [1, 'OBSERVED', 35 / 3],
      [8, 'OBSERVED', 15.5],
    ]);
  });
});
