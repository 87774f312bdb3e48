import type { BucketGrid } from '../../src/model/bucket-grid.ts';

/** The number of the bucket an instant lies in. */
export function bucketNumber(grid: BucketGrid, millis: number): number {
  if (grid.kind === 'fixed') {
    return Math.floor((Math.floor(millis / 1_000) - grid.originSeconds) / grid.widthSeconds);
  }
  const date = new Date(millis);
  return Math.floor(((date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()) / grid.months);
}
