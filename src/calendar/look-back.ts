import { type BucketSpan, leastBuckets } from './buckets.ts';
import type { Aggregated } from './fill.ts';
import type { Grid } from './grid.ts';

/** True where the first bucket has a value by every key, so that nothing before it is ever repeated; rows may have none. */
export function startsWithValues(found: ReadonlyMap<number, Aggregated<unknown>>): boolean {
  const first = found.get(0);
  return first !== undefined && Object.values(first.values).every((value) => value !== null);
}

/** The buckets that hold some instants, oldest first, each once; the time between two of them is a span as well. */
export function bucketsHolding(grid: Grid, instants: Iterable<number>): BucketSpan[] {
  const edges = new Set<number>();
  for (const millis of instants) {
    for (const edge of grid.edges(millis, millis + 1)) edges.add(edge);
  }
  return touchingSpans(edges);
}

/** The spans between edges, oldest first, each edge once. */
export function touchingSpans(edges: Iterable<number>): BucketSpan[] {
  const sorted = [...new Set(edges)].sort((one, other) => one - other);
  return sorted
    .slice(1)
    .map((endMillis, at) => ({ startMillis: sorted[at] ?? endMillis, endMillis, isPartial: false }));
}

/** How many buckets lie between two edges, as far as `most`: beyond that, some number above it. */
export function bucketsBetween(grid: Grid, fromMillis: number, toMillis: number, most: number): number {
  const least = leastBuckets(grid.width, fromMillis, toMillis);
  return least > most ? Math.ceil(least) : Math.max(grid.edges(fromMillis, toMillis).length - 1, 0);
}
