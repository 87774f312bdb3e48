import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { dimensionOf, readUnits } from '../../../src/units/eia-units.ts';
import { sharedData } from '../../support/shared-data.ts';

const meaning = (spelling: string): string | undefined => {
  const units = readUnits(spelling);
  return units?.kind === 'quantity' ? dimensionOf(units) : units?.kind;
};

/** What EIA's files and API have been seen to write, whatever the case of its letters. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  energy: [
    'thousand megawatthours|million kilowatthours|Billion Kilowatthours|megawatthours|bkwh|kwh|million kilowatt hours',
    'Billion Btu|Trillion Btu|Quadrillion Btu|qbtu|million MMBtu|Million Btu',
  ],
  power: ['gw|megawatts|MW'],
  'energy per time': ['bkwhd'],
  volume: [
    'Thousand Barrels|mb|mb eop|MBBL|Million Cubic Feet|bcf eop|thousand mcf|MMCF|Thousand cords|gallons',
  ],
  'volume per time': ['Thousand Barrels per Day|Thousand Barrels per Calendar Day|mbd|kbd|MBBL/D|bcfd|mmcfd'],
  mass: ['thousand tons|Thousand short tons|mmst|mmst eop|mmt|metric tons'],
  'mass per time': ['tph'],
  'mass of CO2': ['metric tons CO2|Million Metric Tons of Carbon Dioxide|metric tons carbon dioxide'],
  'mass of CO2e': ['million metric tons carbon dioxide equivalent'],
  money: ['Dollars|Million dollars|cents'],
  'money of 2005': ['Million chained (2005) dollars'],
  'money of 2017 per time': ['b2017usd (saar)'],
  'money per energy': [
    'cents per kilowatthour|cents per kilowatt-hour|c/kwh|usd/mwh|Dollars per million Btu|usd/mmbtu|$/MMBTU',
  ],
  'money per volume': ['Dollars per Barrel|usd/bbl|$/BBL|usd/gal|usd/mcf|Dollars per Thousand Cubic Feet'],
  'energy per mass': ['Million Btu per short ton'],
  'energy per volume': ['Million Btu per barrel|Thousand Btu per cubic foot|Thousand Btu per cubic feet'],
  'energy per money of 2000': ['Thousand Btu per chained (2000) dollar'],
  'distance per time': ['m mi/d'],
  count: ['number of customers|count|Thousand|k|m'],
  'count per time': ['m (saar)'],
  'degree days': ['tdd'],
  percentage: ['Percent|pct|pct yoy|%'],
  index: ['index 2017=100|index 2017=100 (sa)|index 82=1.00|index 82-84=1.00'],
  factor: ['op factor'],
  temperature: ['degrees Fahrenheit|°C'],
};

describe('readUnits', () => {
  test.each(
    Object.entries(SPELLINGS).flatMap(([kind, lists]) =>
      lists.flatMap((list) => list.split('|').map((text) => [text, kind])),
    ),
  )('%s is %s', (spelling, kind) => expect(meaning(spelling)).toBe(kind));

  test.each([
    '',
    ' ',
    'furlong',
    'MWh per',
    '/MWh',
    'USD/MWh/d',
    'thousand furlongs',
    'Dollars CO2',
    'MB',
    'MBD',
    '1000 MWh',
    'constructor',
  ])('"%s" is not known', (spelling) => expect(readUnits(spelling)).toBeUndefined());

  /** Symbols that elsewhere mean something else than the name they resemble. */
  test.each([
    ...['mWh', 'mW', 'mJ', 'pJ', 'USD/mWh', 'thousand mWh', 'million mW', 'mCF', 'mB', 'thousand MB'],
    ...['cfs', 'mcfs', 'MMcfs', 'Ws', 'kWs', 'Js', 's', 'J/s', 'MWh/s', 'thousand s', 'ts', 'kms'],
    ...[
      'M bbl',
      'M cf',
      'M Btu',
      'USD/M cf',
      'm bbl',
      'k bbl',
      'K bbl',
      'thousand M bbl',
      'M mi/d',
      'M',
      'K',
    ],
  ])('"%s" is refused, not taken for another unit', (spelling) =>
    expect(readUnits(spelling)).toBeUndefined(),
  );

  test('takes a lone "C" for a temperature, "c" for a cent', () => {
    expect(meaning('C')).toBe('temperature');
    expect(meaning('c')).toBe('money');
  });

  test.each<[spelling: string, scale: number]>([
    ...(['mwh', 'MWh', 'MWH', 'Mwh'] as const).map((text): [string, number] => [text, 1e6]),
    ['usd/mwh', 1],
    ['PJ', 1e15],
    ['mmBtu', 1e6],
    ['Btus', 1],
    ['Mbbl', 1e3],
    ['MMbbls', 1e6],
    ['bbls', 1],
    ['gals', 1],
    ['lbs', 1],
    ['tons', 1],
    ['therms', 1e5],
    ['k', 1e3],
    ['m', 1e6],
    ['m mi/d', 1e6],
    ['Mt', 1e12],
  ])('%s counts %d of its unit', (spelling, scale) =>
    expect(readUnits(spelling)).toMatchObject({ numerator: { scale } }),
  );

  test('has a plural of words', () => {
    expect(meaning('MWh/hrs')).toBe('energy per time');
    expect(meaning('USD per days')).toBe('money per time');
  });

  test('tells a level at the end of a period', () => {
    expect(readUnits('mb eop')).toMatchObject({ endOfPeriod: true, numerator: { scale: 1e6 } });
    expect(readUnits('mb')).toMatchObject({ endOfPeriod: false });
  });

  test('knows every spelling in the files of real data', async () => {
    const files = ['eia_sample.jsonl.gz', 'eba_hourly.jsonl.gz', 'pudl_elec_bulk_fixture.jsonl'].map(
      sharedData,
    );
    const seen = new Set<string>();
    for (const file of files)
      if (file !== undefined) for (const units of await unitsIn(file)) seen.add(units);
    if (files.every((file) => file !== undefined)) expect(seen.size).toBeGreaterThan(75);
    expect([...seen].filter((units) => units !== '' && readUnits(units) === undefined)).toEqual([]);
  });
});

/** The units of the series in a bulk file, read from the beginning of each line. */
async function unitsIn(file: string): Promise<Set<string>> {
  const raw = createReadStream(file);
  const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  const found = new Set<string>();
  for await (const line of createInterface({ input })) {
    const units = /"units":\s*("(?:[^"\\]|\\.)*")/.exec(line.slice(0, 4_000))?.[1];
    if (units !== undefined) found.add(JSON.parse(units));
  }
  return found;
}
