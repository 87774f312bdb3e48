import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createHeldAnswers, withShare } from '../../../src/backend/answer-budget.ts';
import { openBudget } from '../../support/budget.ts';

const tooLarge = (argument: string) =>
  expect.objectContaining({
    code: 'RESULT_TOO_LARGE',
    details: expect.objectContaining({ argument, allowed: expect.stringMatching(/^At most \d+ /) }),
  });

describe('a share', () => {
  test('takes as many rows and bytes as there may be, and not one more', () => {
    const share = openBudget({ maxFieldRows: 3, maxFieldBytes: 10 }).budget.open('clickhouse');
    share.take(2, 4);
    share.take(1, 6);
    expect(() => share.take(1, 0)).toThrow(tooLarge('limits.max_field_rows'));
    expect(() => share.take(0, 1)).toThrow(tooLarge('limits.max_field_bytes'));
    expect(share.bytes).toBe(10);
  });

  test('shares the bytes of its request with others, which fail for it', () => {
    const { budget, held } = openBudget({ maxResponseBytes: 10 });
    const [one, other] = [budget.open('clickhouse'), budget.open('clickhouse')];
    one.take(1, 7);
    expect(other.maxBytes).toBe(3);
    expect(() => other.take(1, 4)).toThrow(tooLarge('limits.max_response_bytes'));
    one.settle(false);
    other.take(1, 4);
    expect(held.bytes).toBe(4);
  });

  test('shares the rows of its request with others, which fail for it', () => {
    const { budget } = openBudget({ maxFieldRows: 8, maxResponseRows: 10 });
    const one = budget.open('clickhouse');
    one.take(7, 1);
    const other = budget.open('clickhouse');
    expect([one.maxRows, other.maxRows]).toEqual([8, 3]);
    expect(() => other.take(4, 1)).toThrow(tooLarge('limits.max_response_rows'));
    other.take(3, 1);
    expect(() => budget.open('clickhouse').take(1, 1)).toThrow(tooLarge('limits.max_response_rows'));
    // One that fails gives its rows back, one that answers does not.
    one.settle(false);
    other.settle(true);
    expect(budget.open('clickhouse').maxRows).toBe(7);
  });

  test('says which bound it was that an engine met by itself', () => {
    const { budget } = openBudget({
      ...{ maxFieldRows: 8, maxFieldBytes: 80, maxResponseRows: 10, maxResponseBytes: 100 },
    });
    const first = budget.open('clickhouse');
    expect(first.exceeded('rows')).toEqual(tooLarge('limits.max_field_rows'));
    expect(first.exceeded('bytes')).toEqual(tooLarge('limits.max_field_bytes'));
    first.take(5, 50);
    const second = budget.open('clickhouse');
    const cause = new Error('Limit for result exceeded');
    expect(second.exceeded('rows', cause)).toEqual(tooLarge('limits.max_response_rows'));
    expect(second.exceeded('bytes', cause)).toEqual(tooLarge('limits.max_response_bytes'));
    expect(second.exceeded('rows', cause).cause).toBe(cause);
  });

  test('is refused with OVERLOADED where others hold too much, and for good where it does by itself', () => {
    const held = createHeldAnswers(10);
    const first = openBudget({}, held).budget.open('clickhouse');
    first.take(1, 8);
    const second = openBudget({}, held).budget.open('clickhouse');
    expect(() => second.take(1, 3)).toThrow(
      expect.objectContaining({
        code: 'OVERLOADED',
        details: { backend: 'clickhouse', retryAfterMillis: 1_000 },
      }),
    );
    expect(() => second.take(1, 11)).toThrow(tooLarge('limits.max_held_bytes'));
    first.settle(false);
    second.take(1, 3);
    expect(held.bytes).toBe(3);
  });
});

test('an answer is held until its budget is closed, one that failed or comes later is not', async () => {
  const { budget, held } = openBudget({});
  await withShare(budget, 'clickhouse', async (share) => share.take(1, 5));
  const failed = withShare(budget, 'clickhouse', async (share) => {
    share.take(1, 7);
    throw new Error('broken');
  });
  expect(held.bytes).toBe(12);
  await expect(failed).rejects.toThrow('broken');
  expect(held.bytes).toBe(5);
  const late = budget.open('clickhouse');
  late.take(1, 9);
  budget.close();
  expect(held.bytes).toBe(9);
  late.settle(true);
  expect(held.bytes).toBe(0);
});

test('the text of an answer is held in place of what it was made of', () => {
  const held = createHeldAnswers(100);
  const { budget } = openBudget({}, held);
  const share = budget.open('clickhouse');
  share.take(1, 60);
  share.settle(true);
  budget.written(90);
  expect(held.bytes).toBe(90);
  const other = openBudget({}, held).budget;
  expect(() => other.written(11)).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
  budget.close();
  other.close();
  expect(held.bytes).toBe(0);
});

test('without a budget nothing is bounded', async () => {
  const taken = await withShare(undefined, 'clickhouse', async (share) => {
    share.take(1e12, 1e15);
    return share.maxBytes;
  });
  expect(taken).toBe(Number.POSITIVE_INFINITY);
});

test('whatever succeeds, fails or outlives its request, in the end nothing is held', () => {
  const step = fc.record({
    request: fc.nat(3),
    bytes: fc.array(fc.nat(40), { maxLength: 5 }),
    isHeld: fc.boolean(),
    closesFirst: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const held = createHeldAnswers(200);
      const budgets = [0, 1, 2, 3].map(
        () => openBudget({ maxFieldBytes: 90, maxResponseBytes: 120 }, held).budget,
      );
      for (const { request, bytes, isHeld, closesFirst } of steps) {
        const share = budgets[request]?.open('clickhouse');
        try {
          for (const each of bytes) share?.take(1, each);
          if (closesFirst) budgets[request]?.close();
          share?.settle(isHeld);
        } catch {
          share?.settle(false);
        }
        expect(held.bytes).toBeLessThanOrEqual(200);
      }
      for (const budget of budgets) budget.close();
      expect(held.bytes).toBe(0);
    }),
  );
});
