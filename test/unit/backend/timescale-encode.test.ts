import { describe, expect, test } from '@jest/globals';
import { encodeColumn, encodeParameter } from '../../../src/backend/timescale/encode.ts';
import { upsertParts, upsertText } from '../../../src/backend/timescale/upsert.ts';
import { boolean, float64, instant, instants, int64, text, texts } from '../../../src/sql/statement.ts';

describe('parameters', () => {
  test.each([
    ['text', text('a"b'), 'a"b'],
    ['null', text(null), null],
    ['a double', float64(1e21), '1e+21'],
    ['negative zero', float64(-0), '-0'],
    ['NaN', float64(Number.NaN), 'NaN'],
    ['a 64-bit integer', int64(9007199254740993n), '9007199254740993'],
    ['true', boolean(true), 't'],
    ['an instant', instant(Date.UTC(1859, 7, 27)), '1859-08-27T00:00:00.000Z'],
    [
      'an instant before year 1',
      instant(Date.parse('-000043-03-15T00:00:00Z')),
      '0044-03-15T00:00:00.000Z BC',
    ],
    [
      'an instant after year 9999',
      instant(Date.parse('+012024-01-01T00:00:00Z')),
      '12024-01-01T00:00:00.000Z',
    ],
    ['texts', texts(['a', 'NULL', '', '"\\']), '{"a","NULL","","\\"\\\\"}'],
    ['instants', instants([0, null]), '{"1970-01-01T00:00:00.000Z",NULL}'],
  ])('%s', (_, parameter, expected) => {
    expect(encodeParameter(parameter)).toBe(expected);
  });

  test('an integer that a double cannot hold, a fraction of a millisecond and U+0000 are refused', () => {
    expect(() => encodeParameter(int64(2 ** 53))).toThrow('not a int64');
    expect(() => encodeParameter(instant(0.5))).toThrow('whole number of milliseconds');
    expect(() => encodeParameter(text('a\0b'))).toThrow('U+0000');
  });
});

describe('stored columns', () => {
  test.each([
    ['float64', [1.5, null, Number.NaN], '{1.5,NULL,NaN}'],
    ['int64', [1, 2n], '{1,2}'],
    ['instant', [-1, null], '{-1,NULL}'],
    ['timestamp', [-1, null], '{-1,NULL}'],
    ['decimal', ['12.5000', null], '{"12.5000",NULL}'],
    ['text', ['a,b', null], '{"a,b",NULL}'],
    ['text[]', [['x', 'y"z'], []], String.raw`{"{\"x\",\"y\\\"z\"}","{}"}`],
    ['map', [{ k: 'v' }], String.raw`{"{\"k\":\"v\"}"}`],
  ] as const)('%s', (type, values, expected) => {
    expect(encodeColumn({ name: 'c', type, values })).toBe(expected);
  });

  test('a value of the wrong type names its column', () => {
    expect(() => encodeColumn({ name: 'value', type: 'float64', values: ['1'] })).toThrow(
      'Column value: A value of type string is not a float64.',
    );
  });
});

describe('upsert', () => {
  const write = {
    table: 'thing',
    key: ['id'],
    columns: [
      { name: 'id', type: 'text', values: Array.from({ length: 10_001 }, (_, index) => `s${index}`) },
      { name: 'at', type: 'instant', values: Array.from({ length: 10_001 }, () => 0) },
      { name: 'facets', type: 'map', values: Array.from({ length: 10_001 }, () => ({})) },
    ],
  } as const;

  test('the whole text', () => {
    expect(upsertText(write)).toBe(
      'insert into "thing" as stored ("id", "at", "facets") ' +
        'select incoming."id", to_timestamp(incoming."at" / 1000), incoming."facets"::jsonb ' +
        'from unnest($1::text[], $2::float8[], $3::text[]) as incoming ("id", "at", "facets") ' +
        'on conflict ("id") do update set "at" = excluded."at", "facets" = excluded."facets" ' +
        'where (stored."at", stored."facets") is distinct from (excluded."at", excluded."facets")',
    );
  });

  test('a table of keys alone has nothing to update', () => {
    const [id] = write.columns;
    expect(upsertText({ ...write, columns: [id] })).toMatch(/on conflict \("id"\) do nothing$/);
  });

  test('rows go in parts of 10,000 under one text', () => {
    const parts = [...upsertParts(write)];
    expect(parts.map(({ values }) => values[0]?.split(',').length)).toEqual([10_000, 1]);
    expect(new Set(parts.map(({ text }) => text)).size).toBe(1);
  });

  test('columns of unequal length are refused', () => {
    const [id, at] = write.columns;
    expect(() => [...upsertParts({ ...write, columns: [id, { ...at, values: [0] }] })]).toThrow(
      'Column at of thing has 1 values, not 10001.',
    );
  });
});
