import type { Backend, Cell } from '../backend/backend.ts';
import { type Fragment, identifier, join, render, sql } from '../sql/statement.ts';

/** What the catalogue knows of a series that a load asks about. */
export type StoredSeries = {
  readonly sourceHash: string;
  readonly observationCount: number;
  readonly units: string | null;
};

/** Stored observations of one series, oldest first, in arrays of equal length. */
export type StoredObservations = {
  readonly labels: number[];
  readonly periods: string[];
  readonly values: (number | null)[];
  /** When a load first saw each value, milliseconds since 1970; 0 where nobody knows. */
  readonly seenAtMillis: number[];
};

/** The rest of a stored series, for sources that bring a part of it only. */
export type StoredDescription = {
  readonly description: string | null;
  readonly units: string | null;
  readonly region: string | null;
  readonly source: string | null;
  readonly lastUpdatedMillis: number | null;
  readonly facets: Readonly<Record<string, string>>;
  readonly facetLabels: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, string>>;
};

/** Ids a statement; servers read parameters of an HTTP call from its address, which is limited. */
const IDS_PER_STATEMENT = 500;

const column = (name: string): Fragment => sql`${identifier(name)}`;

/** The catalogue rows of these series; unknown ids are absent. */
export async function readStoredSeries(
  backend: Backend,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, StoredSeries>> {
  const columns = ['series_id', 'source_hash', 'observation_count', 'units'].map(column);
  const rows = await readSeriesRows(backend, ids, columns, signal);
  return new Map(
    rows.map(([id, sourceHash, count, units]) => [
      String(id),
      {
        sourceHash: String(sourceHash ?? ''),
        observationCount: Number(count ?? 0),
        units: textCell(units),
      },
    ]),
  );
}

/** What the catalogue says about these series beyond their name; unknown ids are absent. */
export async function readStoredDescriptions(
  backend: Backend,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, StoredDescription>> {
  const texts = ['series_id', 'description', 'units', 'region', 'source'].map(column);
  const maps = ['facets', 'facet_labels', 'attributes'].map(column);
  const updated = backend.dialect.epochMillis(column('last_updated'));
  const rows = await readSeriesRows(backend, ids, [...texts, updated, ...maps], signal);
  return new Map(
    rows.map(([id, description, units, region, source, lastUpdated, facets, facetLabels, attributes]) => [
      String(id),
      {
        description: textCell(description),
        units: textCell(units),
        region: textCell(region),
        source: textCell(source),
        lastUpdatedMillis: numberCell(lastUpdated),
        facets: mapCell(facets),
        facetLabels: mapCell(facetLabels),
        attributes: mapCell(attributes),
      },
    ]),
  );
}

/** Every stored observation of these series; a series without any is absent. */
export async function readStoredObservations(
  backend: Backend,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, StoredObservations>> {
  const { dialect } = backend;
  const found = new Map<string, StoredObservations>();
  for (const part of partsOf(ids)) {
    const fragment = sql`
      select series_id, ${dialect.epochMillis(column('label'))}, period, value,
        ${dialect.epochMillis(column('seen_at'))}
      from ${dialect.current('eia_observation')}
      where ${dialect.isIn(column('series_id'), part)}
      order by series_id, label`;
    const { rows } = await backend.execute(render(fragment, dialect, 'SELECT eia_observation'), { signal });
    for (const [idCell, label, period, value, seenAt] of rows) {
      const id = String(idCell);
      let series = found.get(id);
      if (series === undefined) {
        series = { labels: [], periods: [], values: [], seenAtMillis: [] };
        found.set(id, series);
      }
      series.labels.push(Number(label));
      series.periods.push(String(period));
      series.values.push(numberCell(value));
      series.seenAtMillis.push(numberCell(seenAt) ?? 0);
    }
  }
  return found;
}

async function readSeriesRows(
  backend: Backend,
  ids: readonly string[],
  columns: readonly Fragment[],
  signal: AbortSignal,
): Promise<(readonly Cell[])[]> {
  const { dialect } = backend;
  const rows: (readonly Cell[])[] = [];
  for (const part of partsOf(ids)) {
    const fragment = sql`
      select ${join(columns, ', ')} from ${dialect.current('eia_series')}
      where ${dialect.isIn(column('series_id'), part)}`;
    const result = await backend.execute(render(fragment, dialect, 'SELECT eia_series'), { signal });
    rows.push(...result.rows);
  }
  return rows;
}

function* partsOf(ids: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += IDS_PER_STATEMENT) {
    yield ids.slice(start, start + IDS_PER_STATEMENT);
  }
}

function textCell(cell: Cell | undefined): string | null {
  return typeof cell === 'string' ? cell : null;
}

function numberCell(cell: Cell | undefined): number | null {
  return cell === null || cell === undefined ? null : Number(cell);
}

function mapCell(cell: Cell | undefined): Readonly<Record<string, string>> {
  if (typeof cell !== 'object' || cell === null || Array.isArray(cell)) return {};
  return Object.fromEntries(Object.entries(cell).map(([key, value]) => [key, String(value)]));
}
