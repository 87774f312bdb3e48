import { regionName } from '../model/eia-names.ts';
import { frequencyCode } from '../model/frequency.ts';
import type { Period } from '../model/period.ts';
import type { ApiColumn, ApiPlan } from './api-route.ts';
import type { JsonObject } from './bulk-fields.ts';
import { oldestFirst } from './oldest-first.ts';
import type { SeriesRecord } from './record.ts';
import { facetsOfSeriesId } from './series-id.ts';

/** The rows of one combination of facet values: what becomes one series per data column. */
export type ApiGroup = {
  /** The first row; names, labels and units come from it. */
  readonly row: JsonObject;
  readonly periods: readonly Period[];
  /** Per column of the plan, a value per period. */
  readonly values: readonly (readonly (number | null)[])[];
};

const SOURCE = 'EIA, U.S. Energy Information Administration';

/**
 * Routes whose rows carry the id that EIA's bulk files use: the bulk prefix, and the keys that follow it
 * (https://www.eia.gov/opendata/documentation.php, "series ids").
 */
const BULK_IDS: Readonly<Record<string, { readonly prefix: string; readonly keys: readonly string[] }>> = {
  'natural-gas': { prefix: 'NG', keys: ['series'] },
  petroleum: { prefix: 'PET', keys: ['series'] },
  steo: { prefix: 'STEO', keys: ['seriesId'] },
  seds: { prefix: 'SEDS', keys: ['seriesId', 'stateId'] },
};

/** Labels that no rule on the facet's name finds. */
const LABEL_KEYS: Readonly<Record<string, readonly string[]>> = {
  duoarea: ['area-name'],
  location: ['stateDescription', 'locationName'],
  fueltype: ['type-name', 'fuelTypeDescription'],
  series: ['series-description'],
  msn: ['seriesDescription'],
};

/** One series per data column. What the API brings is a part only, so `sourceHash` is ''. */
export function recordsOf(plan: ApiPlan, group: ApiGroup): SeriesRecord[] {
  return plan.columns.map((column, index) => {
    const values = group.values[index] ?? [];
    return {
      ...identityOf(plan, column, group.row),
      description: plan.route.description,
      units: textOf(group.row[`${column.id}-units`]) ?? textOf(group.row.units) ?? column.units,
      frequency: plan.frequency,
      region: regionOf(group.row),
      source: SOURCE,
      lastUpdatedMillis: null,
      attributes: {},
      sourceHash: '',
      ...oldestFirst([...group.periods], [...values]),
      nullCount: values.filter((value) => value === null).length,
    };
  });
}

/** The values of a row's facets in the route's order, as text. */
export function facetValues(plan: ApiPlan, row: JsonObject): string[] {
  return plan.route.facets.map((facet) => facetText(row[facet]));
}

type Identity = Pick<SeriesRecord, 'id' | 'name' | 'dataset' | 'facets' | 'facetLabels'>;

function identityOf(plan: ApiPlan, column: ApiColumn, row: JsonObject): Identity {
  const { route } = plan.route;
  const bulkId = column.id === 'value' ? bulkIdOf(plan, row) : null;
  if (bulkId !== null) {
    const described = textOf(row['series-description']) ?? textOf(row.seriesDescription);
    const parts = facetsOfSeriesId(bulkId, frequencyCode(plan.frequency));
    return { id: bulkId, name: described ?? bulkId, ...parts, facetLabels: {} };
  }
  const values = facetValues(plan, row);
  const labels = plan.route.facets.map((facet) => labelOf(facet, row));
  const described = labels.map((label, index) => label ?? values[index] ?? '').filter((text) => text !== '');
  const quantity = column.alias ?? (column.id === 'value' ? plan.route.name : column.id);
  return {
    id: ['V2', route, ...values, column.id, plan.frequencyName].join('.'),
    name: [quantity, ...described, plan.frequencyName].join(' : '),
    dataset: route,
    facets: Object.fromEntries(plan.route.facets.map((facet, index) => [facet, values[index] ?? ''])),
    facetLabels: Object.fromEntries(
      plan.route.facets.flatMap((facet, index) => {
        const label = labels[index] ?? null;
        return label === null ? [] : [[facet, label]];
      }),
    ),
  };
}

function bulkIdOf(plan: ApiPlan, row: JsonObject): string | null {
  const [first = ''] = plan.route.route.split('/');
  const known = BULK_IDS[first];
  if (known === undefined) return null;
  const parts = known.keys.map((key) => textOf(row[key]));
  if (parts.includes(null)) return null;
  return [known.prefix, ...parts, frequencyCode(plan.frequency)].join('.');
}

/** The region code that bulk files would have, where the row names a state or the whole country. */
function regionOf(row: JsonObject): string | null {
  const state = textOf(row.stateid) ?? textOf(row.stateId) ?? textOf(row.location);
  if (state === null) return null;
  const code = state === 'US' ? 'USA' : `USA-${state}`;
  return regionName(code) === null ? null : code;
}

/** EIA labels `sectorid` by `sectorName`, `stateid` by `stateDescription`, `respondent` by `respondent-name`. */
function labelOf(facet: string, row: JsonObject): string | null {
  const stem = facet.replace(/[-_]?id$/i, '');
  const endings = ['-name', 'Name', '-description', 'Description'];
  const keys = [
    ...(LABEL_KEYS[facet] ?? []),
    ...endings.map((ending) => `${facet}${ending}`),
    ...endings.map((ending) => `${stem}${ending}`),
  ];
  for (const key of keys) {
    const label = textOf(row[key]);
    if (label !== null) return label;
  }
  return null;
}

function facetText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
