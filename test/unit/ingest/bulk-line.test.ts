import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AurumError } from '../../../src/errors.ts';
import { createBulkLineReader } from '../../../src/ingest/bulk-line.ts';
import { splitLines } from '../../../src/ingest/lines.ts';
import { openSource } from '../../../src/ingest/source.ts';
import { sharedData } from '../../support/shared-data.ts';

const SERIES = {
  series_id: 'ELEC.GEN.ALL-US-99.M',
  name: 'Net generation : all fuels : United States : monthly',
  units: 'thousand megawatthours',
  f: 'M',
  description: 'Summation',
  copyright: 'None',
  source: 'EIA',
  iso3166: 'USA',
  geography: 'USA',
  start: '202401',
  end: '202403',
  last_updated: '2024-05-24T10:42:22-04:00',
  geoset_id: 'ELEC.GEN.ALL-99.M',
  data: [
    ['202403', 3],
    ['202402', null],
    ['202401', 1.5],
  ] as unknown,
};

const lineOf = (changes: object): Buffer => Buffer.from(JSON.stringify({ ...SERIES, ...changes }));
const read = (changes: object): ReturnType<ReturnType<typeof createBulkLineReader>> =>
  createBulkLineReader()(lineOf(changes));

test('a series line', () => {
  const record = read({});
  expect(record).toMatchObject({
    id: 'ELEC.GEN.ALL-US-99.M',
    frequency: 'MONTHLY',
    dataset: 'ELEC',
    region: 'USA',
    lastUpdatedMillis: Date.parse('2024-05-24T14:42:22Z'),
    facets: { part_1: 'GEN', part_2: 'ALL-US-99' },
    facetLabels: {},
    attributes: {
      copyright: 'None',
      iso3166: 'USA',
      start: '202401',
      end: '202403',
      geoset_id: 'ELEC.GEN.ALL-99.M',
    },
    values: [1.5, null, 3],
    nullCount: 1,
  });
  expect(record?.periods.map((period) => period.text)).toEqual(['2024-01', '2024-02', '2024-03']);
  expect(record?.periods[0]?.original).toBe('202401');
});

test('the hash is of the line: any changed byte changes it', () => {
  expect(read({})?.sourceHash).toBe(read({})?.sourceHash);
  expect(read({ units: 'x' })?.sourceHash).not.toBe(read({})?.sourceHash);
});

test('a category line is none', () => {
  expect(
    createBulkLineReader()(Buffer.from('{"category_id":"0","name":"Electricity","childseries":[]}')),
  ).toBeNull();
});

test('the updated key of older files, with an offset without colon', () => {
  const record = read({ last_updated: undefined, updated: '2015-03-27T14:00:55-0400' });
  expect(record?.lastUpdatedMillis).toBe(Date.parse('2015-03-27T18:00:55Z'));
});

test('marks for no figure are nulls, numeric text is a number', () => {
  const marks = ['', '-', '--', 'NA', 'NM', 'W'];
  const pairs = [...marks.map((mark, index) => [String(2001 + index), mark]), ['2020', '-1.5e3']];
  const record = read({ f: 'A', data: pairs });
  expect(record?.values).toEqual([null, null, null, null, null, null, -1500]);
  expect(record?.nullCount).toBe(6);
});

test.each([
  ['missing id', { series_id: undefined }, '"series_id" is missing.'],
  ['missing name', { name: '' }, '"name" is missing.'],
  ['missing data', { data: undefined }, '"data" is missing.'],
  ['name of another kind', { name: 7 }, '"name" is 7; it must be text.'],
  ['unknown frequency', { f: 'X' }, '"X" is not a frequency; allowed: A (annual), Q (quarterly)'],
  ['no frequency', { f: undefined }, '"f" is missing.'],
  [
    'a period of another frequency',
    { data: [['2024', 1]] },
    '"2024" is not a period of frequency M; written as 2024-01',
  ],
  ['month 13', { data: [['202413', 1]] }, 'the month must be 01 to 12'],
  [
    'a period twice',
    {
      data: [
        ['202401', 1],
        ['202401', 2],
      ],
    },
    'the period 2024-01 occurs twice.',
  ],
  [
    'a period twice, apart',
    {
      data: [
        ['202401', 1],
        ['202403', 2],
        ['2024-01', 3],
      ],
    },
    'the period 2024-01 occurs twice.',
  ],
  [
    'a value of another kind',
    { data: [['202401', true]] },
    'the value of 2024-01 is true; it must be a number, null or one of',
  ],
  ['a value that is no number', { data: [['202401', '1,5']] }, 'the value of 2024-01 is "1,5"'],
  ['pairs of three', { data: [['202401', 1, 2]] }, 'it must hold pairs such as ["202401",1.5]'],
  ['data that is no list', { data: {} }, '"data" is {}; it must be a list of pairs.'],
  ['an instant that is none', { last_updated: 'yesterday' }, 'it must be like 2024-01-31T05:00:00-05:00'],
  ['a character that cannot be stored', { name: 'a\u0000b' }, 'U+0000'],
  ['half a surrogate pair', { units: '\ud800' }, 'half a surrogate pair'],
])('refuses %s', (_, changes, message) => {
  const attempt = (): unknown => read(changes);
  expect(attempt).toThrow(AurumError);
  expect(attempt).toThrow(message);
});

test.each([
  ['{"series_id":"A.B", ', 'this is not JSON ('],
  ['[1]', 'this is [1]; it must be a JSON object'],
  ['{"series_id":"A","f":"A","name":"n","data":[["2001",1e999]]}', 'the value of 2001 is null'],
])('refuses the line %s', (line, message) => {
  if (message.includes('null'))
    expect(() => createBulkLineReader()(Buffer.from(line))).toThrow('the value of 2001');
  else expect(() => createBulkLineReader()(Buffer.from(line))).toThrow(message);
});

test('refuses bytes that are no UTF-8', () => {
  const line = Buffer.concat([Buffer.from('{"series_id":"'), Buffer.from([0xff]), Buffer.from('"}')]);
  expect(() => createBulkLineReader()(line)).toThrow('not UTF-8');
});

describe('the quick way through a line gives what JSON.parse gives', () => {
  const reader = createBulkLineReader();
  const years = fc.uniqueArray(fc.integer({ min: 1600, max: 2500 }), { maxLength: 30 });

  test('for any numbers', () => {
    fc.assert(
      fc.property(
        years,
        fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), {
          minLength: 30,
          maxLength: 30,
        }),
        (list, values) => {
          const pairs = list.map((year, index) => [String(year), values[index] ?? null] as const);
          const line = lineOf({ f: 'A', data: pairs });
          const sorted = [...pairs].sort((one, other) => Number(one[0]) - Number(other[0]));
          const expected = (JSON.parse(JSON.stringify(sorted)) as [string, number | null][]).map(
            ([, value]) => value,
          );
          expect(reader(line)?.values).toEqual(expected);
        },
      ),
    );
  });

  test('for decimals as EIA writes them', () => {
    const decimal = fc
      .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.integer({ min: 0, max: 18 }))
      .map(([negative, digits, places]) => {
        const text = digits.toString().padStart(places + 1, '0');
        const whole = text.slice(0, text.length - places);
        return `${negative ? '-' : ''}${whole}${places === 0 ? '' : `.${text.slice(text.length - places)}`}`;
      });
    fc.assert(
      fc.property(decimal, (text) => {
        const line = Buffer.from(`{"series_id":"A.A","name":"n","f":"A","data":[["2001",${text}]]}`);
        expect(reader(line)?.values).toEqual([JSON.parse(text)]);
      }),
    );
  });

  test.each(['01', '1.', '.5', '-', '+1', '1.2.3', '0x1', 'nul', '1e5x', ''])(
    '%s is no JSON number',
    (text) => {
      const line = Buffer.from(`{"series_id":"A.A","name":"n","f":"A","data":[["2001",${text}]]}`);
      expect(() => reader(line)).toThrow('this is not JSON');
    },
  );

  test('keys named data inside and behind others', () => {
    const nested = '{"series_id":"A.A","name":"n","f":"A","extra":{"data":[["1999",9]]},"data":[["2001",1]]}';
    const twice = '{"series_id":"A.A","name":"n","f":"A","data":[["1999",9]],"data":[["2001",1]]}';
    const quoted = JSON.stringify({
      series_id: 'A.A',
      name: '"data":[["1999",9]]',
      f: 'A',
      data: [['2001', 1]],
    });
    const first = '{"data":[["2001",1]],"series_id":"A.A","name":"n","f":"A"}';
    const spaced = '{"series_id": "A.A", "name": "n", "f": "A", "data": [ ["2001", 1] ], "more": 1}';
    const other = '{"series_id":"A.A","name":"n","extra":{"f":"M"},"f":"A","data":[["2001",1]]}';
    for (const line of [nested, twice, quoted, first, spaced, other]) {
      expect(reader(Buffer.from(line))?.values).toEqual([1]);
      expect(reader(Buffer.from(line))?.periods[0]?.text).toBe('2001');
    }
  });
});

test('an attribute may be called anything', () => {
  const line = Buffer.from(
    '{"series_id":"A.A","name":"n","f":"A","__proto__":"x","lat":1.5,"list":[1],"data":[]}',
  );
  const record = createBulkLineReader()(line);
  expect(Object.entries(record?.attributes ?? {})).toEqual([
    ['__proto__', 'x'],
    ['lat', '1.5'],
    ['list', '[1]'],
  ]);
});

test('lines as EIA served them', async () => {
  const path = sharedData('pudl_elec_bulk_fixture.jsonl');
  if (path === undefined) return;
  const reader = createBulkLineReader();
  const source = await openSource(path, process.stdin);
  const records = [];
  for await (const { bytes } of splitLines(source.chunks)) records.push(reader(bytes));
  expect(records).toHaveLength(6);
  expect(records.map((record) => record?.periods.length)).toEqual(expect.arrayContaining([2, 8]));
  expect(records[0]).toMatchObject({
    id: 'ELEC.RECEIPTS.SUB-KY-94.Q',
    region: 'USA-KY',
    values: [44.397, 31.691],
  });
});
