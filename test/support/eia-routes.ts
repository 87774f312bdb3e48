import { readFileSync } from 'node:fs';
import type { StubRoute } from './eia-api.ts';
import { sharedData } from './shared-data.ts';

const monthly = { id: 'monthly', query: 'M', format: 'YYYY-MM' };
const idsOf = (...ids: string[]): object[] => ids.map((id) => ({ id, description: id }));

const RETAIL: StubRoute = {
  metadata: {
    id: 'retail-sales',
    name: 'Electricity Sales',
    description: 'Sales.\n    Sources: forms',
    frequency: [monthly, { id: 'annual', query: 'A', format: 'YYYY' }],
    facets: idsOf('stateid', 'sectorid'),
    data: { price: { alias: 'Average price', units: 'cents' }, sales: { alias: 'Sales', units: 'GWh' } },
  },
  rows: ['AK', 'TX'].flatMap((stateid) =>
    ['ALL', 'RES'].flatMap((sectorid) =>
      Array.from({ length: 1_500 }, (_, month) => ({
        period: `${1900 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`,
        stateid,
        stateDescription: stateid === 'AK' ? 'Alaska' : 'Texas',
        sectorid,
        sectorName: sectorid === 'ALL' ? 'all sectors' : 'residential',
        price: String(month / 8),
        'price-units': 'cents per kilowatt-hour',
        sales: month % 3 === 0 ? null : String(month),
        'sales-units': 'million kilowatt hours',
      })),
    ),
  ),
};

const recorded = (name: string): readonly Readonly<Record<string, unknown>>[] => {
  const path = sharedData(`eia-api-v2/${name}`);
  return path === undefined ? [] : JSON.parse(readFileSync(path, 'utf8')).response.data;
};

const leaf = (name: string, frequency: object, facets: object[], columns: object): object => ({
  name,
  frequency: [frequency],
  facets,
  data: columns,
});

const value = { value: { alias: null, units: 'x' } };
const hourly = { id: 'hourly', query: 'H' };
const weekly = { id: 'weekly', query: 'W' };
const futures = idsOf('duoarea', 'product', 'process', 'series');

/** Routes for the stub of EIA's API: generated rows over two pages, and recorded answers where the shared data is. */
export const EIA_ROUTES = {
  electricity: { metadata: { id: 'electricity', routes: idsOf('retail-sales', 'rto') }, rows: [] },
  'electricity/retail-sales': RETAIL,
  'electricity/rto/region-data': {
    metadata: leaf('Demand', hourly, idsOf('respondent', 'type'), value),
    rows: recorded('v2_response_electricity_rto_region-data_AEC_D.json'),
  },
  'natural-gas/pri/fut': {
    metadata: leaf('Futures', weekly, futures, value),
    rows: recorded('v2_response_natural-gas_pri_fut_RNGC4.json'),
  },
  seds: {
    metadata: leaf('SEDS', { id: 'annual', query: 'A' }, idsOf('seriesId', 'stateId'), value),
    rows: [
      { period: '2020', seriesId: 'TETCB', stateId: 'TX', seriesDescription: 'Total', value: '1', unit: 'x' },
      {
        period: '2021',
        seriesId: 'TETCB',
        stateId: 'TX',
        seriesDescription: 'Total',
        value: 'NA',
        unit: 'x',
      },
    ],
  },
} satisfies Record<string, StubRoute>;
