import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bucketSpans } from '../../../src/calendar/buckets.ts';
import { comparisonOf } from '../../../src/calendar/comparison.ts';
import { parseDuration } from '../../../src/calendar/duration.ts';
import { referencePairs, standingParts } from '../../support/reference/comparison.ts';
import { gridFor } from '../../support/reference/grid-comparison.ts';
import { gridCases } from '../../support/reference/grid-questions.ts';
import { lengthOf, SHIFTS } from '../../support/reference/tide-questions.ts';

const NEVER = { nowMillis: Date.parse('2100-01-01'), maxBuckets: 100_000, partial: 'INCLUDE' } as const;
const NO_EXTENT = { startMillis: 0, endMillis: 0 };
const SHORTEST = lengthOf('PT15M');

/** A grid and a range that cuts its buckets anywhere, near a change of the clock or the end of a month, and a shift. */
const cases = fc.record({
  grid: gridCases.filter(({ width }) => lengthOf(width) >= SHORTEST),
  compareWith: fc.constantFrom(...SHIFTS),
  monthEnd: fc.boolean(),
});

test('buckets of any width, cut anywhere, are compared with those of the reference', () => {
  fc.assert(
    fc.property(cases, ({ grid: { atMillis, widths, ...question }, compareWith, monthEnd }) => {
      const lowerMillis = monthEnd ? nextMonth(atMillis) - lengthOf(question.width) : atMillis;
      const upperMillis = Math.ceil(lowerMillis + 1 + 3 * widths * lengthOf(question.width));
      const bounds = { lowerMillis, upperMillis };
      const grid = gridFor(question);
      const spans = bucketSpans({ ...NEVER, grid, bounds, extent: NO_EXTENT });
      const duration = parseDuration(compareWith, 'compareWith');
      const comparison = comparisonOf({ ...NEVER, grid, spans, bounds, duration });

      const parts = spans.map(({ startMillis, endMillis }) => ({
        ...{ startMillis, endMillis, fromMillis: startMillis, toMillis: endMillis },
      }));
      const wanted = referencePairs({ ...question, compareWith }, parts, lowerMillis, upperMillis);
      const standing = standingParts(question, wanted);
      const asOne = (list: (typeof comparison.lists)[number]) =>
        list.spans.map(({ startMillis, endMillis }) => ({
          ...{ startMillis, endMillis },
          fromMillis: Math.max(startMillis, list.bounds.lowerMillis ?? startMillis),
          toMillis: Math.min(endMillis, list.bounds.upperMillis ?? endMillis),
        }));
      const [list, ...alone] = comparison.lists.map(asOne);
      expect(list).toEqual(standing);
      // Each version has all buckets, one of them as it is when read alone.
      const versions = [
        standing,
        ...alone.map(([one]) => standing.map((each) => (each.startMillis === one?.startMillis ? one : each))),
      ];
      for (const { ofMillis, ...pair } of wanted) expect(comparison.pairOf(ofMillis, versions)).toEqual(pair);
      expect(comparison.lists.length).toBeLessThanOrEqual(3);
    }),
    { seed: 20_240_229, numRuns: 120 },
  );
});

function nextMonth(millis: number): number {
  const date = new Date(millis);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}
