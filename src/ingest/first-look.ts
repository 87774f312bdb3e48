import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse as parseCsv } from 'csv-parse/sync';
import type { Backend } from '../backend/backend.ts';
import { createPeriodParser } from '../calendar/period.ts';
import { render, sql } from '../sql/statement.ts';
import type { Logger } from '../telemetry/log.ts';
import { readValue } from './bulk-fields.ts';
import { load } from './load.ts';
import { oldestFirst } from './oldest-first.ts';
import type { RecordSource, SeriesRecord, SourceEntry } from './record.ts';
import { facetsOfSeriesId } from './series-id.ts';

/** Dataset of the first look; no prefix of EIA's own. */
export const FIRST_LOOK_DATASET = 'IOWA';

const PACKAGE = 'vega-datasets';
/** Raised when the same figures would be stored otherwise. */
const READING_VERSION = 1;

/** One sentence of what happened, for the log. */
export type FirstLook = { readonly loaded: boolean; readonly message: string };

/**
 * Loads EIA's net generation of Iowa into backends that hold no series yet, so that the first query has something real
 * to answer. A missing package or a failed load is told, never thrown.
 */
export async function loadFirstLook(
  backends: readonly Backend[],
  options: { readonly signal: AbortSignal; readonly logger: Logger },
): Promise<FirstLook> {
  const empty: Backend[] = [];
  for (const backend of backends) if (await isEmpty(backend, options.signal)) empty.push(backend);
  if (empty.length === 0) return { loaded: false, message: 'There is data already.' };
  const records = await firstLookRecords();
  if (records === null) {
    return {
      loaded: false,
      message: `No data for a first look: the optional package ${PACKAGE} is not installed. Load EIA's files with aurum ingest FILE.`,
    };
  }
  const outcome = await load(sourceOf(records), {
    ...options,
    backends: empty,
    skipBad: false,
    onEvent() {},
  });
  if (outcome.error !== null)
    return { loaded: false, message: `The first look failed: ${outcome.error.message}` };
  const { series, observations } = outcome.summary;
  return {
    loaded: true,
    message: `Loaded ${series} series (${observations} observations) of EIA's net generation in Iowa for a first look.`,
  };
}

/**
 * Net generation of electricity in Iowa by source, 2001 to 2017: figures EIA published, in the selection that the
 * package ships (https://vega.github.io/vega-datasets/, iowa-electricity.csv; unit by its datapackage.json). The ids
 * are ours. Null where the package is not installed.
 */
export async function firstLookRecords(): Promise<readonly SeriesRecord[] | null> {
  const text = await readPackaged('data/iowa-electricity.csv');
  if (text === null) return null;
  const rows: unknown = parseCsv(text, { columns: true, skip_empty_lines: true });
  const bySource = new Map<string, [string, string][]>();
  for (const row of rows as readonly Readonly<Record<string, string>>[]) {
    const { year = '', source = '', net_generation: generation = '' } = row;
    const pairs = bySource.get(source) ?? [];
    pairs.push([year.slice(0, 4), generation]);
    bySource.set(source, pairs);
  }
  return [...bySource].map(([source, pairs]) => recordOf(source, pairs));
}

function recordOf(source: string, pairs: readonly (readonly [string, string])[]): SeriesRecord {
  const parse = createPeriodParser('ANNUAL');
  const periods = pairs.map(([year]) => parse(year));
  const values = pairs.map(([year, value]) => readValue(value, year));
  const id = `${FIRST_LOOK_DATASET}.NET_GENERATION.${source.toUpperCase().replaceAll(' ', '_')}.A`;
  return {
    id,
    name: `Net generation : ${source.toLowerCase()} : Iowa : annual`,
    description:
      'Figures of the U.S. Energy Information Administration as vega-datasets ships them; the id is not EIA’s.',
    units: 'thousand megawatthours',
    frequency: 'ANNUAL',
    ...facetsOfSeriesId(id, 'A'),
    region: 'USA-IA',
    source: `EIA, U.S. Energy Information Administration, via ${PACKAGE}`,
    lastUpdatedMillis: null,
    facetLabels: { part_2: source },
    attributes: {},
    sourceHash: `first-look:${READING_VERSION}`,
    ...oldestFirst(periods, values),
    nullCount: 0,
  };
}

/** A file of the package; resolved only here, because an install may leave optional packages out. */
async function readPackaged(path: string): Promise<string | null> {
  try {
    // The package exports its entry alone, build/index.js; its files lie beside that folder.
    const entry = import.meta.resolve(PACKAGE);
    return await readFile(fileURLToPath(new URL(`../${path}`, entry)), 'utf8');
  } catch {
    return null;
  }
}

function sourceOf(records: readonly SeriesRecord[]): RecordSource {
  const entries = async function* (): AsyncGenerator<SourceEntry> {
    for (const record of records) yield { kind: 'series', record, place: { source: PACKAGE, line: null } };
  };
  const progress = { unit: 'rows', done: 0, total: null } as const;
  return { entries: entries(), progress: () => progress, close() {} };
}

async function isEmpty(backend: Backend, signal: AbortSignal): Promise<boolean> {
  const statement = render(
    sql`select series_id from eia_series limit 1`,
    backend.dialect,
    'SELECT eia_series',
  );
  const { rows } = await backend.execute(statement, { signal });
  return rows.length === 0;
}
