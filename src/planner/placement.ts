import type { BucketSpan } from '../calendar/buckets.ts';
import type { Placement } from '../model/placement.ts';

/**
 * How an engine places rows in the buckets of an answer, of which there is at least one, and why so. Division needs no
 * list of edges in the statement and no search, and is right where all buckets are of one length; everything else goes by
 * edges. No engine's own function of time is used: they disagree about zones, folds and first days of weeks.
 */
export function placementOf(spans: readonly BucketSpan[]): Placement {
  const startMillis = spans[0]?.startMillis ?? 0;
  const lengths = spans.map((span) => span.endMillis - span.startMillis);
  const unitMillis = lengths.reduce(greatestCommonDivisor, 0);
  const isEven = lengths.every((length) => length === unitMillis);
  const steps = isEven ? null : spans.map((span) => (span.startMillis - startMillis) / unitMillis);
  const reason = isEven
    ? `by division: all ${spans.length} buckets take ${unitMillis} ms`
    : `by ${spans.length} edges: buckets take from ${lengths.reduce(least)} to ${lengths.reduce(greatest)} ms`;
  return { startMillis, unitMillis, steps, reason };
}

// Math.min takes as many arguments as the stack holds; there may be more buckets.
const least = (one: number, other: number): number => Math.min(one, other);
const greatest = (one: number, other: number): number => Math.max(one, other);

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
