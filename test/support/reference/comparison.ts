import { Temporal } from '@js-temporal/polyfill';
import { firstShown, type GridQuestion, referenceEdges, widthMillis } from './edges.ts';

/** A bucket, and the part of it whose rows count; milliseconds since 1970, half-open. */
export type Part = {
  readonly startMillis: number;
  readonly endMillis: number;
  readonly fromMillis: number;
  readonly toMillis: number;
};

/** The part of an earlier bucket that the one which starts at `ofMillis` is compared with. */
export type Pair = Part & { readonly ofMillis: number };

type Question = GridQuestion & { readonly compareWith: string | null };

/**
 * What each of some buckets, asked for in a range, is compared with: slow and obvious, by docs/time.md. None where nothing
 * is compared.
 */
export function referencePairs(
  question: Question,
  spans: readonly Part[],
  lower: number,
  upper: number,
): Pair[] {
  const { compareWith, timeZone } = question;
  if (compareWith === null) return [];
  const back = (millis: number): number => movedBack(millis, compareWith, timeZone);
  const targets = spans.map(({ startMillis }) => back(startMillis));
  const reach = 3 * widthMillis(question);
  const edges = referenceEdges(question, Math.min(...targets) - reach, Math.max(...targets) + reach);
  return spans.map((span, index) => {
    const target = targets[index] ?? 0;
    let place = 0;
    for (let at = 1; at < edges.length; at++) {
      const [edge = 0, nearest = 0] = [edges[at], edges[place]];
      if (edge < span.startMillis && Math.abs(edge - target) < Math.abs(nearest - target)) place = at;
    }
    const [startMillis = 0, endMillis = 0] = [edges[place], edges[place + 1]];
    const cutAt = (millis: number): number => {
      const cut = startMillis === target ? back(millis) : startMillis + (millis - span.startMillis);
      return Math.max(startMillis, Math.min(cut, endMillis));
    };
    const fromMillis = lower > span.startMillis ? cutAt(lower) : startMillis;
    let toMillis = upper < span.endMillis ? cutAt(upper) : endMillis;
    if (toMillis <= fromMillis) {
      const asLong = Math.min(upper, span.endMillis) - Math.max(lower, span.startMillis);
      toMillis = Math.min(fromMillis + asLong, endMillis);
    }
    return { ofMillis: span.startMillis, startMillis, endMillis, fromMillis, toMillis };
  });
}

/**
 * The buckets from the first to the last of some pairs, as they stand beside each other: whole, but the first without its
 * beginning and the last without its end where all that need them need them so.
 */
export function standingParts(question: GridQuestion, pairs: readonly Pair[]): Part[] {
  const first = Math.min(...pairs.map(({ startMillis }) => startMillis));
  const last = Math.max(...pairs.map(({ endMillis }) => endMillis));
  const edges = referenceEdges(question, first, last);
  return edges.slice(1).map((endMillis, index) => {
    const startMillis = edges[index] ?? 0;
    const whole = { startMillis, endMillis, fromMillis: startMillis, toMillis: endMillis };
    const needed = pairs.filter((pair) => pair.startMillis === startMillis);
    const [one] = needed;
    if (one === undefined) return whole;
    const { fromMillis, toMillis } = one;
    const isAll = needed.every((pair) => pair.fromMillis === fromMillis && pair.toMillis === toMillis);
    const isAtEnds =
      (fromMillis === startMillis || startMillis === first) && (toMillis === endMillis || endMillis === last);
    return isAll && isAtEnds ? { ...whole, fromMillis, toMillis } : whole;
  });
}

/** Hours and less as they elapse, days and more by the calendar of the zone. */
function movedBack(millis: number, compareWith: string, timeZone: string): number {
  const duration = Temporal.Duration.from(compareWith);
  const instant = Temporal.Instant.fromEpochMilliseconds(millis);
  if (duration.hours + duration.minutes + duration.seconds > 0) {
    return instant.subtract(duration).epochMilliseconds;
  }
  const local = instant.toZonedDateTimeISO(timeZone).toPlainDateTime();
  return firstShown(local.subtract(duration), timeZone);
}
