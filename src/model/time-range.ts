import type { Duration } from './duration.ts';
import type { Period } from './period.ts';

/** One end of a range: an instant, or a wall-clock time still to be read in some zone (millis as if UTC). */
export type TimeBound =
  | { readonly kind: 'instant'; readonly millis: number }
  | { readonly kind: 'civil'; readonly millis: number };

/** A stretch of time as asked for: exactly one of these. */
export type TimeRange = {
  readonly between?: { readonly start?: TimeBound | null; readonly end?: TimeBound | null } | null;
  readonly periods?: { readonly from: Period; readonly through?: Period | null } | null;
  readonly last?: RecentTime | null;
};

/** The newest stretch, so long before the end of the newest period that has data, or before the clock. */
export type RecentTime = { readonly duration: Duration; readonly until: 'LATEST_DATA' | 'NOW' };

/** Half-open bounds on labels, milliseconds since 1970; null is open. */
export type LabelBounds = { readonly lowerMillis: number | null; readonly upperMillis: number | null };
