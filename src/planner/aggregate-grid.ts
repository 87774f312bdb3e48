import { SHORTEST_MILLIS } from '../calendar/duration.ts';
import { createGrid, type Grid } from '../calendar/grid.ts';
import { UTC, type Zone, zoneOf } from '../calendar/zone.ts';
import type { Stretch } from '../model/rollup.ts';
import type { Refusal } from './rollup-question.ts';

/** How a continuous aggregate cuts time, as TimescaleDB's catalogue has it. */
export type AggregateBuckets = {
  readonly months: number;
  readonly days: number;
  readonly seconds: number;
  /** Null for UTC. */
  readonly zone: string | null;
  /** Null for TimescaleDB's own: Monday, 3 January 2000, and the first of a month. */
  readonly originMillis: number | null;
  readonly offsetMillis: number | null;
};

const DAY_MILLIS = 86_400_000;
const MONDAY = Date.UTC(2000, 0, 3);

/** The edges of `time_bucket` (https://docs.timescale.com/api/latest/hyperfunctions/time_bucket/) within a range. */
export function aggregateGrid(buckets: AggregateBuckets, range: Stretch): Grid | Refusal {
  const { months, days, seconds, zone: name, originMillis, offsetMillis } = buckets;
  const zone = knownZone(name);
  if (zone === null) return { refusal: `counts in ${name}, which is no zone of the gateway's calendar` };
  const moved = originMillis !== null || (offsetMillis ?? 0) !== 0;
  const isLocal = zone !== UTC;
  if (isLocal && (moved || seconds !== 0))
    return { refusal: `counts parts of days, or from an origin, in ${name}` };
  if (isLocal && !hasPlainMidnights(zone, range)) {
    return { refusal: `counts in ${name}, where the clock is moved over a midnight in this range` };
  }
  if (months > 0) {
    if (moved || days !== 0 || seconds !== 0) return { refusal: 'has months that do not begin on the first' };
    return createGrid({ unit: 'month', count: months }, zone, null);
  }
  if (isLocal) return createGrid({ unit: 'day', count: days }, zone, { kind: 'civil', millis: MONDAY });
  const widthMillis = days * DAY_MILLIS + seconds * 1_000;
  if (!Number.isInteger(widthMillis) || widthMillis <= 0)
    return { refusal: 'has buckets of no whole milliseconds' };
  const millis = (originMillis ?? MONDAY) + (offsetMillis ?? 0);
  if (!Number.isInteger(millis)) return { refusal: 'has an origin of no whole milliseconds' };
  const unit =
    (['day', 'hour', 'minute'] as const).find((each) => widthMillis % SHORTEST_MILLIS[each] === 0) ??
    'second';
  return createGrid({ unit, count: widthMillis / SHORTEST_MILLIS[unit] }, UTC, { kind: 'instant', millis });
}

function knownZone(name: string | null): Zone | null {
  if (name === null || /^(?:Etc\/)?(?:UTC|GMT)$/i.test(name)) return UTC;
  try {
    return zoneOf(name);
  } catch {
    return null;
  }
}

/** True where no clock change of a range repeats or skips a midnight: PostgreSQL reads those in its own way. */
function hasPlainMidnights(zone: Zone, { lowerMillis, upperMillis }: Stretch): boolean {
  let segment = zone.segmentAt(lowerMillis - DAY_MILLIS);
  while (segment.toMillis < upperMillis + DAY_MILLIS) {
    const next = zone.segmentAt(segment.toMillis);
    const shown = [segment.offsetMillis, next.offsetMillis].map((offset) => segment.toMillis + offset);
    const [first, last] = [Math.min(...shown), Math.max(...shown)];
    if (Math.ceil(first / DAY_MILLIS) * DAY_MILLIS <= last) return false;
    segment = next;
  }
  return true;
}
