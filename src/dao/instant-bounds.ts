import type { Grid } from '../calendar/grid.ts';
import { labelBounds } from '../calendar/time-range.ts';
import type { Zone } from '../calendar/zone.ts';
import type { LabelBounds, TimeRange } from '../model/time-range.ts';

/** Where instants of a range are counted back from. */
export type InstantAnchors = {
  readonly nowMillis: number;
  /** Milliseconds of the newest row, asked for only where the range ends with it; null where there is none. */
  newest(): Promise<number | null>;
  /** The buckets that the range is for. */
  readonly grid?: Grid;
};

/** The instants of a range over rows. A row belongs to its millisecond, so the newest is in. Throws BAD_USER_INPUT. */
export async function instantBounds(
  range: TimeRange | null,
  zone: Zone,
  { nowMillis, newest, grid }: InstantAnchors,
): Promise<LabelBounds> {
  const labelMillis = range?.last?.until === 'LATEST_DATA' ? await newest() : null;
  return labelBounds(range, 'HOURLY', zone, {
    nowMillis,
    newest: labelMillis === null ? null : { labelMillis, endMillis: labelMillis + 1 },
    ...(grid !== undefined && { grid }),
  });
}
