import type { GroupFilter, GroupOrder, Metric, RowFilter, RowOrder } from '../../src/model/dataset-query.ts';

const ascending = (name: string): RowOrder => ({ name, direction: 'ASC', nulls: 'LAST' });
const metric = (measure: string, name: Metric['function'], p: number | null = null): Metric => ({
  measure,
  function: name,
  p,
});

/** Filters of rows, by what they are about. */
export const ROW_FILTERS: Readonly<Record<string, RowFilter>> = {
  everything: {},
  'empty text': { columns: { hub: { eq: '' } } },
  'quotes and wildcards': { columns: { hub: { contains: '" \\ %_' } } },
  'a prefix beyond the basic plane': { columns: { hub: { startsWith: 'Ünï—𝔘' } } },
  'order of code points': { columns: { hub: { gt: 'z', lte: '｡' } } },
  'capitals are other letters': { columns: { hub: { in: ['north', 'NORTH'] } } },
  'a missing text is no other text': { columns: { product: { ne: 'peak' } } },
  'a missing text is in no list': { columns: { product: { notIn: ['peak', ''] } } },
  'not is the complement': { not: { columns: { product: { eq: 'peak' } } } },
  'not of a list': { not: { columns: { product: { notIn: ['peak', ''] } } } },
  missing: { columns: { product: { isNull: true }, firm: { isNull: false } } },
  'one of nothing': { columns: { hub: { in: [] } } },
  'none of nothing': { columns: { product: { notIn: [] } } },
  'any of nothing': { or: [] },
  'all of nothing': { and: [] },
  'limits of 64 bits': { columns: { lot: { in: ['9223372036854775807', '-9223372036854775808'] } } },
  'above the last but one': { columns: { quantity: { gt: '9223372036854775806' } } },
  truth: { columns: { firm: { eq: true } } },
  untruth: { columns: { firm: { ne: true } } },
  'an exact decimal': { columns: { price: { eq: '-0.0001' } } },
  'a decimal with other zeros': { columns: { price: { in: ['12.5', '7.000000000'] } } },
  'a decimal between two': { columns: { price: { gt: '0.33329', lt: '12.50001' } } },
  'a negative decimal between two': { columns: { price: { gte: '-0.00011', lte: '-0.00009' } } },
  'a decimal with more digits than any': { columns: { price: { eq: '0.33333' } } },
  'a decimal beyond all': { columns: { price: { lt: '99999999999999999999999999999999999999' } } },
  'below a decimal beyond all': { columns: { price: { lte: '-99999999999999999999999999999999999999' } } },
  'NaN is missing': { columns: { volume: { isNull: true } } },
  'NaN is not another number': { columns: { volume: { ne: 1.5 } } },
  'NaN is not greater': { columns: { volume: { gt: 2 } } },
  'a number': { columns: { volume: { in: [0.125, -2.25] } } },
  nested: {
    or: [
      { and: [{ columns: { hub: { eq: 'z' } } }, { not: { columns: { price: { gt: '0' } } } }] },
      { columns: { lot: { eq: '7' }, quantity: { isNull: false } } },
    ],
  },
};

/** Orders of rows; the key breaks ties. */
export const ROW_ORDERS: readonly (readonly RowOrder[])[] = [
  [],
  [{ name: 'time', direction: 'DESC', nulls: 'LAST' }],
  [{ name: 'product', direction: 'DESC', nulls: 'FIRST' }, ascending('hub')],
  [{ name: 'price', direction: 'DESC', nulls: 'LAST' }],
  [{ name: 'volume', direction: 'ASC', nulls: 'FIRST' }, ascending('quantity')],
  [
    { name: 'firm', direction: 'DESC', nulls: 'LAST' },
    { name: 'lot', direction: 'DESC', nulls: 'FIRST' },
  ],
  [ascending('hub'), ascending('product')],
];

/** Every aggregate of every measure. */
export const ALL_METRICS: readonly Metric[] = ['price', 'volume', 'quantity'].flatMap((measure) => [
  metric(measure, 'SUM'),
  metric(measure, 'AVG'),
  metric(measure, 'MIN'),
  metric(measure, 'MAX'),
  metric(measure, 'FIRST'),
  metric(measure, 'LAST'),
  metric(measure, 'CLOSING'),
  metric(measure, 'MEDIAN'),
  metric(measure, 'STDDEV'),
  metric(measure, 'PERCENTILE', 0),
  metric(measure, 'PERCENTILE', 0.9),
  metric(measure, 'PERCENTILE', 1),
]);

/** A few of them, whose values are the same to the last digit wherever they are computed. */
export const EXACT_METRICS: readonly Metric[] = [
  metric('price', 'SUM'),
  metric('price', 'AVG'),
  metric('volume', 'MAX'),
  metric('quantity', 'SUM'),
  metric('quantity', 'LAST'),
  metric('price', 'CLOSING'),
  metric('volume', 'CLOSING'),
  metric('quantity', 'CLOSING'),
];

type GroupCase = {
  readonly dimensions: readonly string[];
  readonly having: GroupFilter;
  readonly order: readonly GroupOrder[];
};

const by = (
  key: GroupOrder['by'],
  direction: GroupOrder['direction'] = 'ASC',
  nulls: GroupOrder['nulls'] = 'LAST',
): GroupOrder => ({ by: key, direction, nulls });
const having = (one: Metric, comparison: NonNullable<GroupFilter['count']>): GroupFilter => ({
  metrics: [{ metric: one, comparison }],
});

/** Groups, by what they are about. */
export const GROUP_CASES: Readonly<Record<string, GroupCase>> = {
  'all rows': { dimensions: [], having: {}, order: [by({ kind: 'count' })] },
  'all rows, if they are many': { dimensions: [], having: { count: { gt: 10 } }, order: [] },
  'all rows, if they are few': { dimensions: [], having: { count: { lt: 10 } }, order: [] },
  'by text': { dimensions: ['hub'], having: {}, order: [] },
  'by what may be missing': { dimensions: ['product', 'firm'], having: {}, order: [] },
  'by everything, most first': {
    dimensions: ['firm', 'lot', 'product'],
    having: {},
    order: [by({ kind: 'count' }, 'DESC'), by({ kind: 'dimension', dimension: 'product' }, 'DESC', 'FIRST')],
  },
  'by a sum': {
    dimensions: ['lot'],
    having: {},
    order: [by({ kind: 'metric', metric: metric('quantity', 'SUM') }, 'DESC')],
  },
  'by a mean of decimals': {
    dimensions: ['hub', 'product'],
    having: {},
    order: [by({ kind: 'metric', metric: metric('price', 'AVG') }, 'DESC', 'FIRST')],
  },
  'by the greatest, some infinite': {
    dimensions: ['hub'],
    having: {},
    order: [by({ kind: 'metric', metric: metric('volume', 'MAX') }, 'DESC', 'FIRST')],
  },
  'by a sum of floats, some infinite': {
    dimensions: ['hub'],
    having: {},
    order: [by({ kind: 'metric', metric: metric('volume', 'SUM') }, 'DESC', 'FIRST')],
  },
  'by a mean of floats and a sum': {
    dimensions: ['product', 'lot'],
    having: having(metric('volume', 'SUM'), { lt: 1000 }),
    order: [
      by({ kind: 'metric', metric: metric('volume', 'AVG') }, 'DESC'),
      by({ kind: 'metric', metric: metric('volume', 'SUM') }),
    ],
  },
  'by how far numbers and decimals are spread': {
    dimensions: ['hub', 'product'],
    having: { not: having(metric('price', 'STDDEV'), { isNull: true }) },
    order: [
      by({ kind: 'metric', metric: metric('volume', 'STDDEV') }, 'DESC', 'FIRST'),
      by({ kind: 'metric', metric: metric('price', 'STDDEV') }),
    ],
  },
  'by closing levels of floats, some infinite, and of integers': {
    dimensions: ['hub', 'firm'],
    having: { not: having(metric('volume', 'CLOSING'), { lt: 0 }) },
    order: [
      by({ kind: 'metric', metric: metric('volume', 'CLOSING') }, 'DESC', 'FIRST'),
      by({ kind: 'metric', metric: metric('quantity', 'CLOSING') }),
    ],
  },
  'with a closing level beyond 64 bits': {
    dimensions: ['product'],
    having: having(metric('quantity', 'CLOSING'), { gt: '9223372036854775807' }),
    order: [by({ kind: 'metric', metric: metric('price', 'CLOSING') }, 'DESC')],
  },
  'of some size': {
    dimensions: ['hub', 'firm'],
    having: { count: { gte: 3, notIn: [4] } },
    order: [],
  },
  'with a sum beyond 64 bits': {
    dimensions: ['product'],
    having: having(metric('quantity', 'SUM'), { gt: '9223372036854775807' }),
    order: [],
  },
  'with an exact mean': {
    dimensions: ['hub', 'product'],
    having: { not: having(metric('price', 'AVG'), { lt: '3.33335' }) },
    order: [by({ kind: 'metric', metric: metric('price', 'MIN') })],
  },
  'with or without values': {
    dimensions: ['hub', 'lot'],
    having: {
      or: [having(metric('price', 'MAX'), { isNull: true }), having(metric('volume', 'SUM'), { gt: 2 })],
    },
    order: [],
  },
};

/** Widths of buckets. */
export const WIDTHS = ['PT1H', 'PT7H', 'PT15M', 'P1D', 'P3D', 'P1W', 'P2W', 'P1M', 'P3M', 'P1Y', 'P10Y'];
