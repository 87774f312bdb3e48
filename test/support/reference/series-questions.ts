import { Temporal } from '@js-temporal/polyfill';
import fc from 'fast-check';
import type { Aggregate } from './aggregates.ts';
import {
  type BucketsQuestion,
  type Fill,
  type Metric,
  type ReferenceLine,
  type ReferenceRow,
  referenceLines,
} from './buckets.ts';
import { boundMillis } from './edges.ts';
import { ORIGINS, ZONES } from './grid-questions.ts';
import { AGGREGATES, bound, boundForms, inOrder, lengthOf } from './tide-questions.ts';
import { ERAS, TIDE_ROWS } from './tides-rows.ts';

/** A question about the buckets of one EIA series. */
export type SeriesQuestion = BucketsQuestion & {
  readonly series: SeriesName;
  readonly aggregates: readonly Aggregate[];
};

/** The series: EIA's code of their frequency, the first letters of an instant that their labels are, and their widths. */
const SERIES = {
  'TIDE.HOURS.H': {
    frequency: 'H',
    digits: 13,
    widths: ['PT1H', 'PT2H', 'PT6H', 'PT7H', 'PT24H', 'P1D', 'P1W'],
  },
  'TIDE.DAYS.D': { frequency: 'D', digits: 10, widths: ['P1D', 'PT36H', 'P3D', 'P1W', 'P1M'] },
  'TIDE.MONTHS.M': { frequency: 'M', digits: 7, widths: ['P1M', 'P3M', 'P5M', 'P1Y', 'P4Y'] },
} as const;
export type SeriesName = keyof typeof SERIES;
const NAMES: readonly SeriesName[] = ['TIDE.HOURS.H', 'TIDE.DAYS.D', 'TIDE.MONTHS.M'];
const WIDEST = ['P3M', 'P1Y', 'P4Y'] as const;
/** Labels of all but hourly series are dates, and so is what their buckets are counted from. */
const CIVIL_ORIGINS = ORIGINS.filter((origin) => !/Z|[+-]\d\d:\d\d$/.test(origin));

/** The first of the tides in each period, by series, in order of time. */
const ROWS: ReadonlyMap<SeriesName, readonly ReferenceRow[]> = new Map(
  NAMES.map((name) => {
    const tides = Map.groupBy(TIDE_ROWS, ({ millis }) => labelText(name, millis));
    const rows = [...tides].map(([label, [row]]) => ({
      millis: Date.parse(name === 'TIDE.HOURS.H' ? `${label}:00Z` : label),
      group: null,
      thing: '',
      values: { value: row?.values.load ?? null },
    }));
    return [name, rows.sort((one, other) => one.millis - other.millis)];
  }),
);

function labelText(name: SeriesName, millis: number): string {
  return new Date(millis).toISOString().slice(0, SERIES[name].digits);
}

/** The series as EIA's bulk lines. */
export function seriesLines(): string[] {
  return NAMES.map((name) => {
    const label = (millis: number): string =>
      `${labelText(name, millis).replaceAll('-', '')}${name === 'TIDE.HOURS.H' ? 'Z' : ''}`;
    const data = (ROWS.get(name) ?? []).map(({ millis, values }) => [label(millis), values.value]).reverse();
    const { frequency: f } = SERIES[name];
    return JSON.stringify({ series_id: name, name, f, units: 'megawatthours', data });
  });
}

/** Questions with up to some hundred buckets. */
export function seriesQuestions(fills: readonly Fill[]): fc.Arbitrary<SeriesQuestion> {
  return fc
    .constantFrom(...NAMES)
    .chain((series) =>
      fc.record({
        series: fc.constant(series),
        width: fc.constantFrom<string>(...SERIES[series].widths),
        wide: fc.constantFrom(...WIDEST),
        timeZone: fc.oneof(fc.constantFrom(...ERAS.flatMap(({ zones }) => zones)), fc.constantFrom(...ZONES)),
        origin: fc.option(fc.constantFrom(...CIVIL_ORIGINS), { nil: null, freq: 2 }),
        era: fc.constantFrom(...ERAS),
        from: fc.integer({ min: -100, max: 1_000 }),
        length: fc.integer({ min: 0, max: 50_000 }),
        bounds: fc.tuple(boundForms, boundForms),
        fill: fc.constantFrom(...fills),
        maxGap: fc.option(fc.constantFrom(0, 1, 2, 5), { nil: null, freq: 1 }),
        partial: fc.constantFrom('INCLUDE', 'EXCLUDE'),
        aggregates: fc.constantFrom(...AGGREGATES),
      }),
    )
    .map(({ width, wide, era, from, length, bounds, ...rest }): SeriesQuestion => {
      const chosen = bounds.includes('open') ? wide : width;
      const first = Date.parse(era.from) + (Date.parse(era.to) - Date.parse(era.from)) * (from / 1_000);
      const ends = [first, first + (length / 1_000) * lengthOf(chosen)];
      const texts = ends.map((millis, place) => {
        const form = bounds[place] ?? 'open';
        return bound(millis, form === 'instant' && isCivil(rest.series) ? 'local' : form, false);
      });
      const [start = null, end = null] = inOrder(texts[0] ?? null, texts[1] ?? null, rest.timeZone);
      return { ...rest, width: chosen, start, end };
    });
}

function isCivil(series: SeriesName): boolean {
  return series !== 'TIDE.HOURS.H';
}

export function seriesMetrics({ aggregates }: SeriesQuestion): Metric[] {
  const kind = { type: 'float', scale: 0 } as const;
  return aggregates
    .filter((aggregate) => aggregate !== 'closing')
    .map((aggregate) => ({ measure: 'value', kind, aggregate }));
}

/** The buckets of the series, as one line. Dates are counted as if in UTC, and shown in the zone asked for. */
export function seriesReference(
  question: SeriesQuestion,
  metrics: readonly Metric[],
  nowMillis: number,
): ReferenceLine[] {
  const { series, timeZone } = question;
  const asIfUtc = isCivil(series);
  const now = asIfUtc ? localMillis(nowMillis, timeZone) : nowMillis;
  const counted = asIfUtc ? { ...question, timeZone: 'UTC' } : question;
  const shown = (millis: number): number =>
    asIfUtc ? boundMillis(new Date(millis).toISOString().slice(0, 19), timeZone) : millis;
  return referenceLines(ROWS.get(series) ?? [], counted, metrics, false, now).map(({ group, buckets }) => ({
    group,
    buckets: buckets.map((bucket) => ({
      ...bucket,
      ...{ startMillis: shown(bucket.startMillis), endMillis: shown(bucket.endMillis) },
      // Observations are counted by their values.
      count: bucket.valued,
    })),
  }));
}

function localMillis(millis: number, timeZone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(millis).toZonedDateTimeISO(timeZone).toPlainDateTime();
  return local.toZonedDateTime('UTC').epochMilliseconds;
}
