import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { areSameUnits, conversionFactor, convertJson, convertValue } from '../../../src/units/conversion.ts';

/** Quotients written out from the definitions, not from the code: kWh 3.6 MJ, Btu 1055.05585262 J, foot 0.3048 m. */
const FACTORS: readonly [from: string, to: string, numerator: number, denominator: number][] = [
  ['thousand megawatthours', 'MWh', 1_000, 1],
  ['thousand megawatthours', 'million kilowatthours', 1, 1],
  ['megawatthours', 'thousand megawatthours', 1, 1_000],
  ['bkwh', 'TWh', 1, 1],
  ['million kilowatthours', 'GJ', 3_600, 1],
  ['Billion Btu', 'MMBtu', 1_000, 1],
  ['Billion Btu', 'therm', 10_000, 1],
  ['million MMBtu', 'qbtu', 1, 1_000],
  ['kwh', 'Btu', 180_000_000_000, 52_752_792.631],
  ['cents per kilowatthour', 'USD/MWh', 10, 1],
  ['usd/mwh', 'c/kwh', 1, 10],
  ['usd/bbl', 'usd/gal', 1, 42],
  ['Dollars per million Btu', 'cents per kilowatthour', 180_000, 527_527.92631],
  ['Thousand Barrels', 'gal', 42_000, 1],
  ['Thousand Barrels', 'm3', 158.987294928, 1],
  ['mb eop', 'Thousand Barrels', 1_000, 1],
  ['mbd', 'Thousand Barrels per Day', 1_000, 1],
  ['bcfd', 'mmcfd', 1_000, 1],
  ['thousand mcf', 'MMcf', 1, 1],
  ['Million Cubic Feet', 'm3', 28_316.846592, 1],
  ['Thousand cords', 'cf', 128_000, 1],
  ['mmst', 'Thousand short tons', 1_000, 1],
  ['thousand tons', 't', 907.18474, 1],
  ['Million Metric Tons of Carbon Dioxide', 'metric tons CO2', 1_000_000, 1],
  ['metric tons CO2', 'kg', 1_000, 1],
  ['Million Metric Tons of Carbon Dioxide', 'Mt', 1, 1],
  ['Million Btu per short ton', 'Btu/lb', 500, 1],
  ['Million dollars', 'cents', 100_000_000, 1],
  ['gw', 'MW', 1_000, 1],
  ['Thousand', 'k', 1, 1],
  ['  Thousand   Barrels ', 'bbl', 1_000, 1],
];

describe('conversionFactor', () => {
  test.each(FACTORS)('%s in %s', async (from, to, numerator, denominator) => {
    const there = await conversionFactor(from, to);
    const value = there.numerator / there.denominator;
    expect(Math.abs(value / (numerator / denominator) - 1)).toBeLessThan(4e-16);
    if (Number.isInteger(numerator)) expect(Number.isInteger(there.numerator)).toBe(true);
    // What is only known to be a mass is no carbon dioxide.
    if (to === 'kg' || to === 'Mt') return;
    const back = await conversionFactor(to, from);
    expect(back).toEqual({ numerator: there.denominator, denominator: there.numerator });
  });

  test.each<[from: string | null, to: string, says: RegExp, allowed: unknown]>([
    ['Thousand Barrels', 'MWh', /is volume, "MWh" is energy\./, expect.arrayContaining(['bbl', 'gal', 'm3'])],
    ['usd/mcf', 'usd/mmbtu', /money per volume.*money per energy/, ['USD/bbl', 'USD/gal', 'USD/Mcf']],
    ['thousand megawatthours', 'furlongs', /"furlongs" is no unit/, expect.arrayContaining(['MWh', 'Btu'])],
    ['thousand megawatthours', '', /"" is no unit/, expect.arrayContaining(['MWh'])],
    ['thousand megawatthours', 'x'.repeat(10_000), /^"x{64}" is no unit/, expect.anything()],
    ['thousand megawatthours', 'percent', /is energy, "percent" is a percentage/, expect.anything()],
    ['thousand tons', 'metric tons CO2', /is mass, .* is mass of CO2/, expect.arrayContaining(['t', 'kg'])],
    [
      'Million chained (2005) dollars',
      'USD',
      /money of 2005.*is money/,
      expect.stringContaining('money of 2005'),
    ],
    ['Dollars', 'bbl', /is money, "bbl" is volume/, ['USD', 'cents']],
    ['thousand megawatthours', 'mWh', /"mWh" is no unit/, expect.arrayContaining(['MWh'])],
    ['bcfd', 'cfs', /"cfs" is no unit/, expect.arrayContaining(['MMcf/d'])],
    ['Percent', 'MWh', /is a percentage, without a dimension/, ['Percent']],
    ['percent', '%', /"percent" is a percentage, without a dimension/, ['percent']],
    ['index 2017=100', 'USD', /is an index/, ['index 2017=100']],
    ['°F', '°C', /is a temperature, whose scales/, ['°F']],
    [' furlongs ', 'm3', /units of the series, " furlongs ", are not known/, ['furlongs']],
    [' ', '', /has no units/, 'No convertTo for this series.'],
    ['', 'MWh', /has no units/, 'No convertTo for this series.'],
    [null, 'MWh', /has no units/, 'No convertTo for this series.'],
  ])('from %s to %s is refused', async (from, to, says, allowed) => {
    await expect(conversionFactor(from, to)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(says),
      details: { argument: 'convertTo', allowed },
    });
  });
});

test.each(['percent', 'index 2017=100', '°F', 'furlongs'])(
  'a series in %s answers in its own spelling',
  async (units) => {
    expect(await conversionFactor(units, units)).toEqual({ numerator: 1, denominator: 1 });
  },
);

describe('convertValue', () => {
  test('rounds once where the factor or its inverse is whole', () => {
    expect(convertValue(1234.5, { numerator: 1, denominator: 1_000 })).toBe(1.2345);
    expect(convertValue(0.1, { numerator: 1_000, denominator: 1 })).toBe(100);
  });

  test('is null for no value, and beyond the range of doubles', () => {
    expect(convertValue(null, { numerator: 2, denominator: 1 })).toBeNull();
    expect(convertValue(1e308, { numerator: 1_000, denominator: 1 })).toBeNull();
  });

  test('there and back differs by rounding only', async () => {
    const factors = await Promise.all(FACTORS.map(async ([from, to]) => conversionFactor(from, to)));
    const values = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(values, fc.constantFrom(...factors), (value, { numerator, denominator }) => {
        const there = convertValue(value, { numerator, denominator });
        const back = convertValue(there, { numerator: denominator, denominator: numerator });
        expect(Math.abs((back ?? Number.NaN) - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-15 + 1e-300);
      }),
    );
  });

  test('of a JSON array', () => {
    const factor = { numerator: 1, denominator: 1_000 };
    expect(convertJson('[1234.5,null,-2,1e+21]', factor)).toBe('[1.2345,null,-0.002,1000000000000000000]');
    expect(convertJson('[]', factor)).toBe('[]');
  });
});

describe('areSameUnits', () => {
  test.each([
    ['thousand megawatthours', 'million kilowatthours'],
    ['Thousand Barrels per Day', 'MBBL/D'],
    ['$/MCF', 'Dollars per thousand cubic feet'],
    ['percent', '%'],
    ['furlongs  ', 'Furlongs'],
    [null, ' '],
  ])('%p and %p are', async (one, other) => {
    expect([await areSameUnits(one, other), await areSameUnits(other, one)]).toEqual([true, true]);
  });

  test.each([
    ['megawatthours', 'thousand megawatthours'],
    ['Thousand Barrels', 'Thousand Barrels per Day'],
    ['Million Metric Tons', 'Million Metric Tons of Carbon Dioxide'],
    ['Index 1982-84=100', 'Index 2012=100'],
    ['percent', 'index'],
    ['mbd', 'MBD'],
    ['degrees F', 'degrees C'],
    ['furlongs', 'leagues'],
    ['furlongs', 'MWh'],
    [null, 'MWh'],
  ])('%p and %p are not', async (one, other) => {
    expect([await areSameUnits(one, other), await areSameUnits(other, one)]).toEqual([false, false]);
  });
});
