import { type BucketSpan, fittingWidth } from '../calendar/buckets.ts';
import { type Duration, durationText } from '../calendar/duration.ts';
import { AurumError } from '../errors.ts';
import type { FillMode } from '../model/bucket.ts';

/** How many buckets one request may still make, whatever fields and lines they are of. */
export type BucketAllowance = {
  /**
   * Throws RESULT_TOO_LARGE, which names `width`, where there are not so many left; also one that would fit where it is told
   * what they are of.
   */
  take(buckets: number, of?: LinesOfBuckets): void;
};

/** So many lines, each of the same buckets. */
export type LinesOfBuckets = { readonly lines: number; readonly spans: readonly BucketSpan[] };

/** Passing over a bucket without rows costs a part of what making one does. */
const PASSED_OVER = 10;

/** Counts down from `maxBuckets`. */
export function createBucketAllowance(maxBuckets: number): BucketAllowance {
  let left = maxBuckets;
  return {
    take(buckets, of) {
      if (buckets > left) {
        const fits = of === undefined ? undefined : widthFor(of, left);
        const offered = fits === undefined ? '' : `${durationText(fits)} or wider, or else a`;
        throw new AurumError('RESULT_TOO_LARGE', `The lines have more than ${maxBuckets} buckets.`, {
          argument: 'width',
          allowed: `${offered || 'A'} width, range and page of lines with at most ${maxBuckets} buckets in all of one request.`,
        });
      }
      left -= buckets;
    },
  };
}

/** The finest usual width with which the lines have at most so many buckets in all. */
function widthFor({ lines, spans }: LinesOfBuckets, buckets: number): Duration | undefined {
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined || lines === 0) return undefined;
  return fittingWidth(first.startMillis, last.endMillis, Math.floor(buckets / lines));
}

/** What one line of `spans` buckets costs, `found` of which have rows. */
export function bucketCost(fill: FillMode, spans: number, found: number): number {
  return fill === 'NONE' ? Math.max(found, Math.ceil(spans / PASSED_OVER)) : spans;
}
