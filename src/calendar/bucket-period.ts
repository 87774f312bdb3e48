import { type Duration, monthsOf } from './duration.ts';

const DAY_MILLIS = 86_400_000;

/**
 * The name of a bucket of a day, month, quarter or year in EIA API v2 spelling, e.g. `2024-Q1`; null for one of another
 * width or origin. Its beginning is given as the clock shows it, in milliseconds as if UTC.
 */
export function bucketPeriod(width: Duration, localStartMillis: number): string | null {
  const midnight = localStartMillis % DAY_MILLIS === 0;
  if (!midnight) return null;
  const date = new Date(localStartMillis).toISOString().slice(0, 10);
  if (width.unit === 'day') return width.count === 1 ? date : null;
  const months = monthsOf(width);
  if (!date.endsWith('-01')) return null;
  if (months === 1) return date.slice(0, 7);
  const month = Number(date.slice(5, 7));
  if (months === 3 && month % 3 === 1) return `${date.slice(0, 4)}-Q${(month + 2) / 3}`;
  return months === 12 && month === 1 ? date.slice(0, 4) : null;
}
