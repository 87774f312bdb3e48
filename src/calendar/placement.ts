import type { Placement } from '../model/placement.ts';
import type { BucketSpan } from './buckets.ts';

/** The placement of the buckets of an answer, of which there is at least one. */
export function placementOf(spans: readonly BucketSpan[]): Placement {
  const startMillis = spans[0]?.startMillis ?? 0;
  const lengths = spans.map((span) => span.endMillis - span.startMillis);
  const unitMillis = lengths.reduce(greatestCommonDivisor, 0);
  if (lengths.every((length) => length === unitMillis)) return { startMillis, unitMillis, steps: null };
  return {
    startMillis,
    unitMillis,
    steps: spans.map((span) => (span.startMillis - startMillis) / unitMillis),
  };
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
