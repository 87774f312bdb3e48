import type { StoredColumn, TableWrite } from '../backend/backend.ts';
import { frequencyCode } from '../model/frequency.ts';
import type { Period } from '../model/period.ts';
import { caseFoldedWords } from '../model/search-words.ts';
import type { SeriesRecord } from './record.ts';

/** What is stored of a series once a record is merged with what was there. */
export type Extent = {
  readonly startPeriod: string | null;
  readonly endPeriod: string | null;
  readonly firstLabelMillis: number | null;
  readonly lastLabelMillis: number | null;
  readonly observationCount: number;
  readonly nullCount: number;
};

/** Collects rows of `eia_observation`, column by column. */
export type ObservationRows = {
  readonly length: number;
  /** `seenAtMillis` is when a load first saw the value, milliseconds since 1970. */
  add(seriesId: string, period: Period, value: number | null, seenAtMillis: number): void;
  write(): TableWrite;
};

/**
 * An empty collection of observation rows. Its arrays are made for `capacity` rows at once: arrays that grow leave
 * their smaller selves behind, and a load makes thousands of them.
 */
export function createObservationRows(capacity: number): ObservationRows {
  const seriesIds = new Array<string>(capacity);
  const labels = new Array<number>(capacity);
  const starts = new Array<number>(capacity);
  const ends = new Array<number>(capacity);
  const periods = new Array<string>(capacity);
  const originals = new Array<string>(capacity);
  const values = new Array<number | null>(capacity);
  const seenAt = new Array<number>(capacity);
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(seriesId, period, value, seenAtMillis) {
      seriesIds[length] = seriesId;
      labels[length] = period.labelMillis;
      starts[length] = period.startMillis;
      ends[length] = period.endMillis;
      periods[length] = period.text;
      originals[length] = period.original;
      values[length] = value;
      seenAt[length] = seenAtMillis;
      length += 1;
    },
    write() {
      for (const column of [seriesIds, labels, starts, ends, periods, originals, values, seenAt])
        column.length = length;
      return {
        table: 'eia_observation',
        key: ['series_id', 'label'],
        columns: [
          { name: 'series_id', type: 'text', values: seriesIds },
          { name: 'label', type: 'instant', values: labels },
          { name: 'period_start', type: 'instant', values: starts },
          { name: 'period_end', type: 'instant', values: ends },
          { name: 'period', type: 'text', values: periods },
          { name: 'period_original', type: 'text', values: originals },
          { name: 'value', type: 'float64', values },
          { name: 'seen_at', type: 'instant', values: seenAt },
        ],
      };
    },
  };
}

/** A row of `eia_series`. */
export type SeriesRow = { readonly record: SeriesRecord; readonly extent: Extent };

const SERIES_COLUMNS: readonly (Omit<StoredColumn, 'values'> & {
  readonly of: (row: SeriesRow) => unknown;
})[] = [
  { name: 'series_id', type: 'text', of: ({ record }) => record.id },
  { name: 'name', type: 'text', of: ({ record }) => record.name },
  { name: 'description', type: 'text', of: ({ record }) => record.description },
  { name: 'units', type: 'text', of: ({ record }) => record.units },
  { name: 'frequency', type: 'text', of: ({ record }) => frequencyCode(record.frequency) },
  { name: 'dataset', type: 'text', of: ({ record }) => record.dataset },
  { name: 'region', type: 'text', of: ({ record }) => record.region },
  { name: 'source', type: 'text', of: ({ record }) => record.source },
  { name: 'start_period', type: 'text', of: ({ extent }) => extent.startPeriod },
  { name: 'end_period', type: 'text', of: ({ extent }) => extent.endPeriod },
  { name: 'first_label', type: 'instant', of: ({ extent }) => extent.firstLabelMillis },
  { name: 'last_label', type: 'instant', of: ({ extent }) => extent.lastLabelMillis },
  { name: 'last_updated', type: 'instant', of: ({ record }) => record.lastUpdatedMillis },
  { name: 'facets', type: 'map', of: ({ record }) => record.facets },
  { name: 'facet_labels', type: 'map', of: ({ record }) => record.facetLabels },
  { name: 'attributes', type: 'map', of: ({ record }) => record.attributes },
  { name: 'search_words', type: 'text[]', of: ({ record }) => caseFoldedWords(record.name) },
  { name: 'source_hash', type: 'text', of: ({ record }) => record.sourceHash },
  { name: 'observation_count', type: 'int64', of: ({ extent }) => extent.observationCount },
  { name: 'null_count', type: 'int64', of: ({ extent }) => extent.nullCount },
];

/** The rows of `eia_series`, column by column. */
export function seriesWrite(rows: readonly SeriesRow[]): TableWrite {
  const columns = SERIES_COLUMNS.map(({ name, type, of }) => ({ name, type, values: rows.map(of) }));
  return { table: 'eia_series', key: ['series_id'], columns };
}

/** The extent of a series of which nothing else is stored. */
export function extentOf(record: SeriesRecord): Extent {
  const first = record.periods[0];
  const last = record.periods.at(-1);
  return {
    startPeriod: first?.text ?? null,
    endPeriod: last?.text ?? null,
    firstLabelMillis: first?.labelMillis ?? null,
    lastLabelMillis: last?.labelMillis ?? null,
    observationCount: record.periods.length,
    nullCount: record.nullCount,
  };
}
