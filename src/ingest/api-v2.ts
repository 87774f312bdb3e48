import { createPeriodParser } from '../calendar/period.ts';
import { AurumError, badUserInput } from '../errors.ts';
import type { Period } from '../model/period.ts';
import { type ApiClient, type ApiSettings, createApiClient } from './api-client.ts';
import { type ApiPlan, type ApiRequest, decodeRoute, planRequest } from './api-route.ts';
import { facetValues, recordsOf } from './api-series.ts';
import { isJsonObject, type JsonObject, readValue, requireText } from './bulk-fields.ts';
import type { RecordSource, SourceEntry } from './record.ts';

/** The most rows EIA gives at once (https://www.eia.gov/opendata/documentation.php). */
const PAGE_ROWS = 5_000;
const SHORT_PAGE_ATTEMPTS = 3;

/**
 * The series of one route of EIA's API v2. The metadata is read and the request checked against it before this
 * returns; throws BAD_USER_INPUT naming what the route has.
 */
export async function openApiRoute(
  request: ApiRequest,
  settings: ApiSettings,
  signal: AbortSignal,
): Promise<RecordSource> {
  const stop = new AbortController();
  const ask = createApiClient(settings, AbortSignal.any([signal, stop.signal]));
  const route = request.route.replace(/^\/+|\/+$/g, '').replace(/^v2\//, '');
  if (!/^[\w-]+(\/[\w-]+)*$/.test(route)) {
    throw badUserInput(
      'api',
      `"${request.route.slice(0, 128)}" is not a route; one is electricity/retail-sales.`,
    );
  }
  const plan = planRequest(decodeRoute(route, await ask(route)), request);
  const progress = { done: 0, total: null as number | null };
  return {
    entries: readSeries(plan, readRows(plan, ask, progress)),
    progress: () => ({ unit: 'rows', ...progress }),
    close: () => stop.abort(),
  };
}

type Row = { readonly number: number; readonly row: JsonObject };

/** All rows by pages. A page that is short, or a total that moves, must never pass for the end of the data. */
async function* readRows(
  plan: ApiPlan,
  ask: ApiClient,
  progress: { done: number; total: number | null },
): AsyncGenerator<Row> {
  for (;;) {
    const rows = await readPage(plan, ask, progress);
    for (const row of rows) {
      progress.done += 1;
      yield { number: progress.done, row };
    }
    if (progress.done === progress.total) return;
  }
}

async function readPage(
  plan: ApiPlan,
  ask: ApiClient,
  progress: { readonly done: number; total: number | null },
): Promise<JsonObject[]> {
  const { route } = plan.route;
  for (let attempt = 1; ; attempt += 1) {
    const window = [['offset', String(progress.done)] as const, ['length', String(PAGE_ROWS)] as const];
    const { rows, total } = decodePage(await ask(`${route}/data`, [...plan.query, ...window]));
    if (total === 0) throw badUserInput('facet', `No rows of "${route}" fit these facets and periods.`);
    if (progress.total !== null && total !== progress.total) {
      const change = `from ${progress.total} to ${total} rows`;
      throw upstream(`EIA changed "${route}" while it was read (${change}); run the load again.`);
    }
    progress.total = total;
    const expected = Math.min(PAGE_ROWS, total - progress.done);
    if (rows.length === expected) return rows;
    if (rows.length > expected || attempt === SHORT_PAGE_ATTEMPTS) {
      const found = `${rows.length} rows where ${expected} of ${total} were due`;
      throw upstream(`EIA's API gave ${found}, ${attempt} times; run the load again later.`);
    }
  }
}

function decodePage(response: JsonObject): { rows: JsonObject[]; total: number } {
  const { data } = response;
  // EIA writes the total as text in some versions and as a number in others.
  const total = Number(response.total);
  if (!Array.isArray(data) || !Number.isSafeInteger(total) || total < 0) {
    throw upstream("EIA's API answered without `data` and `total`.");
  }
  return { rows: data.filter(isJsonObject), total };
}

type Group = {
  readonly row: JsonObject;
  readonly periods: Period[];
  readonly values: (number | null)[][];
};

/** Groups rows to series; relies on the order asked for, and fails where a series comes a second time. */
async function* readSeries(plan: ApiPlan, rows: AsyncIterable<Row>): AsyncGenerator<SourceEntry> {
  const parse = createPeriodParser(plan.frequency);
  const finished = new Set<string>();
  let key: string | undefined;
  let group: Group | undefined;
  const emit = function* (done: Group): Generator<SourceEntry> {
    const place = { source: plan.route.route, line: null };
    for (const record of recordsOf(plan, done)) yield { kind: 'series', record, place };
  };
  for await (const { number, row } of rows) {
    const next = JSON.stringify(facetValues(plan, row));
    if (group === undefined || key !== next) {
      if (group !== undefined && key !== undefined) {
        finished.add(key);
        yield* emit(group);
      }
      if (finished.has(next))
        throw upstream(`EIA's API did not keep the order asked for: ${next} came twice.`);
      key = next;
      group = { row, periods: [], values: plan.columns.map(() => []) };
    }
    try {
      addRow(plan, group, row, parse);
    } catch (error) {
      if (!(error instanceof AurumError)) throw error;
      const place = { source: `${plan.route.route}, row ${number}`, line: null };
      yield { kind: 'rejected', place, reason: error.message };
    }
  }
  if (group !== undefined) yield* emit(group);
}

function addRow(plan: ApiPlan, group: Group, row: JsonObject, parse: (text: string) => Period): void {
  const period = parse(requireText(row, 'period'));
  if (group.periods.at(-1)?.labelMillis === period.labelMillis) {
    throw badUserInput('period', `the period ${period.text} occurs twice in one series.`);
  }
  const values = plan.columns.map(({ id }) => {
    if (row[id] === undefined) throw badUserInput('data', `the row of ${period.text} has no "${id}".`);
    return readValue(row[id], period.text);
  });
  group.periods.push(period);
  values.forEach((value, index) => {
    group.values[index]?.push(value);
  });
}

function upstream(message: string): AurumError {
  return new AurumError('BACKEND_UNAVAILABLE', message, { backend: 'eia' });
}
