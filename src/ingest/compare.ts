import type { Period } from '../model/period.ts';
import type { SeriesRecord } from './record.ts';
import type { RevisionRows, SeenValue } from './revision-rows.ts';
import type { StoredDescription, StoredObservations } from './stored.ts';
import { type Extent, extentOf, type ObservationRows } from './table-rows.ts';

/** What a record changes about a stored series. */
export type Comparison = {
  readonly extent: Extent;
  readonly added: number;
  readonly revised: number;
  readonly unchanged: number;
};

/** The rows a load is to write, and when it began: what it brings counts as seen then (milliseconds since 1970). */
export type Differences = {
  readonly rows: ObservationRows;
  readonly revisions: RevisionRows;
  readonly nowMillis: number;
};

/**
 * Adds to the rows the observations of a record that are new or differ from what is stored, and a revision for each value
 * that was another; stored ones the record lacks stay. Values compare exactly, periods by their API v2 spelling: a reload
 * from the other source, which spells them otherwise, revises nothing.
 */
export function addDifferences(
  record: SeriesRecord,
  stored: StoredObservations | undefined,
  differences: Differences,
): Comparison {
  if (stored === undefined) return addAll(record, differences);
  let added = 0;
  let revised = 0;
  let nullCount = 0;
  let at = 0;
  const passStored = (): void => {
    if (stored.values[at] === null) nullCount += 1;
    at += 1;
  };
  record.periods.forEach((period, index) => {
    const value = record.values[index] ?? null;
    while (at < stored.labels.length && (stored.labels[at] ?? 0) < period.labelMillis) passStored();
    const known = stored.labels[at] === period.labelMillis;
    if (value === null) nullCount += 1;
    if (known && stored.values[at] === value && stored.periods[at] === period.text) {
      at += 1;
      return;
    }
    if (known) {
      addRestated(record, period, storedValue(stored, at), value, differences);
      revised += 1;
      at += 1;
    } else {
      differences.rows.add(record.id, period, value, differences.nowMillis);
      added += 1;
    }
  });
  while (at < stored.labels.length) passStored();
  const unchanged = record.periods.length - added - revised;
  return { extent: mergedExtent(record, stored, added, nullCount), added, revised, unchanged };
}

function storedValue(stored: StoredObservations, at: number): SeenValue {
  return { value: stored.values[at] ?? null, seenAtMillis: stored.seenAtMillis[at] ?? 0 };
}

/** A value that stays keeps when it was first seen; one that takes its place is seen later, whatever the clock says. */
function addRestated(
  record: SeriesRecord,
  period: Period,
  before: SeenValue,
  value: number | null,
  { rows, revisions, nowMillis }: Differences,
): void {
  const stays = value === before.value;
  const seenAtMillis = stays ? before.seenAtMillis : Math.max(nowMillis, before.seenAtMillis + 1);
  if (!stays) revisions.add(record, period, before, { value, seenAtMillis });
  rows.add(record.id, period, value, seenAtMillis);
}

function addAll(record: SeriesRecord, { rows, nowMillis }: Differences): Comparison {
  record.periods.forEach((period, index) => {
    rows.add(record.id, period, record.values[index] ?? null, nowMillis);
  });
  return { extent: extentOf(record), added: record.periods.length, revised: 0, unchanged: 0 };
}

function mergedExtent(
  record: SeriesRecord,
  stored: StoredObservations,
  added: number,
  nullCount: number,
): Extent {
  const own = extentOf(record);
  const first = stored.labels[0] ?? Number.POSITIVE_INFINITY;
  const last = stored.labels.at(-1) ?? Number.NEGATIVE_INFINITY;
  const startsBefore = first < (own.firstLabelMillis ?? Number.POSITIVE_INFINITY);
  const endsAfter = last > (own.lastLabelMillis ?? Number.NEGATIVE_INFINITY);
  return {
    startPeriod: startsBefore ? (stored.periods[0] ?? null) : own.startPeriod,
    endPeriod: endsAfter ? (stored.periods.at(-1) ?? null) : own.endPeriod,
    firstLabelMillis: startsBefore ? first : own.firstLabelMillis,
    lastLabelMillis: endsAfter ? last : own.lastLabelMillis,
    observationCount: stored.labels.length + added,
    nullCount,
  };
}

/** A record from a source that brings a part only, with what is stored where the record says nothing. */
export function completed(record: SeriesRecord, stored: StoredDescription | undefined): SeriesRecord {
  if (stored === undefined) return record;
  return {
    ...record,
    description: record.description ?? stored.description,
    units: record.units ?? stored.units,
    region: record.region ?? stored.region,
    source: record.source ?? stored.source,
    lastUpdatedMillis: record.lastUpdatedMillis ?? stored.lastUpdatedMillis,
    facets: { ...stored.facets, ...record.facets },
    facetLabels: { ...stored.facetLabels, ...record.facetLabels },
    attributes: { ...stored.attributes, ...record.attributes },
  };
}
