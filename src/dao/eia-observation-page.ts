import { isHourly } from '../calendar/time-range.ts';
import { zoneOf } from '../calendar/zone.ts';
import type { Observation } from '../model/observation.ts';
import type { PageArguments, RangePage } from '../model/page.ts';
import type { Series } from '../model/series.ts';
import type { TimeRange } from '../model/time-range.ts';
import type { CursorCodec } from './cursor.ts';
import { convertRows, factorTo } from './eia-columns.ts';
import type { ObservationLoaders } from './eia-observations.ts';
import { seriesBounds } from './eia-range.ts';
import { withinCursors } from './eia-selection.ts';
import { pageOf } from './paging.ts';
import { rangeWalk } from './range-walk.ts';
import type { Reading } from './reading.ts';

/** Observations of one series, a page of them. */
export type ObservationRequest = {
  readonly series: Series;
  readonly range?: TimeRange | null;
  readonly timeZone?: string;
  readonly direction?: 'ASC' | 'DESC';
  /** Observations as they stood then, milliseconds since 1970; null and absent: now. */
  readonly asOfMillis?: number | null;
  /** Units to give the values in. */
  readonly convertTo?: string | null;
  readonly page?: PageArguments;
};

const DEFAULT_SIZE = 100;

/** Reads a page of observations by their labels, which are unique in a series. Throws BAD_USER_INPUT. */
export async function observationPage(
  rows: ObservationLoaders['rows'],
  cursors: CursorCodec,
  { maxPageSize }: { readonly maxPageSize: number },
  nowMillis: number,
  request: ObservationRequest,
): Promise<{ readonly page: RangePage<Observation>; readonly reading: Reading }> {
  const { series, range = null, timeZone = 'UTC', direction = 'ASC', asOfMillis = null, page = {} } = request;
  const factor = await factorTo(request.convertTo, series);
  const newestFirst = direction === 'DESC';
  const walk = await rangeWalk(
    page,
    { defaultSize: DEFAULT_SIZE, maxSize: maxPageSize },
    cursors,
    {
      asked: range,
      reading: [timeZone],
      kind: isHourly(series.frequency) ? 'instant' : 'civil',
      bounds: () => seriesBounds({ rows, nowMillis, asOfMillis }, series, range, zoneOf(timeZone)),
    },
    (stretch) => JSON.stringify(['observations', series.id, stretch, direction, asOfMillis]),
  );
  const { limit, offset } = walk;
  const found = await rows.load({
    seriesId: series.id,
    ...withinCursors(walk.bounds, walk, newestFirst),
    asOfMillis,
    walk: { descending: newestFirst !== walk.backward, limit, offset, onlyWithValue: false },
  });
  const shown = pageOf(convertRows(found.rows, factor), walk, ({ labelMillis }) =>
    walk.cursorOf([labelMillis]),
  );
  return { page: { ...shown, range: walk.range }, reading: found.reading };
}
