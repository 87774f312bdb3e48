import type { TableWrite } from '../backend/backend.ts';
import type { Period } from '../model/period.ts';
import type { SeriesRecord } from './record.ts';

/** One value of a period and when a load first saw it, milliseconds since 1970. */
export type SeenValue = { readonly value: number | null; readonly seenAtMillis: number };

/** Collects rows of `eia_revision`. */
export type RevisionRows = {
  readonly length: number;
  /** `before` stood until `after` was seen. */
  add(record: SeriesRecord, period: Period, before: SeenValue, after: SeenValue): void;
  write(): TableWrite;
};

/** An empty collection of revisions. */
export function createRevisionRows(): RevisionRows {
  const seriesIds: string[] = [];
  const labels: number[] = [];
  const previousSeenAt: number[] = [];
  const periods: string[] = [];
  const previousValues: (number | null)[] = [];
  const values: (number | null)[] = [];
  const seenAt: number[] = [];
  const publishedAt: (number | null)[] = [];
  return {
    get length() {
      return seriesIds.length;
    },
    add(record, period, before, after) {
      seriesIds.push(record.id);
      labels.push(period.labelMillis);
      previousSeenAt.push(before.seenAtMillis);
      periods.push(period.text);
      previousValues.push(before.value);
      values.push(after.value);
      seenAt.push(after.seenAtMillis);
      publishedAt.push(record.lastUpdatedMillis);
    },
    write: () => ({
      table: 'eia_revision',
      key: ['series_id', 'label', 'previous_seen_at'],
      columns: [
        { name: 'series_id', type: 'text', values: seriesIds },
        { name: 'label', type: 'instant', values: labels },
        { name: 'previous_seen_at', type: 'instant', values: previousSeenAt },
        { name: 'period', type: 'text', values: periods },
        { name: 'previous_value', type: 'float64', values: previousValues },
        { name: 'value', type: 'float64', values },
        { name: 'seen_at', type: 'instant', values: seenAt },
        { name: 'published_at', type: 'instant', values: publishedAt },
      ],
    }),
  };
}
