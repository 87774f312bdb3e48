import type { Grid } from '../calendar/grid.ts';
import { labelBounds, newestLabel } from '../calendar/time-range.ts';
import type { Zone } from '../calendar/zone.ts';
import type { Observation } from '../model/observation.ts';
import type { Series } from '../model/series.ts';
import type { LabelBounds, TimeRange } from '../model/time-range.ts';
import type { ObservationLoaders } from './eia-observations.ts';

/** What the bounds of a range are found with. */
export type SeriesRangeScope = {
  readonly rows: ObservationLoaders['rows'];
  readonly nowMillis: number;
  /** Data as they stood then, milliseconds since 1970; null and absent: now. */
  readonly asOfMillis?: number | null;
};

/**
 * The bounds of a range on the labels of a series. Where it ends with the newest data, the newest observation that has a
 * value is asked for: EIA publishes periods before their values. `grid` is that of the buckets the range is for.
 */
export async function seriesBounds(
  { rows, nowMillis, asOfMillis = null }: SeriesRangeScope,
  series: Series,
  range: TimeRange | null | undefined,
  zone: Zone,
  grid?: Grid,
): Promise<LabelBounds> {
  const latest =
    range?.last?.until === 'LATEST_DATA' ? await latestObservation(rows, series, asOfMillis) : null;
  return labelBounds(range, series.frequency, zone, {
    nowMillis,
    newest: latest === null ? null : newestLabel(series.frequency, latest.labelMillis),
    ...(grid !== undefined && { grid }),
  });
}

/** The newest observation of a series that has a value; null where there is none. */
export function latestObservation(
  rows: ObservationLoaders['rows'],
  series: Series,
  asOfMillis: number | null = null,
): Promise<Observation | null> {
  return outermost(rows, series, asOfMillis, { descending: true, onlyWithValue: true });
}

/** Where the labels of a series begin and end, as the data stood; null of no observations. */
export async function seriesExtent(
  { rows, asOfMillis = null }: SeriesRangeScope,
  series: Series,
): Promise<{ readonly startMillis: number; readonly endMillis: number } | null> {
  const [first, last] = await Promise.all([
    outermostLabel(rows, series, asOfMillis, 'first'),
    outermostLabel(rows, series, asOfMillis, 'last'),
  ]);
  return first === null || last === null ? null : { startMillis: first, endMillis: last + 1 };
}

/** The first or the last label of a series as it stood, milliseconds since 1970; null of no observations. */
export async function outermostLabel(
  rows: ObservationLoaders['rows'],
  series: Series,
  asOfMillis: number | null,
  end: 'first' | 'last',
): Promise<number | null> {
  if (asOfMillis === null) return end === 'first' ? series.firstLabelMillis : series.lastLabelMillis;
  const walk = { descending: end === 'last', onlyWithValue: false };
  return (await outermost(rows, series, asOfMillis, walk))?.labelMillis ?? null;
}

async function outermost(
  rows: ObservationLoaders['rows'],
  { id }: Series,
  asOfMillis: number | null,
  walk: { readonly descending: boolean; readonly onlyWithValue: boolean },
): Promise<Observation | null> {
  const ask = { seriesId: id, lowerMillis: null, upperMillis: null, asOfMillis };
  const found = await rows.load({ ...ask, walk: { ...walk, limit: 1, offset: 0 } });
  return found.rows[0] ?? null;
}
