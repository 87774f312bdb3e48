import { type Fragment, sql, text } from '../sql/statement.ts';
import type { ReadCatalogue, TableFacts } from './inspect.ts';

/**
 * PostgreSQL's own catalogue: information_schema knows no materialized views
 * (https://www.postgresql.org/docs/current/catalog-pg-class.html).
 */
export async function inspectTimescale(read: ReadCatalogue, table: readonly string[]): Promise<TableFacts> {
  const relation = relationOf(table);
  const columns = await read(
    sql`select a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull, c.relkind::text
from pg_attribute a join (${relation}) c on c.oid = a.attrelid
where a.attnum > 0 and not a.attisdropped order by a.attnum`,
    'SELECT pg_attribute',
  );
  return {
    columns: columns.map(([name, type, notNull, kind]) => ({
      name: String(name),
      type: String(type),
      nullable: kind === 'v' || kind === 'm' ? null : notNull !== true,
    })),
    engine: null,
    uniqueKey: await uniqueKey(read, relation),
    sortingKey: [],
    timeColumn: await hypertableColumn(read, relation),
  };
}

/** The table itself; one without a schema is looked up as a statement would. */
function relationOf(table: readonly string[]): Fragment {
  const [name = '', schema] = [...table].reverse();
  const place = schema === undefined ? sql`pg_table_is_visible(r.oid)` : sql`n.nspname = ${text(schema)}`;
  return sql`select r.oid, r.relname, r.relkind, n.nspname
from pg_class r join pg_namespace n on n.oid = r.relnamespace
where r.relname = ${text(name)} and r.relkind in ('r', 'p', 'v', 'm', 'f') and ${place}`;
}

/** The primary key, or else the first unique index that holds for every row. */
async function uniqueKey(read: ReadCatalogue, relation: Fragment): Promise<string[]> {
  const rows = await read(
    sql`select i.indexrelid::int8, a.attname::text
from pg_index i join (${relation}) c on c.oid = i.indrelid
cross join unnest(i.indkey::int2[]) with ordinality as k(attnum, place)
join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
where i.indisunique and i.indpred is null and i.indexprs is null
order by i.indisprimary desc, i.indexrelid, k.place`,
    'SELECT pg_index',
  );
  const [first] = rows;
  return rows.filter(([index]) => index === first?.[0]).map(([, column]) => String(column));
}

async function hypertableColumn(read: ReadCatalogue, relation: Fragment): Promise<string | null> {
  const [known] = await read(
    sql`select to_regclass('timescaledb_information.dimensions') is not null`,
    'SELECT pg_class',
  );
  if (known?.[0] !== true) return null;
  const [row] = await read(
    sql`select d.column_name::text
from timescaledb_information.dimensions d join (${relation}) c
on d.hypertable_name = c.relname and d.hypertable_schema = c.nspname
where d.dimension_number = 1`,
    'SELECT timescaledb_information.dimensions',
  );
  return row === undefined ? null : String(row[0]);
}
