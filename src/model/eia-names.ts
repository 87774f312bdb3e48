/**
 * EIA's bulk datasets: code, name of the same data in API v2 (its route's first part), and name for people.
 * Source: https://www.eia.gov/opendata/ (bulk manifest and API v2 browser).
 */
const DATASETS: readonly (readonly [code: string, route: string | null, name: string])[] = [
  ['AEO', 'aeo', 'Annual Energy Outlook'],
  ['COAL', 'coal', 'Coal'],
  ['EBA', 'electricity/rto', 'U.S. electric system operating data'],
  ['ELEC', 'electricity', 'Electricity'],
  ['EMISS', 'co2-emissions', 'CO2 emissions'],
  ['IEO', 'ieo', 'International Energy Outlook'],
  ['INTL', 'international', 'International energy data'],
  ['NG', 'natural-gas', 'Natural gas'],
  ['NUC_STATUS', 'nuclear-outages', 'U.S. nuclear outages'],
  ['PET', 'petroleum', 'Petroleum and other liquids'],
  ['PET_IMPORTS', 'crude-oil-imports', 'Petroleum imports'],
  ['SEDS', 'seds', 'State Energy Data System'],
  ['STEO', 'steo', 'Short-Term Energy Outlook'],
  ['TOTAL', 'total-energy', 'Total energy'],
];

/** The code a dataset is stored under, for its code or its name in API v2, any case; other texts as they are. */
export function datasetCode(name: string): string {
  const known = DATASETS.find(([code, route]) => same(code, name) || (route !== null && same(route, name)));
  return known === undefined ? name : known[0];
}

/** EIA's name of a dataset; the code itself where it is not known. */
export function datasetName(code: string): string {
  return DATASETS.find(([known]) => known === code)?.[2] ?? code;
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

// Postal codes of the states and the district, as in ISO 3166-2:US.
const STATES =
  'AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|' +
  'DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|' +
  'KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|' +
  'MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|' +
  'NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|' +
  'SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|' +
  'WV West Virginia|WI Wisconsin|WY Wyoming';

const REGIONS = new Map([
  ['USA', 'United States'],
  ...STATES.split('|').map((state) => [`USA-${state.slice(0, 2)}`, state.slice(3)] as const),
]);

/** The name of a region code such as `USA-TX`; null where it is not known. */
export function regionName(code: string): string | null {
  return REGIONS.get(code) ?? null;
}
