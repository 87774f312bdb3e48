import type { Backend } from '../../src/backend/backend.ts';
import { type Fragment, float64, instant, int64, render, sql, text } from '../../src/sql/statement.ts';

/** Stores observations an hour apart in one statement: periods are the milliseconds of labels, values count from 0. */
export async function storeHours(
  backend: Backend,
  seriesId: string,
  firstMillis: number,
  count: number,
): Promise<void> {
  const { dialect } = backend;
  const statement =
    dialect.engine === 'clickhouse'
      ? clickhouse(seriesId, firstMillis, count)
      : timescale(seriesId, firstMillis, count);
  await backend.execute(render(statement, dialect, 'INSERT eia_observation'), {
    signal: AbortSignal.timeout(60_000),
  });
}

function clickhouse(seriesId: string, firstMillis: number, count: number): Fragment {
  return sql`
    insert into eia_observation (series_id, label, period_start, period_end, period, period_original, value, version)
    select ${text(seriesId)}, ${int64(firstMillis)} + number * 3600000 as at, at - 3600000, at, toString(at), '', number, 1
    from numbers(${int64(count)})`;
}

function timescale(seriesId: string, firstMillis: number, count: number): Fragment {
  return sql`
    insert into eia_observation (series_id, label, period_start, period_end, period, period_original, value)
    select ${text(seriesId)}, at, at - interval '1 hour', at, (extract(epoch from at) * 1000)::int8::text, '', number
    from generate_series(0, ${float64(count - 1)}::int8) as number,
      lateral (select ${instant(firstMillis)} + number * interval '1 hour' as at) as label
    on conflict do nothing`;
}
