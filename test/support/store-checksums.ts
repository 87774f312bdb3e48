import { hash } from 'node:crypto';
import type { Backend, Cell } from '../../src/backend/backend.ts';
import { type Fragment, identifier, join, render, sql } from '../../src/sql/statement.ts';
import { storedRows } from './stored-rows.ts';

/** Of one table: how many rows, and a hash of all their cells but the instants at which a load saw them. */
export type TableChecksum = { readonly rows: number; readonly checksum: string };

/** What a store holds, spelled the same for stores that hold the same. */
export type StoreChecksums = {
  readonly eia_series: TableChecksum;
  readonly eia_observation: TableChecksum;
  readonly eia_revision: TableChecksum;
  /** What ClickHouse keeps a second time, in the order it is asked for; null elsewhere. */
  readonly eia_power_demand: TableChecksum | null;
  /** Values whose revisions are no history that ends with them: each begins when and as the one before it ended. */
  readonly torn: readonly string[];
};

const column = (name: string): Fragment => sql`${identifier(name)}`;

/** Reads all tables of a store. */
export async function checksumsOf(backend: Backend): Promise<StoreChecksums> {
  const { observations, series } = await storedRows(backend);
  const { dialect } = backend;
  const read = async (fragment: Fragment): Promise<readonly (readonly Cell[])[]> => {
    const signal = AbortSignal.timeout(60_000);
    return (await backend.execute(render(fragment, dialect, 'SELECT'), { signal })).rows;
  };
  const instants = (names: readonly string[]): Fragment =>
    join(
      names.map((name) => dialect.epochMillis(column(name))),
      ', ',
    );
  const seen = await read(sql`
    select series_id, ${instants(['label', 'seen_at'])}, value
    from ${dialect.current('eia_observation')} order by series_id, label`);
  const revisions = await read(sql`
    select series_id, ${instants(['label', 'previous_seen_at', 'seen_at'])}, previous_value, value, period,
      ${instants(['published_at'])}
    from ${dialect.current('eia_revision')} order by series_id, label, previous_seen_at`);
  const timeless = revisions.map((row) => row.filter((_, at) => at !== 2 && at !== 3));
  const demand =
    dialect.engine === 'clickhouse'
      ? await read(sql`
          select authority, toUnixTimestamp64Milli(time), demand
          from ${dialect.current('eia_power_demand')} order by authority, time`)
      : null;
  return {
    eia_series: checksum(series),
    eia_observation: checksum(observations),
    eia_revision: checksum(timeless),
    eia_power_demand: demand && checksum(demand),
    torn: tornIn(seen, revisions),
  };
}

function checksum(rows: readonly (readonly Cell[])[]): TableChecksum {
  const spelled = JSON.stringify(rows, (_, cell: unknown) => (typeof cell === 'bigint' ? `${cell}` : cell));
  return { rows: rows.length, checksum: hash('sha256', spelled, 'base64url').slice(0, 16) };
}

function tornIn(seen: readonly (readonly Cell[])[], revisions: readonly (readonly Cell[])[]): string[] {
  const last = new Map<string, { readonly seenAt: Cell; readonly value: Cell }>();
  const torn: string[] = [];
  for (const [id, label, previousSeenAt = null, seenAt = null, previous = null, value = null] of revisions) {
    const key = `${id} ${label}`;
    const before = last.get(key);
    if (before !== undefined && (before.seenAt !== previousSeenAt || before.value !== previous)) {
      torn.push(`${key}: the revision seen at ${seenAt} does not follow the one before it`);
    }
    last.set(key, { seenAt, value });
  }
  for (const [id, label, seenAt = null, value = null] of seen) {
    const revision = last.get(`${id} ${label}`);
    if (revision !== undefined && (revision.seenAt !== seenAt || revision.value !== value)) {
      torn.push(`${id} ${label}: the value is not the one of its last revision`);
    }
  }
  return torn;
}
