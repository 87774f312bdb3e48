import { badUserInput } from '../errors.ts';
import type { Period } from '../model/period.ts';

/** EIA writes newest first; anything else is sorted. Throws BAD_USER_INPUT for a period that occurs twice. */
export function oldestFirst(
  periods: Period[],
  values: (number | null)[],
): { readonly periods: readonly Period[]; readonly values: readonly (number | null)[] } {
  if (labelsStep(periods, -1)) return { periods: periods.reverse(), values: values.reverse() };
  if (labelsStep(periods, 1)) return { periods, values };
  const order = periods.map((_, index) => index);
  const label = (index: number): number => periods[index]?.labelMillis ?? 0;
  order.sort((one, other) => label(one) - label(other));
  const sorted = order.flatMap((index) => periods[index] ?? []);
  sorted.forEach((period, index) => {
    const before = sorted[index - 1];
    if (before?.labelMillis === period.labelMillis) {
      throw badUserInput('data', `the period ${period.text} occurs twice.`);
    }
  });
  return { periods: sorted, values: order.map((index) => values[index] ?? null) };
}

function labelsStep(periods: readonly Period[], sign: 1 | -1): boolean {
  let before = sign === 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  for (const { labelMillis } of periods) {
    if ((labelMillis - before) * sign <= 0) return false;
    before = labelMillis;
  }
  return true;
}
