import { frequencyApiName, parseFrequency } from '../calendar/frequency.ts';
import { parsePeriod } from '../calendar/period.ts';
import { badUserInput } from '../errors.ts';
import type { Frequency } from '../model/frequency.ts';
import { isJsonObject, type JsonObject } from './bulk-fields.ts';

/** What is asked of a route of EIA's API v2. */
export type ApiRequest = {
  /** E.g. `electricity/retail-sales`. */
  readonly route: string;
  /** Allowed values by facet; a facet that is absent is not restricted. */
  readonly facets: Readonly<Record<string, readonly string[]>>;
  /** Data columns; none means all. */
  readonly columns: readonly string[];
  /** Any spelling; null where the route has one frequency only. */
  readonly frequency: string | null;
  /** First and last period, both included. */
  readonly start: string | null;
  readonly end: string | null;
};

export type ApiColumn = { readonly id: string; readonly alias: string | null; readonly units: string | null };

/** What the API says of a route. */
export type ApiRoute = {
  readonly route: string;
  readonly name: string;
  readonly description: string | null;
  /** Facet names in the route's order. */
  readonly facets: readonly string[];
  readonly columns: readonly ApiColumn[];
  readonly frequencies: readonly string[];
};

/** A request that fits its route: every name checked, periods in the API's own spelling. */
export type ApiPlan = {
  readonly route: ApiRoute;
  readonly columns: readonly ApiColumn[];
  readonly frequency: Frequency;
  /** As the route spells it. */
  readonly frequencyName: string;
  readonly query: readonly (readonly [string, string])[];
};

/** Decodes the metadata answer of a route. Throws BAD_USER_INPUT for a folder of routes. */
export function decodeRoute(route: string, response: JsonObject): ApiRoute {
  const children = idsOf(response.routes);
  const frequencies = idsOf(response.frequency);
  const columns = isJsonObject(response.data) ? Object.entries(response.data).map(decodeColumn) : [];
  if (columns.length === 0 || frequencies.length === 0) {
    const routes = children.map((child) => `${route}/${child}`);
    const listed = routes.length === 0 ? '' : ` Below it: ${routes.join(', ')}.`;
    throw badUserInput('api', `The route "${route}" has no data of its own.${listed}`, routes);
  }
  return {
    route,
    name: textOf(response.name) ?? route,
    description: textOf(response.description)?.replace(/\s+/g, ' ').trim() ?? null,
    facets: idsOf(response.facets),
    columns,
    frequencies,
  };
}

/** Checks a request against its route. Throws BAD_USER_INPUT, naming what is allowed. */
export function planRequest(route: ApiRoute, request: ApiRequest): ApiPlan {
  for (const facet of Object.keys(request.facets)) requireOneOf('facet', facet, route.facets, route.route);
  const columnIds = route.columns.map((column) => column.id);
  for (const column of request.columns) requireOneOf('data', column, columnIds, route.route);
  const columns =
    request.columns.length === 0
      ? route.columns
      : route.columns.filter((column) => request.columns.includes(column.id));
  const { frequency, frequencyName } = frequencyOf(route, request.frequency);
  const bound = (name: 'start' | 'end'): [string, string][] => {
    const text = request[name];
    return text === null ? [] : [[name, apiPeriod(text, frequency)]];
  };
  const facets = Object.entries(request.facets).flatMap(([facet, values]) =>
    values.map((value): [string, string] => [`facets[${facet}][]`, value]),
  );
  // Series by series and oldest first: pages hold still and a series is whole once the next one begins.
  const order = [...route.facets, 'period'].flatMap((column, index): [string, string][] => [
    [`sort[${index}][column]`, column],
    [`sort[${index}][direction]`, 'asc'],
  ]);
  const data = columns.map((column): [string, string] => ['data[]', column.id]);
  const query = [
    ['frequency', frequencyName] as const,
    ...data,
    ...facets,
    ...bound('start'),
    ...bound('end'),
    ...order,
  ];
  return { route, columns, frequency, frequencyName, query };
}

function frequencyOf(
  route: ApiRoute,
  asked: string | null,
): { readonly frequency: Frequency; readonly frequencyName: string } {
  const known = route.frequencies.map((name) => ({ frequency: parseFrequency(name), frequencyName: name }));
  const [only] = known;
  if (asked === null) {
    if (only !== undefined && known.length === 1) return only;
    const listed = route.frequencies.join(', ');
    throw badUserInput(
      'frequency',
      `"${route.route}" has several frequencies: choose one of ${listed}.`,
      route.frequencies,
    );
  }
  const wanted = parseFrequency(asked);
  const found = known.find(({ frequency }) => frequency === wanted);
  if (found !== undefined) return found;
  const listed = route.frequencies.join(', ');
  throw badUserInput(
    'frequency',
    `"${route.route}" has no ${frequencyApiName(wanted)} figures; it has ${listed}.`,
    route.frequencies,
  );
}

/** The API writes whole-hour offsets without minutes. */
function apiPeriod(text: string, frequency: Frequency): string {
  const period = parsePeriod(text, frequency).text;
  return frequency === 'HOURLY_LOCAL' ? period.replace(/:00$/, '') : period;
}

function requireOneOf(argument: string, name: string, allowed: readonly string[], route: string): void {
  if (allowed.includes(name)) return;
  const listed = allowed.length === 0 ? 'it has none' : `it has ${allowed.join(', ')}`;
  throw badUserInput(argument, `"${route}" has no ${argument} "${name.slice(0, 64)}"; ${listed}.`, allowed);
}

function decodeColumn([id, about]: [string, unknown]): ApiColumn {
  const details = isJsonObject(about) ? about : {};
  return { id, alias: textOf(details.alias), units: textOf(details.units) };
}

function idsOf(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) =>
    isJsonObject(entry) && typeof entry.id === 'string' ? [entry.id] : [],
  );
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
