import { LRUCache } from 'lru-cache';
import { badUserInput } from '../errors.ts';
import { type BareNumber, dimensionOf, type Quantity, readUnits } from './eia-units.ts';
import { loadUnitMath, type Ratio, type UnitMath } from './unit-math.ts';

/** A value times `numerator` / `denominator` is the value in the other units; both are above 0. */
export type ConversionFactor = { readonly numerator: number; readonly denominator: number };

const SAME: ConversionFactor = { numerator: 1, denominator: 1 };

/** What a refusal offers, as far as it fits. */
const OFFERED: readonly string[] = [
  ...['kWh', 'MWh', 'GWh', 'TWh', 'GJ', 'Btu', 'MMBtu', 'therm', 'kW', 'MW', 'GW'],
  ...['bbl', 'gal', 'm3', 'cf', 'Mcf', 'MMcf', 'Bcf', 'kg', 't', 'lb', 'short ton', 'USD', 'cents', 'count'],
  ...[
    'USD/MWh',
    'cents/kWh',
    'USD/MMBtu',
    'USD/GJ',
    'USD/bbl',
    'USD/gal',
    'USD/Mcf',
    'USD/short ton',
    'USD/t',
  ],
  ...[
    'bbl/d',
    'm3/d',
    'Mcf/d',
    'MMcf/d',
    'Bcf/d',
    'MMBtu/short ton',
    'GJ/t',
    'MMBtu/bbl',
    'Btu/cf',
    'MMBtu/Mcf',
  ],
];

const FACTORS = new LRUCache<string, ConversionFactor>({ max: 1_000 });

/**
 * The exact factor from a series' units to those of a `convertTo` argument, each in EIA's spelling or a usual symbol.
 * Throws BAD_USER_INPUT naming `convertTo` for units that are unknown, of another dimension, or not to be converted.
 */
export async function conversionFactor(from: string | null, to: string): Promise<ConversionFactor> {
  if (from?.trim() === to.trim() && to.trim() !== '') return SAME;
  const key = JSON.stringify([from, to]);
  const known = FACTORS.get(key);
  if (known !== undefined) return known;
  const source = sourceOf(from);
  const unitMath = await loadUnitMath();
  const target = readUnits(to);
  if (target === undefined) {
    throw badUserInput('convertTo', `"${shown(to)}" is no unit known here.`, fitting(source, unitMath));
  }
  const factor = target.kind === 'quantity' ? factorOf(source, target, unitMath) : null;
  if (factor === null) {
    const message = `"${from}" is ${dimensionOf(source)}, "${shown(to)}" is ${describe(target)}.`;
    throw badUserInput('convertTo', message, fitting(source, unitMath));
  }
  FACTORS.set(key, factor);
  return factor;
}

/**
 * True where values in either units are the same numbers of the same: units known here whose factor is exactly 1,
 * percentages, and other text that differs in case and blanks only. No units at all are others than any.
 */
export async function areSameUnits(one: string | null, other: string | null): Promise<boolean> {
  if (one === other) return true;
  const [from, to] = [readUnits(one ?? ''), readUnits(other ?? '')];
  if (from?.kind === 'quantity' && to?.kind === 'quantity') {
    const factor = from.substance === to.substance ? factorOf(from, to, await loadUnitMath()) : null;
    return factor !== null && factor.numerator === 1 && factor.denominator === 1;
  }
  // Case tells units that are known apart: `mbd` are millions of barrels, `MBD` is not known.
  if (from?.kind !== to?.kind) return false;
  return from?.kind === 'percentage' || plainSpelling(one) === plainSpelling(other);
}

function plainSpelling(units: string | null): string {
  return (units ?? '').trim().replace(/\s+/g, ' ').toLowerCase();
}

/** A value in the other units; null where there is none, or where it leaves the range of doubles. */
export function convertValue(
  value: number | null,
  { numerator, denominator }: ConversionFactor,
): number | null {
  if (value === null) return null;
  // Whole factors are rounded once: 1,234.5 kWh are 1.2345 MWh, where times 0.001 would give other digits.
  const converted =
    denominator === 1
      ? value * numerator
      : numerator === 1
        ? value / denominator
        : value * (numerator / denominator);
  return Number.isFinite(converted) ? converted : null;
}

/** A JSON array of doubles and nulls in the other units. */
export function convertJson(json: string, factor: ConversionFactor): string {
  const values: (number | null)[] = JSON.parse(json);
  return JSON.stringify(values.map((value) => convertValue(value, factor)));
}

/** What a series' units measure. Where they cannot be converted, the refusal offers their own spelling, which is answered. */
function sourceOf(from: string | null): Quantity {
  const source = from === null ? undefined : readUnits(from);
  if (source?.kind === 'quantity') return source;
  const own = from?.trim() ?? '';
  if (own === '')
    throw badUserInput('convertTo', 'The series has no units.', 'No convertTo for this series.');
  const message =
    source === undefined
      ? `The units of the series, "${from}", are not known here.`
      : `"${from}" is ${describe(source)}.`;
  throw badUserInput('convertTo', message, [own]);
}

function factorOf(from: Quantity, to: Quantity, unitMath: UnitMath): ConversionFactor | null {
  // Kilograms of carbon dioxide are kilograms; kilograms of coal are not kilograms of carbon dioxide.
  if (to.substance !== null && to.substance !== from.substance) return null;
  const ratio = unitMath(expressionOf(from), expressionOf(to));
  if (ratio === null) return null;
  const [up, down] = [scaleOf(from), scaleOf(to)];
  return inLowestTerms({
    numerator: ratio.numerator * up.numerator * down.denominator,
    denominator: ratio.denominator * up.denominator * down.numerator,
  });
}

function expressionOf({ numerator, denominator }: Quantity): string {
  return denominator === null ? numerator.expression : `${numerator.expression} / ${denominator.expression}`;
}

function scaleOf({ numerator, denominator }: Quantity): Ratio {
  return { numerator: BigInt(numerator.scale), denominator: BigInt(denominator?.scale ?? 1) };
}

function inLowestTerms({ numerator, denominator }: Ratio): ConversionFactor {
  let [divisor, rest] = [numerator, denominator];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  return { numerator: Number(numerator / divisor), denominator: Number(denominator / divisor) };
}

/** Units that fit, in a refusal. */
function fitting(source: Quantity, unitMath: UnitMath): readonly string[] | string {
  const names = OFFERED.filter((name) => {
    const offered = readUnits(name);
    return offered?.kind === 'quantity' && factorOf(source, offered, unitMath) !== null;
  });
  return names.length === 0 ? `Units of the same dimension: ${dimensionOf(source)}.` : names;
}

function describe(units: Quantity | BareNumber): string {
  if (units.kind === 'quantity') return dimensionOf(units);
  if (units.kind === 'temperature') return 'a temperature, whose scales do not begin at the same point';
  return `${units.kind === 'index' ? 'an' : 'a'} ${units.kind}, without a dimension`;
}

function shown(text: string): string {
  return text.slice(0, 64);
}
