import type { Scalar } from './dataset-query.ts';
import { differenceExact, plainDecimal } from './exact-number.ts';

/**
 * One value minus another; null where either is missing. Doubles make a double, or a plain decimal where `asDecimal` asks
 * for one; decimals and 64-bit integers, which are text, lose no digit.
 */
export function changeOf(value: Scalar, other: Scalar, asDecimal: boolean): number | string | null {
  if (value === null || other === null) return null;
  if (typeof value !== 'number' || typeof other !== 'number')
    return differenceExact(String(value), String(other));
  const change = value - other;
  if (!Number.isFinite(change)) return null;
  return asDecimal ? plainDecimal(change) : change;
}

/** The change in percent of the other value as it stands; null from 0, and where either is missing. */
export function changePercentOf(value: Scalar, other: Scalar): number | null {
  const change = changeOf(value, other, false);
  if (change === null || Number(other) === 0) return null;
  const percent = (Number(change) / Number(other)) * 100;
  return Number.isFinite(percent) ? percent : null;
}

/** What each bucket is compared with where all are, index by index. Throws RangeError for one that is not. */
export function comparedWith<Bucket extends { readonly comparison: Bucket | null }>(
  buckets: readonly Bucket[],
): Bucket[] {
  return buckets.map(({ comparison }) => {
    if (comparison === null) throw new RangeError('A bucket is compared with none.');
    return comparison;
  });
}
