import type { Backend, Cell } from '../../src/backend/backend.ts';
import { type Fragment, identifier, join, render, sql } from '../../src/sql/statement.ts';

type Rows = readonly (readonly Cell[])[];

const column = (name: string): Fragment => sql`${identifier(name)}`;

/** Every stored observation and series in the order of its key, spelled the same on each engine. */
export async function storedRows(backend: Backend): Promise<{ observations: Rows; series: Rows }> {
  const { dialect } = backend;
  const signal = AbortSignal.timeout(60_000);
  const instant = (name: string): Fragment => dialect.epochMillis(column(name));
  const observations = sql`
    select series_id, ${instant('label')}, ${instant('period_start')}, ${instant('period_end')},
      period, period_original, value
    from ${dialect.current('eia_observation')} order by series_id, label`;
  const texts = ['series_id', 'name', 'description', 'units', 'frequency', 'dataset', 'region', 'source'];
  const more = [
    'start_period',
    'end_period',
    'facets',
    'facet_labels',
    'attributes',
    'search_words',
    'source_hash',
  ];
  const instants = ['first_label', 'last_label', 'last_updated'].map(instant);
  const counts = ['observation_count', 'null_count'].map(column);
  const columns = join([...[...texts, ...more].map(column), ...instants, ...counts], ', ');
  const series = sql`select ${columns} from ${dialect.current('eia_series')} order by series_id`;
  const read = async (fragment: Fragment): Promise<Rows> =>
    (await backend.execute(render(fragment, dialect, 'SELECT'), { signal })).rows;
  return { observations: await read(observations), series: await read(series) };
}
