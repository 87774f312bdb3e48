import { edgeFrom, type Grid } from '../calendar/grid.ts';
import type { Stretch } from '../model/rollup.ts';
import type { RollupFacts } from './rollup-question.ts';

/** Each stretch is a read of its own in the statement; what goes beyond is read from the table. */
const MOST_STRETCHES = 12;

/**
 * The parts of a range that a rollup answers as the table would: whole buckets of it below its watermark, without those
 * that anything changed in since. Ascending, and apart from each other; none where there is no such bucket.
 */
export function trustedStretches(bounds: Stretch, facts: Omit<RollupFacts, 'relation'>): Stretch[] {
  const { grid, watermarkMillis, stale } = facts;
  const lowerMillis = edgeFrom(grid, bounds.lowerMillis);
  const upperMillis = grid.floor(Math.min(bounds.upperMillis, watermarkMillis));
  if (!(lowerMillis < upperMillis)) return [];
  const within = { lowerMillis, upperMillis };
  const trusted: Stretch[] = [];
  let from = lowerMillis;
  for (const gap of staleBuckets(grid, within, stale)) {
    if (gap.lowerMillis > from) trusted.push({ lowerMillis: from, upperMillis: gap.lowerMillis });
    from = Math.max(from, gap.upperMillis);
  }
  if (from < upperMillis) trusted.push({ lowerMillis: from, upperMillis });
  return longest(trusted);
}

/** The buckets that stale stretches touch, in order of time. */
function staleBuckets(grid: Grid, within: Stretch, stale: readonly Stretch[]): Stretch[] {
  return stale
    .map(({ lowerMillis, upperMillis }) => ({
      lowerMillis: Math.max(lowerMillis, within.lowerMillis),
      upperMillis: Math.min(upperMillis, within.upperMillis),
    }))
    .filter(({ lowerMillis, upperMillis }) => lowerMillis < upperMillis)
    .sort((one, other) => one.lowerMillis - other.lowerMillis)
    .map(({ lowerMillis, upperMillis }) => ({
      lowerMillis: grid.floor(lowerMillis),
      upperMillis: edgeFrom(grid, upperMillis),
    }));
}

function longest(trusted: readonly Stretch[]): Stretch[] {
  const length = ({ lowerMillis, upperMillis }: Stretch): number => upperMillis - lowerMillis;
  return [...trusted]
    .sort((one, other) => length(other) - length(one))
    .slice(0, MOST_STRETCHES)
    .sort((one, other) => one.lowerMillis - other.lowerMillis);
}
