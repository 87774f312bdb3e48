import { AurumError } from '../errors.ts';
import type { FillMode } from '../model/bucket.ts';

/** How many buckets one request may still make, whatever fields and lines they are of. */
export type BucketAllowance = {
  /** Throws RESULT_TOO_LARGE, which names `width`, where there are not so many left. */
  take(buckets: number): void;
};

/** Passing over a bucket without rows costs a part of what making one does. */
const PASSED_OVER = 10;

/** Counts down from `maxBuckets`. */
export function createBucketAllowance(maxBuckets: number): BucketAllowance {
  let left = maxBuckets;
  return {
    take(buckets) {
      if (buckets > left) {
        throw new AurumError('RESULT_TOO_LARGE', `The lines have more than ${maxBuckets} buckets.`, {
          argument: 'width',
          allowed: `A width, range and page of lines with at most ${maxBuckets} buckets in all of one request.`,
        });
      }
      left -= buckets;
    },
  };
}

/** What one line of `spans` buckets costs, `found` of which have rows. */
export function bucketCost(fill: FillMode, spans: number, found: number): number {
  return fill === 'NONE' ? Math.max(found, Math.ceil(spans / PASSED_OVER)) : spans;
}
