import type { Cell } from '../backend/backend.ts';
import type { DimensionValue, EiaDataset } from '../model/dataset.ts';
import { datasetName } from '../model/eia-names.ts';
import { FREQUENCIES, type Frequency, frequencyOfCode } from '../model/frequency.ts';
import type { Observation } from '../model/observation.ts';
import type { Revision } from '../model/revision.ts';
import type { Series } from '../model/series.ts';

type Row = readonly Cell[];

const text = (cell: Cell | undefined): string => String(cell ?? '');
const textOrNull = (cell: Cell | undefined): string | null => (cell == null ? null : String(cell));
const numberOrNull = (cell: Cell | undefined): number | null => (cell == null ? null : Number(cell));

function frequency(cell: Cell | undefined): Frequency {
  const known = frequencyOfCode(text(cell));
  if (known === undefined) throw new RangeError(`"${text(cell)}" is stored as a frequency but is none.`);
  return known;
}

function texts(cell: Cell | undefined): Record<string, string> {
  if (cell === null || typeof cell !== 'object') return {};
  return Object.fromEntries(Object.entries(cell).map(([name, value]) => [name, text(value)]));
}

/** A row of `seriesColumns` (sql/eia/series.ts). */
export function decodeSeries(row: Row): Series {
  return {
    id: text(row[0]),
    name: text(row[1]),
    description: textOrNull(row[2]),
    units: textOrNull(row[3]),
    frequency: frequency(row[4]),
    dataset: text(row[5]),
    region: textOrNull(row[6]),
    source: textOrNull(row[7]),
    startPeriod: textOrNull(row[8]),
    endPeriod: textOrNull(row[9]),
    version: text(row[10]),
    facets: texts(row[11]),
    firstLabelMillis: numberOrNull(row[12]),
    lastLabelMillis: numberOrNull(row[13]),
    lastUpdatedMillis: numberOrNull(row[14]),
  };
}

/** A row of `ObservationStatements.rows`, without its ordinal. */
export function decodeObservation(row: Row): Observation {
  const value = numberOrNull(row[5]);
  return {
    period: text(row[1]),
    labelMillis: Number(row[2]),
    startMillis: Number(row[3]),
    endMillis: Number(row[4]),
    value: Number.isFinite(value) ? value : null,
  };
}

/** A row of `revisions` (sql/eia/revisions.ts), without its ordinal. */
export function decodeRevision(row: Row): Revision {
  return {
    period: text(row[1]),
    labelMillis: Number(row[2]),
    previousValue: numberOrNull(row[3]),
    value: numberOrNull(row[4]),
    seenAtMillis: Number(row[5]),
    publishedAtMillis: numberOrNull(row[6]),
  };
}

/** A row of `datasets` (sql/eia/dimensions.ts). */
export function decodeDataset(row: Row): EiaDataset {
  const code = text(row[0]);
  const stored: readonly unknown[] = Array.isArray(row[4]) ? row[4] : [];
  return {
    code,
    name: datasetName(code),
    seriesCount: Number(row[1]),
    startPeriod: textOrNull(row[2]),
    endPeriod: textOrNull(row[3]),
    frequencies: FREQUENCIES.filter((known) =>
      stored.some((code) => frequencyOfCode(String(code)) === known),
    ),
  };
}

/** A row of `dimensionValuePage` (sql/eia/dimensions.ts). */
export function decodeDimensionValue(row: Row): DimensionValue {
  return { value: text(row[0]), label: textOrNull(row[1]), seriesCount: Number(row[2]) };
}
