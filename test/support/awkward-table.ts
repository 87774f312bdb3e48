import type {
  DeclaredDataset,
  DeclaredDimension,
  DeclaredMeasure,
} from '../../src/model/declared-dataset.ts';

/** A row of the awkward table, as its declaration names the columns; decimals and 64-bit integers are text. */
export type AwkwardRow = {
  readonly time: string;
  readonly hub: string;
  readonly product: string | null;
  readonly lot: string | null;
  readonly firm: boolean | null;
  readonly price: string | null;
  readonly volume: number | null;
  readonly quantity: string | null;
};

const dimension = (
  name: string,
  column: string,
  type: DeclaredDimension['type'],
  nullable: boolean,
): DeclaredDimension => ({ name, column, type, nullable, label: name, description: null });

const measure = (
  name: string,
  column: string,
  type: DeclaredMeasure['type'],
  scale = 0,
): DeclaredMeasure => ({
  name,
  column,
  type,
  scale,
  units: null,
  additivity: 'FLOW',
  label: name,
  description: null,
});

/** Names of columns that statements have aliases of (`k0`, `n`), or that must be quoted. */
export const COLUMNS = {
  time: 'at',
  hub: 'k0',
  product: 'n',
  lot: 'lot "of" `it`',
  firm: 'select',
  price: 'v0',
  volume: 'place',
  quantity: 'Quantity',
} as const;

/** The awkward table as a declaration; engine and name of the table are given. */
export function awkwardDataset(
  backend: DeclaredDataset['backend'],
  table: readonly string[],
  more: Partial<DeclaredDataset> = {},
): DeclaredDataset {
  return {
    name: 'awkward',
    title: 'Awkward',
    description: null,
    synthetic: true,
    backend,
    table,
    final: false,
    time: { column: COLUMNS.time, type: 'instant' },
    dimensions: [
      dimension('hub', COLUMNS.hub, 'text', false),
      dimension('product', COLUMNS.product, 'text', true),
      dimension('lot', COLUMNS.lot, 'int64', true),
      dimension('firm', COLUMNS.firm, 'boolean', true),
    ],
    measures: [
      measure('price', COLUMNS.price, 'decimal', 4),
      measure('volume', COLUMNS.volume, 'float'),
      measure('quantity', COLUMNS.quantity, 'int64'),
    ],
    key: ['time', 'hub', 'product', 'lot'],
    order: [{ name: 'time', direction: 'ASC' }],
    rollups: [],
    fallback: null,
    ...more,
  };
}

const TIMES = [
  '1959-03-01T05:00:00Z',
  '1969-12-31T23:59:59.999999Z',
  '1970-01-01T00:00:00Z',
  '1999-12-31T23:59:59.5Z',
  '2024-01-01T00:00:00Z',
  '2024-01-01T00:00:00.000001Z',
  '2024-01-07T23:59:59.999999Z',
  '2024-01-08T00:00:00Z',
  '2024-02-29T12:34:56.789Z',
  '2024-03-10T07:30:00.25Z',
  '2024-12-31T23:00:00Z',
  '2031-07-04T00:00:00Z',
];
const HUBS = ['north', 'North', '', 'O\'Brien "x" \\ %_', 'Ünï—𝔘𐐷', '｡', 'z'];
const PRODUCTS = ['peak', null, 'off-peak', '', null];
const LOTS = ['9223372036854775807', '-9223372036854775808', null, '0', '7'];
const PRICES = [
  '12.5000',
  '-0.0001',
  null,
  '99999999999999.9999',
  '0.0000',
  '-99999999999999.9999',
  '0.3333',
  '7.0000',
];
const VOLUMES = [1.5, Number.NaN, null, -2.25, 0, 1024, 3, 0.125];
const QUANTITIES = [
  '9223372036854775807',
  '5',
  null,
  '-9223372036854775808',
  '9223372036854775806',
  '0',
  '-3',
];

const pick = <T>(values: readonly T[], index: number): T => values[index % values.length] as T;

/** Rows with ties in time, missing values, both limits of 64 bits; one hub alone has infinities. */
export const AWKWARD_ROWS: readonly AwkwardRow[] = [
  ...Array.from({ length: 84 }, (_, index): AwkwardRow => {
    const hub = pick(HUBS, index);
    return {
      time: pick(TIMES, Math.floor(index / 3.5)),
      hub,
      product: pick(PRODUCTS, index),
      lot: pick(LOTS, Math.floor(index / 7)),
      firm: pick([true, null, false, true], index),
      price: pick(PRICES, index),
      volume: pick(VOLUMES, index),
      quantity: pick(QUANTITIES, Math.floor(index / 2)),
    };
  }),
  ...[Number.POSITIVE_INFINITY, 1, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY].map(
    (volume, index): AwkwardRow => ({
      time: '2025-05-05T05:05:05.55Z',
      hub: index < 3 ? 'infinite' : 'unbounded',
      product: null,
      lot: String(index),
      firm: null,
      price: null,
      volume,
      quantity: null,
    }),
  ),
];
