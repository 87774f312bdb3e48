import { epochMillisJson, timeJson } from '../calendar/label-arrays.ts';
import type { Zone } from '../calendar/zone.ts';
import type { Observation } from '../model/observation.ts';
import type { ObservationColumn, ObservationColumns, Sampling } from '../model/observation-columns.ts';
import type { Series } from '../model/series.ts';
import type { LabelBounds, TimeRange } from '../model/time-range.ts';
import type { ObservationArray } from '../sql/eia/observations.ts';
import { type ConversionFactor, conversionFactor, convertJson, convertValue } from '../units/conversion.ts';
import type { LoadedArrays } from './eia-observations.ts';
import { sampledArrays } from './eia-sampling.ts';
import { columnsId } from './eia-selection.ts';

/** Observations of one series as arrays. */
export type ColumnsRequest = {
  readonly series: Series;
  readonly range: TimeRange | null | undefined;
  readonly timeZone: string;
  readonly columns: readonly ObservationColumn[];
  /** Observations as they stood then, milliseconds since 1970; null and absent: now. */
  readonly asOfMillis?: number | null;
  /** Units to give the values in. */
  readonly convertTo?: string | null;
  /** Leaves points out where there are more than a chart can show. */
  readonly sampling?: Sampling | null;
};

const ARRAY_OF: Record<ObservationColumn, ObservationArray> = {
  time: 'label',
  epochMillis: 'label',
  period: 'period',
  value: 'value',
};

/** The arrays an engine must give for the columns asked for, in a fixed order; points are chosen by label and value. */
export function arraysFor({ columns, sampling }: ColumnsRequest): ObservationArray[] {
  const chosenBy: readonly ObservationArray[] = sampling == null ? [] : ['label', 'value'];
  return [...new Set([...columns.map((column) => ARRAY_OF[column]), ...chosenBy])].sort();
}

/** The factor to the units asked for; null where none are. Throws BAD_USER_INPUT naming `convertTo`. */
export async function factorTo(
  convertTo: string | null | undefined,
  series: Series,
): Promise<ConversionFactor | null> {
  return convertTo == null ? null : conversionFactor(series.units, convertTo);
}

/** The same observations with their values in other units. */
export function convertRows(
  rows: readonly Observation[],
  factor: ConversionFactor | null,
): readonly Observation[] {
  if (factor === null) return rows;
  return rows.map((row) => ({ ...row, value: convertValue(row.value, factor) }));
}

/** The columns a client asked for, of the arrays an engine gave; their text is left as it is where no argument changes it. */
export function columnsOf(
  request: ColumnsRequest,
  loaded: LoadedArrays,
  place: { readonly bounds: LabelBounds; readonly zone: Zone; readonly factor: ConversionFactor | null },
): ObservationColumns {
  const { series, columns, convertTo, sampling, asOfMillis } = request;
  const { bounds, zone, factor } = place;
  const arrays = sampling == null ? loaded : sampledArrays(loaded, sampling);
  const { label, period = null, value = null, length } = arrays;
  const wanted = (column: ObservationColumn): boolean => columns.includes(column) && label !== undefined;
  return {
    id: columnsId(
      series,
      bounds,
      zone,
      convertTo == null && sampling == null && asOfMillis == null
        ? []
        : [{ convertTo, sampling, asOfMillis }],
    ),
    length,
    units: convertTo ?? series.units,
    sampled: length < loaded.length,
    totalCount: loaded.length,
    time: wanted('time') ? timeJson(label ?? '[]', series.frequency, zone) : null,
    epochMillis: wanted('epochMillis') ? epochMillisJson(label ?? '[]', series.frequency, zone) : null,
    period,
    value: value === null || factor === null ? value : convertJson(value, factor),
  };
}
