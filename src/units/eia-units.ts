import { type NamedUnit, namedUnit } from './unit-names.ts';

/** Units that can be converted: `numerator` per `denominator`. */
export type Quantity = {
  readonly kind: 'quantity';
  readonly numerator: NamedUnit;
  readonly denominator: NamedUnit | null;
  /** What the mass is of, where the units say so: `CO2`. */
  readonly substance: string | null;
  /** The units say that a value is a level at the end of its period (`bcf eop`). */
  readonly endOfPeriod: boolean;
};

/** Units that cannot: numbers without a dimension, and temperatures, whose scales begin elsewhere. */
export type BareNumber = { readonly kind: 'percentage' | 'index' | 'factor' | 'temperature' };

const BARE_NUMBERS: readonly (readonly [pattern: RegExp, kind: BareNumber['kind']])[] = [
  [/^(%|percent|pct)( |$)/, 'percentage'],
  [/^index( |$)/, 'index'],
  [/^(op )?factor$/, 'factor'],
  [/^(degrees? |°)?(f|c|fahrenheit|celsius)$/, 'temperature'],
];

/** STEO's words for rates, in its own case: `MBD` elsewhere counts thousands. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ['mbd', 'million barrels per day'],
  ['kbd', 'thousand barrels per day'],
  ['bpd', 'barrels per day'],
  ['bcfd', 'billion cubic feet per day'],
  ['mmcfd', 'million cubic feet per day'],
  ['bkwhd', 'billion kilowatthours per day'],
  ['tph', 'short tons per hour'],
]);

const SUBSTANCES: readonly (readonly [pattern: RegExp, substance: string])[] = [
  [/ (of )?(carbon dioxide equivalent|co2e)$/i, 'CO2e'],
  [/ (of )?(carbon dioxide|co2)$/i, 'CO2'],
];

/**
 * What units mean: any spelling EIA's files and API use (`thousand megawatthours`, `usd/mcf`, `mb eop`), or the usual
 * symbols (`MWh`, `USD/bbl`). Undefined for what is neither, and for empty text.
 */
export function readUnits(spelling: string): Quantity | BareNumber | undefined {
  const text = spelling.trim().replace(/\s+/g, ' ');
  const lower = text.toLowerCase();
  // A lone "c" is a cent, "C" a degree.
  const bare = text === 'c' ? undefined : BARE_NUMBERS.find(([pattern]) => pattern.test(lower));
  if (bare !== undefined) return { kind: bare[1] };
  if (text === '') return undefined;
  const level = text.replace(/ eop$/i, '');
  // Seasonally adjusted at an annual rate: what a year would bring.
  const rate = level.replace(/ \(saar\)$/i, ' per year');
  const quantity = readQuantity(ABBREVIATIONS.get(rate) ?? rate);
  return quantity === undefined ? undefined : { ...quantity, endOfPeriod: level !== text };
}

function readQuantity(text: string): Quantity | undefined {
  const [over = '', under, ...more] = text.split(/ per | ?\/ ?/i);
  if (more.length > 0 || over === '') return undefined;
  const stripped = SUBSTANCES.find(([pattern]) => pattern.test(over));
  const numerator = namedUnit(stripped === undefined ? over : over.replace(stripped[0], ''));
  const denominator = under === undefined ? null : under === '' ? undefined : namedUnit(under);
  if (numerator === undefined || denominator === undefined) return undefined;
  const substance = stripped?.[1] ?? null;
  if (substance !== null && numerator.dimension !== 'mass') return undefined;
  return { kind: 'quantity', numerator, denominator, substance, endOfPeriod: false };
}

/** What units measure, in words: `money per energy`. */
export function dimensionOf({ numerator, denominator, substance }: Quantity): string {
  const over = substance === null ? numerator.dimension : `${numerator.dimension} of ${substance}`;
  return denominator === null ? over : `${over} per ${denominator.dimension}`;
}
