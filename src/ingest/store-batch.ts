import { hash } from 'node:crypto';
import type { Backend, TableWrite } from '../backend/backend.ts';
import { createBreather } from './breathe.ts';
import { addDifferences, completed } from './compare.ts';
import { mixedUnits } from './mixed-units.ts';
import type { SeriesEntry, SeriesRecord } from './record.ts';
import { createRevisionRows } from './revision-rows.ts';
import {
  readStoredDescriptions,
  readStoredObservations,
  readStoredSeries,
  type StoredSeries,
} from './stored.ts';
import { type BatchCounts, NO_COUNTS } from './summary.ts';
import { createObservationRows, type SeriesRow, seriesWrite } from './table-rows.ts';

export type StoreOptions = {
  /** True where a write of several tables happens as a whole, so that observations never stand without their series. */
  readonly transactional: boolean;
  /** When the load began, milliseconds since 1970. */
  readonly nowMillis: number;
  readonly signal: AbortSignal;
  /** Told of each series that is refused, before anything of the batch is stored; what it throws ends the batch. */
  readonly onRefused: (entry: SeriesEntry, reason: string) => void;
};

/** Stored observations read for comparison in one go: bounds the memory of a reload. */
const MAX_COMPARED = 200_000;

/**
 * Brings whole series to one backend, each id once. What the source has not changed since is left alone, what would leave
 * a series in two units is refused; of the rest revisions are written, then new and revised observations, then the
 * catalogue, through which readers find them: where a load is killed in between, the next one finds the values as they
 * were and writes the same revisions again.
 */
export async function storeBatch(
  backend: Backend,
  entries: readonly SeriesEntry[],
  options: StoreOptions,
): Promise<BatchCounts> {
  const { signal } = options;
  const breathe = createBreather();
  const records = entries.map(({ record }) => record);
  const ids = records.map((record) => record.id);
  const stored = await readStoredSeries(backend, ids, signal);
  const same = records.filter((record) => isUnchanged(record, stored.get(record.id)));
  const changed = entries.filter(({ record }) => !isUnchanged(record, stored.get(record.id)));
  const partial = changed.filter(({ record }) => record.sourceHash === '' && stored.has(record.id));
  const descriptions = await readStoredDescriptions(
    backend,
    partial.map(({ record }) => record.id),
    signal,
  );

  const counts = { ...NO_COUNTS };
  const rows = createObservationRows(totals(changed.map(({ record }) => record)).observations);
  const revisions = createRevisionRows();
  const differences = { rows, revisions, nowMillis: options.nowMillis };
  const catalogue: SeriesRow[] = [];
  for (const group of comparedTogether(changed, stored, options.transactional)) {
    const observations = await readStoredObservations(backend, group.compared, signal);
    for (const entry of group.entries) {
      await breathe();
      const { record } = entry;
      const known = stored.get(record.id);
      const before = observations.get(record.id);
      const whole = completed(record, descriptions.get(record.id));
      const reason = await mixedUnits(whole, known, before);
      if (reason !== undefined) {
        options.onRefused(entry, reason);
        continue;
      }
      const { extent, added, revised, unchanged } = addDifferences(record, before, differences);
      const sourceHash = hashAfter(record, known, added + revised > 0);
      catalogue.push({ record: { ...whole, sourceHash }, extent });
      counts.added += added;
      counts.revised += revised;
      counts.unchanged += unchanged;
    }
  }
  counts.changedSeries = catalogue.filter(({ record }) => stored.has(record.id)).length;
  counts.newSeries = catalogue.length - counts.changedSeries;
  counts.unchangedSeries = same.length;
  counts.unchanged += totals(same).observations;

  const tables: TableWrite[] = [revisions, rows].filter(({ length }) => length > 0).map((one) => one.write());
  if (catalogue.length > 0) await backend.write([...tables, seriesWrite(catalogue)], { signal });
  return { ...counts, ...totals([...same, ...catalogue.map(({ record }) => record)]) };
}

function isUnchanged(record: SeriesRecord, stored: StoredSeries | undefined): boolean {
  return record.sourceHash !== '' && stored?.sourceHash === record.sourceHash;
}

/**
 * What the catalogue shall know a series by: the hash of its line or, where a source brings a part only, one that every
 * change of the observations moves; the same for the same loads in the same order.
 */
function hashAfter(record: SeriesRecord, stored: StoredSeries | undefined, moved: boolean): string {
  if (record.sourceHash !== '') return record.sourceHash;
  // The hash of a whole line may not stay: the part may have changed what the line says of the series.
  if (!moved && stored?.sourceHash.startsWith('part:')) return stored.sourceHash;
  const part = record.periods.map((period, index) => [period.text, record.values[index] ?? null]);
  const basis = JSON.stringify([stored?.sourceHash ?? '', record.id, record.units, part]);
  return `part:${hash('sha256', basis, 'base64url')}`;
}

function totals(records: readonly SeriesRecord[]): Pick<BatchCounts, 'series' | 'observations' | 'nulls'> {
  let observations = 0;
  let nulls = 0;
  for (const record of records) {
    observations += record.periods.length;
    nulls += record.nullCount;
  }
  return { series: records.length, observations, nulls };
}

type Group = { readonly entries: readonly SeriesEntry[]; readonly compared: readonly string[] };

/**
 * Series whose stored observations are read in one go. Where writes are not transactional a series the catalogue does
 * not know is compared too: a load that was killed may have left observations of it.
 */
function* comparedTogether(
  entries: readonly SeriesEntry[],
  stored: ReadonlyMap<string, StoredSeries>,
  transactional: boolean,
): Generator<Group> {
  let group: SeriesEntry[] = [];
  let compared: string[] = [];
  let expected = 0;
  for (const entry of entries) {
    const { record } = entry;
    const known = stored.get(record.id);
    const count = known?.observationCount ?? 0;
    if (group.length > 0 && expected + count > MAX_COMPARED) {
      yield { entries: group, compared };
      group = [];
      compared = [];
      expected = 0;
    }
    group.push(entry);
    expected += count;
    if (known !== undefined || !transactional) compared.push(record.id);
  }
  if (group.length > 0) yield { entries: group, compared };
}
