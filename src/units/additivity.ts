import type { Additivity } from '../model/declared-dataset.ts';
import type { Series } from '../model/series.ts';
import { type Quantity, readUnits } from './eia-units.ts';

/** What is known of a series besides its units. */
export type SeriesNames = Pick<Series, 'id' | 'name' | 'frequency'>;

/** Levels by name: `Ending Stocks`, `working inventory`, `working gas in underground storage`. */
const LEVEL = /\b(stocks?|inventor(y|ies)|working gas|base gas|storage volume|in storage|proved reserves)\b/;
/** What is counted at one time: people, accounts, machines. */
const COUNTED_LEVEL = /\b(customers?|population|households?|employment|rigs|uncompleted)\b/;
/** A change of a level adds up: `stock change`, `inventory withdrawals`. */
const MOVEMENT =
  /\b(changes?|withdrawals?|injections?|additions?|draws?|builds?|adjustments?|discover(y|ies)|extensions?)\b/;
const RATIO = /\bper\b/;
const CAPACITY = /\bcapacity\b/;
const PRICE = /\bprices?\b/;

/**
 * Whether the values of an EIA series add up: FLOW over time and places, STOCK over places only, RATE not at all.
 * The units decide first, then words of the name and id; the rules are in docs/units.md. Units that are unknown or
 * missing are RATE, so that no sum is made of what may be a price.
 */
export function additivityOf(units: string | null, series?: SeriesNames): Additivity {
  const read = units === null ? undefined : readUnits(units);
  if (read?.kind !== 'quantity') return 'RATE';
  if (read.denominator !== null) return 'RATE';
  const name = series?.name.toLowerCase() ?? '';
  if (isRate(read, name)) return 'RATE';
  if (isLevel(read, `${units?.toLowerCase()} ${name}`, series?.id ?? '')) return 'STOCK';
  // Each value is the mean of four weeks, three of which the next one counts again.
  return series?.frequency === 'FOUR_WEEK' ? 'RATE' : 'FLOW';
}

function isRate({ numerator: { dimension } }: Quantity, name: string): boolean {
  if (dimension === 'power' || dimension === 'time') return true;
  return RATIO.test(name) || CAPACITY.test(name) || (dimension === 'money' && PRICE.test(name));
}

function isLevel({ numerator: { dimension }, endOfPeriod }: Quantity, words: string, id: string): boolean {
  if (endOfPeriod) return true;
  if (/\.STOCKS\./.test(id)) return true;
  if (dimension === 'count' && COUNTED_LEVEL.test(words)) return true;
  return LEVEL.test(words) && !MOVEMENT.test(words);
}
