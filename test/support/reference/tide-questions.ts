import { Temporal } from '@js-temporal/polyfill';
import fc from 'fast-check';
import type { Aggregate } from './aggregates.ts';
import type { BucketsQuestion, Fill, Metric, ReferenceRow } from './buckets.ts';
import { boundMillis } from './edges.ts';
import { ORIGINS, ZONES } from './grid-questions.ts';
import { ERAS, type Era, FLOWS, KINDS, type Measure, STOCKS, TIDE_ROWS } from './tides-rows.ts';
import { KEYED, type Time } from './tides-table.ts';

/** A question about the buckets of the tides. */
export type TideQuestion = BucketsQuestion & {
  /** The one era whose rows are asked about; null for all rows. */
  readonly era: string | null;
  readonly groupBy: 'site' | 'grade' | null;
  readonly time: Time;
  readonly measures: readonly Measure[];
  readonly aggregates: readonly Aggregate[];
};

const FINE_WIDTHS = ['PT1M', 'PT45S', 'PT7S'] as const;
const SHORT_WIDTHS = [
  ...['PT15M', 'PT30M', 'PT45M', 'PT1H', 'PT2H', 'PT6H', 'PT8H', 'PT12H', 'PT24H'],
  ...['PT13M', 'PT5H', 'PT7H', 'PT36H', 'P1D', 'P3D', 'P1W'],
] as const;
const LONG_WIDTHS = [
  'P10D',
  'P2W',
  'P1M',
  'P5M',
  'P3M',
  'P1Y',
  'P4Y',
  'P10Y',
  'P120D',
  'PT100H',
  'P1W',
] as const;
/** Wide enough for the rows of a century. */
const WIDEST = ['P3M', 'P1Y', 'P4Y', 'P10Y', 'P120D'] as const;
/** What buckets are compared with: so much earlier. Seconds of the days that a shorter month adds would be too many. */
const FINE_SHIFTS = ['PT1M', 'PT7H', 'P1D'] as const;
export const SHIFTS = ['PT1H', 'PT36H', 'P1D', 'P1W', 'P1M', 'P1M', 'P5M', 'P1Y', 'P4Y'] as const;
/** All aggregates; few at once, and few texts of queries. */
export const AGGREGATES: readonly (readonly Aggregate[])[] = [
  ['sum', 'avg', 'first', 'p10'],
  ['min', 'last', 'median', 'p100'],
  ['max', 'stddev', 'p90', 'p0', 'closing'],
];
const MEASURES: readonly (readonly Measure[])[] = [
  ['load'],
  ['amount'],
  ['trades'],
  ['price', 'load'],
  ['level', 'load'],
];
const LONG_STEP_MINUTES = 1_000;
/** Between what all engines can tell as instants. */
const [FIRST, LAST] = [Date.UTC(1910, 0), Date.UTC(2200, 0)];

/** Questions with up to some hundred buckets; `fills` are those that the schema knows. */
export function tideQuestions(fills: readonly Fill[]): fc.Arbitrary<TideQuestion> {
  return fc
    .constantFrom(...ERAS)
    .chain((era) => {
      const isLong = era.stepMinutes >= LONG_STEP_MINUTES;
      const widths = isLong ? LONG_WIDTHS : SHORT_WIDTHS;
      return fc.record({
        era: fc.constant(era),
        only: fc.boolean(),
        width: fc.oneof(
          { weight: 9, arbitrary: fc.constantFrom(...widths) },
          fc.constantFrom(...FINE_WIDTHS),
        ),
        wide: fc.constantFrom(...WIDEST),
        zone: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...era.zones) }, fc.constantFrom(...ZONES)),
        origin: fc.option(fc.constantFrom(...ORIGINS), { nil: null, freq: 2 }),
        from: fc.integer({ min: -100, max: 1_000 }),
        turn: turnOf(era),
        length: fc.integer({ min: 0, max: 50_000 }),
        bounds: fc.tuple(boundForms, boundForms),
        fill: fc.constantFrom(...fills),
        maxGap: fc.option(fc.constantFrom(0, 1, 2, 5), { nil: null, freq: 2 }),
        partial: fc.constantFrom('INCLUDE', 'EXCLUDE'),
        shift: fc.option(fc.constantFrom(...SHIFTS), { nil: null, freq: 2 }),
        fineShift: fc.constantFrom(...FINE_SHIFTS),
        groupBy: fc.constantFrom(null, 'site', 'grade'),
        time: fc.oneof(
          { weight: 4, arbitrary: fc.constant('Instants') },
          fc.constantFrom<Time>('Millis', 'Days'),
        ),
        measures: fc.constantFrom(...MEASURES),
        aggregates: fc.constantFrom(...AGGREGATES),
      });
    })
    .map(({ era, only, width, wide, zone, origin, from, turn, length, bounds, ...rest }): TideQuestion => {
      const isOpen = bounds.includes('open');
      const isFine = (FINE_WIDTHS as readonly string[]).includes(width);
      const isLong = era.stepMinutes >= LONG_STEP_MINUTES;
      const chosen = isOpen && (!only || isFine || isLong) ? wide : width;
      const start = startNear(era, turn, from, lengthOf(chosen));
      const end = Math.min(start + (length / 1_000) * lengthOf(chosen), LAST);
      const [one, other] = [start, end].map((millis, place) =>
        bound(millis, bounds[place] ?? 'open', isFine),
      );
      const [lower = null, upper = null] = inOrder(one ?? null, other ?? null, zone);
      return {
        ...{ width: chosen, timeZone: zone, origin, start: lower, end: upper, era: only ? era.name : null },
        // Looking back for seconds may be looking back for years.
        ...{
          fill: isFine && !only && rest.fill === 'PREVIOUS' ? 'NULL' : rest.fill,
          maxGap: rest.maxGap,
          partial: rest.partial,
        },
        compareWith: rest.shift !== null && isFine ? rest.fineShift : rest.shift,
        ...{ groupBy: rest.groupBy, time: rest.time },
        aggregates: rest.aggregates,
        // Zeros are for what adds up.
        measures: rest.measures.filter((one) => rest.fill !== 'ZERO' || FLOWS.includes(one)),
      };
    });
}

/** A turn of an era, or none. */
export function turnOf(era: Era): fc.Arbitrary<string | null> {
  return fc.option(fc.constantFrom(...era.turns), { nil: null, freq: 2 });
}

/** Where a range begins: so many thousandths into an era, or up to so many of two widths before one of its turns. */
export function startNear(era: Era, turn: string | null, thousandths: number, widthMillis: number): number {
  const share = thousandths / 1_000;
  if (turn !== null) return Date.parse(turn) - 2 * widthMillis * share;
  return Date.parse(era.from) + (Date.parse(era.to) - Date.parse(era.from)) * share;
}

/** How one end of a range is written. */
export type BoundForm = 'open' | 'date' | 'local' | 'instant';
export const boundForms = fc.constantFrom<BoundForm>('open', 'date', 'local', 'local', 'instant', 'instant');

/** An instant as one end of a range; `isFine` where seconds of a whole day would be too many. */
export function bound(millis: number, form: BoundForm, isFine: boolean): string | null {
  const text = new Date(Math.max(millis, FIRST)).toISOString();
  if (form === 'open') return null;
  if (form === 'instant') return text;
  return form === 'date' && !isFine ? text.slice(0, 10) : text.slice(0, 16);
}

/** Local times may be the other way round as instants. */
export function inOrder(start: string | null, end: string | null, zone: string): (string | null)[] {
  if (start === null || end === null) return [start, end];
  return boundMillis(start, zone) <= boundMillis(end, zone) ? [start, end] : [end, start];
}

/** How long a width often is, in milliseconds. */
export function lengthOf(width: string): number {
  return Temporal.Duration.from(width).total({ unit: 'milliseconds', relativeTo: '2024-01-01' });
}

/** The aggregates asked for of each measure that has them. */
export function tideMetrics({ measures, aggregates }: TideQuestion): Metric[] {
  return measures.flatMap((measure) =>
    aggregates
      .filter((aggregate) => aggregate !== 'sum' || FLOWS.includes(measure))
      .filter((aggregate) => aggregate !== 'closing' || STOCKS.includes(measure))
      .map((aggregate) => ({ measure, kind: KINDS[measure], aggregate })),
  );
}

const DAY_MILLIS = 86_400_000;

/** The rows a question is about, in order of time as it is declared, then of their key. */
export function tideRows({ era, groupBy, time }: TideQuestion): ReferenceRow[] {
  const timeOf = (millis: number): number =>
    time === 'Days' ? Math.floor(millis / DAY_MILLIS) * DAY_MILLIS : millis;
  return TIDE_ROWS.filter((row) => era === null || row.era === era)
    .map((row) => ({
      ...row,
      millis: timeOf(row.millis),
      group: groupBy === null ? null : row[groupBy],
      thing: `${row.site} ${row[KEYED[time]]}`,
    }))
    .sort(
      (one, other) =>
        one.millis - other.millis ||
        Buffer.compare(Buffer.from(one.site), Buffer.from(other.site)) ||
        one[KEYED[time]] - other[KEYED[time]],
    );
}
