import { areSameUnits } from '../units/conversion.ts';
import type { SeriesRecord } from './record.ts';
import type { StoredObservations, StoredSeries } from './stored.ts';

/**
 * Why a record may not be stored: it changes the units of its series, but a stored value that it lacks would stay, so
 * that the series would be in two units. Undefined where it may.
 */
export async function mixedUnits(
  record: SeriesRecord,
  series: StoredSeries | undefined,
  observations: StoredObservations | undefined,
): Promise<string | undefined> {
  if (series === undefined || observations === undefined) return undefined;
  if (await areSameUnits(series.units, record.units)) return undefined;
  const brought = new Set(record.periods.map((period) => period.labelMillis));
  const staying = observations.labels.findIndex(
    (label, index) => observations.values[index] !== null && !brought.has(label),
  );
  if (staying < 0) return undefined;
  const units = `were ${shown(series.units)} and would be ${shown(record.units)}`;
  const value = `its stored value of ${observations.periods[staying]} is not in this load and would stay as it is`;
  return `the units of the series ${record.id} ${units}, but ${value}: load the whole series in its new units.`;
}

function shown(units: string | null): string {
  return units === null ? 'none' : JSON.stringify(units);
}
