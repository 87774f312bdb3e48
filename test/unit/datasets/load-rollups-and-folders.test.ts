import { describe, expect, test } from '@jest/globals';
import { declare, mistakesOf, SMALL } from '../../support/declarations.ts';

describe('a declaration', () => {
  test.each([
    [
      'names a dimension that is not declared',
      'dimensions: [hbu]',
      'rollups.daily.dimensions.0 names hbu, which is not declared. Allowed: hub.',
    ],
    [
      'names a measure that is not declared',
      'measures: { prise: { sum: x } }',
      'rollups.daily.measures.prise names prise, which is not declared. Allowed: price, net_volume. Did you mean price?',
    ],
    [
      'keeps an aggregate that no rollup can',
      'measures: { price: { median: x } }',
      'rollups.daily.measures.price.median is no known key. Allowed: sum, count, min, max, first, last.',
    ],
    [
      'has a width that is none',
      'width: 1 fortnight',
      'rollups.daily.width "1 fortnight" is not a duration. Allowed: One unit with a whole number',
    ],
    ['has no time', 'time: null', 'rollups.daily.time nothing is not allowed. Allowed: the name of a column'],
  ])('whose rollup %s is refused', (_, change, expected) => {
    const parts = { table: 'table: t', width: 'width: P1D', time: 'time: day', measures: 'measures: {}' };
    const [name = ''] = change.split(':');
    const rollup = Object.values({ ...parts, [name]: change }).join(', ');
    const [mistake, ...others] = mistakesOf({ 'p.yaml': `${SMALL}rollups:\n  daily: { ${rollup} }\n` });
    expect(others).toEqual([]);
    expect(mistake).toContain(`  - ./p.yaml:13: ${expected}`);
  });

  test('without measures is refused', () => {
    const bare = SMALL.slice(0, SMALL.indexOf('measures:'));
    expect(mistakesOf({ 'p.yaml': bare })).toEqual([
      '  - ./p.yaml:1: measures is missing. Allowed: a mapping of keys to values.',
    ]);
    expect(mistakesOf({ 'p.yaml': `${bare}measures: {}\n` })).toEqual([
      '  - ./p.yaml:9: measures is empty. Allowed: at least one measure.',
    ]);
  });
});

describe('a folder of declarations', () => {
  test('is read in the order of the datasets’ names', () => {
    const files = {
      '1.yaml': SMALL,
      '2.yml': SMALL.replace('name: prices', 'name: loads'),
      'notes.txt': 'x',
    };
    expect(declare(files).map(({ name }) => name)).toEqual(['loads', 'prices']);
  });

  test('tells every mistake of every file at once', () => {
    const mistakes = mistakesOf({
      'a.yaml': SMALL.replace('clickhouse', 'oracle').replace('scale: 4', 'scale: x'),
      'b.yaml': 'nothing',
    });
    expect(mistakes).toEqual([
      expect.stringContaining('./a.yaml:3: backend "oracle"'),
      expect.stringContaining('./a.yaml:10: measures.price.scale "x"'),
      expect.stringContaining('./b.yaml:1: the declaration "nothing" is not allowed'),
    ]);
  });

  test('holds each name once, also where two names make one type', () => {
    expect(mistakesOf({ 'a.yaml': SMALL, 'b.yaml': SMALL })).toEqual([
      '  - ./b.yaml:1: name would be the GraphQL field prices, which ./a.yaml has. Allowed: another name.',
    ]);
    const files = { 'a.yaml': SMALL, 'b.yaml': SMALL.replace('name: prices', 'name: prices_bucket') };
    expect(mistakesOf(files)).toEqual([
      '  - ./b.yaml:1: name would make the GraphQL type PricesBucketGroup, which ./a.yaml has. Allowed: another name.',
    ]);
  });

  test('holds at least one', () => {
    expect(mistakesOf({ 'notes.txt': '' })).toEqual([
      '  - .: holds no declaration. Allowed: a folder with files NAME.yaml.',
    ]);
  });
});
