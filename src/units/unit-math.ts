import { PRICE_YEARS } from './unit-names.ts';

/** A quotient of whole numbers, in lowest terms. */
export type Ratio = { readonly numerator: bigint; readonly denominator: bigint };

/** Multiplies a value in one unit to give it in another, both expressions of the units below; null for another dimension. */
export type UnitMath = (from: string, to: string) => Ratio | null;

/**
 * Exact by definition. International yard and pound, 1959: foot 0.3048 m, pound 0.45359237 kg, mile 5,280 feet; US
 * gallon 231 cubic inches. EIA's glossary (https://www.eia.gov/tools/glossary): barrel 42 US gallons, short ton 2,000
 * pounds, cord 128 cubic feet. EIA's Monthly Energy Review, appendix B: Btu 1,055.05585262 J (International Table).
 * mathjs has units of these names, but as doubles, and some are rounded.
 */
const DEFINITIONS: readonly (readonly [name: string, definition: string])[] = [
  ['btuIT', '1055.05585262 J'],
  ['cubicfoot', '0.028316846592 m^3'],
  ['gallonUS', '0.003785411784 m^3'],
  ['barrelUS', '42 gallonUS'],
  ['cordwood', '128 cubicfoot'],
  ['poundAV', '0.45359237 kg'],
  ['shortton', '2000 poundAV'],
];

/** Dollars of different price years do not convert: that takes a deflator, not a factor. */
const BASE_UNITS = ['dollar', ...PRICE_YEARS.map((year) => `dollar${year}`), 'each', 'degreeday'];

let loading: Promise<UnitMath> | undefined;

/** Loads mathjs when it is first needed (about 0.1 s), so that starting does not pay for it. */
export function loadUnitMath(): Promise<UnitMath> {
  loading ??= createUnitMath().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function createUnitMath(): Promise<UnitMath> {
  const { default: mathjs } = await import('mathjs/lib/browser/math.js');
  const math = mathjs.create({ number: 'Fraction' });
  for (const name of BASE_UNITS) math.createUnit(name);
  for (const [name, definition] of DEFINITIONS) math.createUnit(name, definition);
  math.createUnit('cent', '0.01 dollar');
  return (from, to) => {
    const unit = math.unit(`1 ${from}`);
    if (!unit.equalBase(math.unit(`1 ${to}`))) return null;
    const ratio = unit.toNumeric(to);
    if (typeof ratio === 'number' || !('n' in ratio)) throw new TypeError(`${from} in ${to} is no fraction.`);
    return { numerator: ratio.n, denominator: ratio.d };
  };
}
