import { expect, test } from '@jest/globals';
import { Temporal } from '@js-temporal/polyfill';
import { gridDifferences } from '../../support/reference/grid-comparison.ts';
import { allTransitions, ORIGINS, WIDTHS, ZONES } from '../../support/reference/grid-questions.ts';

/** Asked around every transition; of all other widths and origins two each, in turn. */
const ALWAYS = ['PT15M', 'PT1H', 'PT6H', 'PT24H', 'P1D', 'P1W', 'P1M'] as const;
const IN_TURN = 2;
/** Seconds around the loss of a whole day are too many. */
const FINE_WIDTHS: readonly string[] = ['PT7S', 'PT10S', 'PT45S', 'PT1M'];
const LONGEST_OF_FINE = 3 * 3_600_000;

test.each(ZONES)('edges around every transition of %s, 1900 through 2037', (timeZone) => {
  const transitions = allTransitions(timeZone);
  const differences = transitions.flatMap((transition, index) => {
    const turns = Array.from({ length: IN_TURN }, (_, turn) => index * IN_TURN + turn);
    const questions = [
      ...ALWAYS.map((width) => ({ width, timeZone, origin: null })),
      ...turns.map((turn) => ({
        width: WIDTHS[turn % WIDTHS.length] ?? 'P1D',
        timeZone,
        origin: [null, ...ORIGINS][turn % (ORIGINS.length + 1)] ?? null,
      })),
    ];
    return questions
      .filter(({ width }) => !FINE_WIDTHS.includes(width) || shift(timeZone, transition) < LONGEST_OF_FINE)
      .flatMap((question) => {
        const length = lengthOf(question.width);
        return gridDifferences(question, transition - length - 1, transition + 2 * length + 1);
      });
  });
  expect(differences.slice(0, 10)).toEqual([]);
});

test('there are changes of the clock to compare at', () => {
  const count = ZONES.reduce((sum, zone) => sum + allTransitions(zone).length, 0);
  expect(ZONES.length).toBeGreaterThan(50);
  expect(count).toBeGreaterThan(5_000);
});

function lengthOf(width: string): number {
  return Temporal.Duration.from(width).total({ unit: 'milliseconds', relativeTo: '2024-01-01' });
}

/** How far a clock jumps at an instant, in milliseconds. */
function shift(timeZone: string, millis: number): number {
  const offset = (at: number): number =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6;
  return Math.abs(offset(millis) - offset(millis - 1));
}
