import { Temporal } from '@js-temporal/polyfill';
import fc from 'fast-check';
import type { Aggregate } from './aggregates.ts';
import {
  type BucketsQuestion,
  type Fill,
  type Metric,
  type ReferenceBucket,
  type ReferenceLine,
  type ReferenceRow,
  referenceLines,
} from './buckets.ts';
import { boundMillis } from './edges.ts';
import { ORIGINS, ZONES } from './grid-questions.ts';
import {
  AGGREGATES,
  bound,
  boundForms,
  inOrder,
  lengthOf,
  SHIFTS,
  startNear,
  turnOf,
} from './tide-questions.ts';
import { ERAS, TIDE_ROWS } from './tides-rows.ts';

/** A question about the buckets of one EIA series. */
export type SeriesQuestion = BucketsQuestion & {
  readonly series: SeriesName;
  readonly aggregates: readonly Aggregate[];
};

/** A period: the date or instant it is labelled with, and the same as EIA's bulk files spell it. */
type Label = { readonly at: string; readonly text: string };

/** A series: EIA's code of its frequency, in which period an instant lies, and widths for it. */
type Shape = {
  readonly frequency: string;
  labelOf(instant: string): Label;
  readonly widths: readonly string[];
  /** Widths for all there is. */
  readonly wide: readonly string[];
};

const isoLabel = (at: string): Label => ({ at, text: at.replaceAll('-', '') });
const WIDE = ['P3M', 'P1Y', 'P4Y'];

const SERIES = {
  'TIDE.HOURS.H': {
    frequency: 'H',
    labelOf: (instant) => ({
      at: `${instant.slice(0, 13)}:00Z`,
      text: `${isoLabel(instant.slice(0, 13)).text}Z`,
    }),
    widths: ['PT1H', 'PT2H', 'PT6H', 'PT7H', 'PT24H', 'P1D', 'P1W'],
    wide: WIDE,
  },
  'TIDE.DAYS.D': {
    frequency: 'D',
    labelOf: (instant) => isoLabel(instant.slice(0, 10)),
    widths: ['P1D', 'PT36H', 'P3D', 'P1W', 'P1M'],
    wide: WIDE,
  },
  'TIDE.WEEKS.W': {
    frequency: 'W',
    // A week is labelled with its Friday.
    labelOf: (instant) => {
      const day = Temporal.PlainDate.from(instant.slice(0, 10));
      return isoLabel(String(day.add({ days: (12 - day.dayOfWeek) % 7 })));
    },
    widths: ['P1W', 'P2W', 'P10D', 'P1M', 'P5M', 'P1Y'],
    wide: WIDE,
  },
  'TIDE.MONTHS.M': {
    frequency: 'M',
    labelOf: (instant) => isoLabel(instant.slice(0, 7)),
    widths: ['P1M', 'P3M', 'P5M', 'P1Y', 'P4Y'],
    wide: WIDE,
  },
  'TIDE.QUARTERS.Q': {
    frequency: 'Q',
    labelOf: (instant) => {
      const { year, month } = Temporal.PlainDate.from(instant.slice(0, 10));
      const quarter = Math.ceil(month / 3);
      return { at: `${year}-${String(3 * quarter - 2).padStart(2, '0')}`, text: `${year}Q${quarter}` };
    },
    widths: ['P3M', 'P6M', 'P7M', 'P1Y', 'P4Y'],
    wide: WIDE,
  },
  'TIDE.YEARS.A': {
    frequency: 'A',
    labelOf: (instant) => isoLabel(instant.slice(0, 4)),
    widths: ['P1Y', 'P12M', 'P18M', 'P2Y', 'P4Y'],
    wide: ['P1Y', 'P4Y', 'P10Y'],
  },
} as const satisfies Readonly<Record<string, Shape>>;
export type SeriesName = keyof typeof SERIES;
const NAMES = Object.keys(SERIES) as readonly SeriesName[];
/** Labels of all but hourly series are dates, and so is what their buckets are counted from. */
const CIVIL_ORIGINS = ORIGINS.filter((origin) => !/Z|[+-]\d\d:\d\d$/.test(origin));

type SeriesRow = ReferenceRow & { readonly text: string };

/** The first of the tides in each period, by series, in order of time. */
const ROWS: ReadonlyMap<SeriesName, readonly SeriesRow[]> = new Map(
  NAMES.map((name) => {
    const labelOf = (millis: number): Label => SERIES[name].labelOf(new Date(millis).toISOString());
    const rows = new Map<string, SeriesRow>();
    for (const { millis, values } of TIDE_ROWS) {
      const { at, text } = labelOf(millis);
      const row = { millis: Date.parse(at), text, group: null, thing: '', values: { value: values.load } };
      if (!rows.has(at)) rows.set(at, row);
    }
    return [name, [...rows.values()].sort((one, other) => one.millis - other.millis)];
  }),
);

/** The series as EIA's bulk lines. */
export function seriesLines(): string[] {
  return NAMES.map((name) => {
    const data = (ROWS.get(name) ?? []).map(({ text, values }) => [text, values.value]).reverse();
    const { frequency: f } = SERIES[name];
    return JSON.stringify({ series_id: name, name, f, units: 'megawatthours', data });
  });
}

/** Questions with up to some hundred buckets. */
export function seriesQuestions(fills: readonly Fill[]): fc.Arbitrary<SeriesQuestion> {
  return fc
    .tuple(fc.constantFrom(...NAMES), fc.constantFrom(...ERAS))
    .chain(([series, era]) =>
      fc.record({
        series: fc.constant(series),
        width: fc.constantFrom<string>(...SERIES[series].widths),
        wide: fc.constantFrom<string>(...SERIES[series].wide),
        timeZone: fc.oneof(fc.constantFrom(...ERAS.flatMap(({ zones }) => zones)), fc.constantFrom(...ZONES)),
        origin: fc.option(fc.constantFrom(...CIVIL_ORIGINS), { nil: null, freq: 2 }),
        era: fc.constant(era),
        turn: turnOf(era),
        from: fc.integer({ min: -100, max: 1_000 }),
        length: fc.integer({ min: 0, max: 50_000 }),
        bounds: fc.tuple(boundForms, boundForms),
        fill: fc.constantFrom(...fills),
        maxGap: fc.option(fc.constantFrom(0, 1, 2, 5), { nil: null, freq: 2 }),
        partial: fc.constantFrom('INCLUDE', 'EXCLUDE'),
        compareWith: fc.option(fc.constantFrom(...SHIFTS), { nil: null, freq: 2 }),
        aggregates: fc.constantFrom(...AGGREGATES),
      }),
    )
    .map(({ width, wide, era, turn, from, length, bounds, ...rest }): SeriesQuestion => {
      const chosen = bounds.includes('open') ? wide : width;
      const first = startNear(era, turn, from, lengthOf(chosen));
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
  const shownBucket = (bucket: ReferenceBucket): ReferenceBucket => ({
    ...bucket,
    ...{ startMillis: shown(bucket.startMillis), endMillis: shown(bucket.endMillis) },
    // Observations are counted by their values.
    count: bucket.valued,
  });
  return referenceLines(ROWS.get(series) ?? [], counted, metrics, false, now).map(({ group, buckets }) => ({
    group,
    buckets: buckets.map((bucket) => {
      const { comparison } = bucket;
      return { ...shownBucket(bucket), comparison: comparison && shownBucket(comparison) };
    }),
  }));
}

function localMillis(millis: number, timeZone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(millis).toZonedDateTimeISO(timeZone).toPlainDateTime();
  return local.toZonedDateTime('UTC').epochMilliseconds;
}
