import type { IcebergSchema, IcebergTable } from '../model/iceberg.ts';
import { NOTHING } from './condition.ts';
import { type Fragment, instant, int64, join, qualifiedName, sql, text } from './statement.ts';

/** Where a walk through the snapshots of a table stands: the commit's instant and the id. */
export type SnapshotPosition = { readonly committedAtMillis: number; readonly snapshotId: string };

/** A stretch of a table's snapshots, newest first, or oldest first for `backward`. */
export type SnapshotWalk = {
  readonly after: SnapshotPosition | null;
  readonly before: SnapshotPosition | null;
  readonly backward: boolean;
  readonly limit: number;
};

/** A stretch of the names in a schema. */
export type NameWalk = {
  readonly after: string | null;
  readonly before: string | null;
  readonly backward: boolean;
  readonly limit: number;
};

/** Names of the Iceberg tables of a schema: no views (https://trino.io/docs/476/connector/iceberg.html, system tables). */
export function tableNames({ catalog, schema }: IcebergSchema): Fragment {
  const listing = qualifiedName([catalog, 'system', 'iceberg_tables']);
  // The listing of a schema without a name is an error to Trino (GENERIC_INTERNAL_ERROR), not an empty one.
  const inSchema = schema === '' ? NOTHING : sql`table_schema = ${text(schema)}`;
  return sql`select table_name from ${listing} where ${inSchema}`;
}

/** A page of the names of a schema, by code point. */
export function tableNamePage(schema: IcebergSchema, { after, before, backward, limit }: NameWalk): Fragment {
  const bounds = [
    ...(after === null ? [] : [sql` and table_name > ${text(after)}`]),
    ...(before === null ? [] : [sql` and table_name < ${text(before)}`]),
  ];
  const order = backward ? sql`table_name desc` : sql`table_name`;
  return sql`${tableNames(schema)}${join(bounds, '')} order by ${order} limit ${int64(limit)}`;
}

/** Which of these names are tables of the schema. */
export function existingNames(schema: IcebergSchema, names: readonly string[]): Fragment {
  return sql`${tableNames(schema)} and ${isOneOf(names)}`;
}

/** Table, column and type of each column of these tables of one schema, in the order of the columns. */
export function tableColumns({ catalog, schema }: IcebergSchema, names: readonly string[]): Fragment {
  const columns = qualifiedName([catalog, 'information_schema', 'columns']);
  return sql`select table_name, column_name, data_type from ${columns}
    where table_schema = ${text(schema)} and ${isOneOf(names)} order by table_name, ordinal_position`;
}

/** The statement that made a table. */
export function tableDefinition(table: IcebergTable): Fragment {
  return sql`show create table ${tableName(table)}`;
}

const SNAPSHOT = sql`s.snapshot_id, s.parent_id, s.committed_at, s.operation`;

/** For each table its place in the list, its current snapshot, and what that counts as text: records, files, bytes, deletes by position, deletes by value. */
export function currentSnapshots(tables: readonly IcebergTable[]): Fragment {
  const counts = COUNTS.map((name) => sql`element_at(s.summary, ${text(name)})`);
  return eachTable(
    tables,
    (table, place) => sql`select ${place}, ${SNAPSHOT}, ${join(counts, ', ')}
      from ${metadata(table, 'snapshots')} s join ${metadata(table, 'refs')} r on r.snapshot_id = s.snapshot_id
      where r.name = 'main'`,
  );
}

/** Names in a snapshot's summary (https://iceberg.apache.org/spec/#optional-snapshot-summary-fields). */
const COUNTS = [
  'total-records',
  'total-data-files',
  'total-files-size',
  'total-position-deletes',
  'total-equality-deletes',
];

/** For each table its place in the list and its snapshots of one walk. */
export function snapshotPages(asks: readonly { table: IcebergTable; walk: SnapshotWalk }[]): Fragment {
  const parts = asks.map(({ table, walk }, index) => {
    const { after, before, backward, limit } = walk;
    const older = after === null ? sql`` : sql` and (s.committed_at, s.snapshot_id) < ${position(after)}`;
    const newer = before === null ? sql`` : sql` and (s.committed_at, s.snapshot_id) > ${position(before)}`;
    const order = backward
      ? sql`s.committed_at, s.snapshot_id`
      : sql`s.committed_at desc, s.snapshot_id desc`;
    return sql`(select ${int64(index)} as place, ${SNAPSHOT} from ${metadata(table, 'snapshots')} s
      where true${older}${newer} order by ${order} limit ${int64(limit)})`;
  });
  return join(parts, ' union all ');
}

/** For each table its place in the list and how many snapshots it has. */
export function snapshotCounts(tables: readonly IcebergTable[]): Fragment {
  return eachTable(
    tables,
    (table, place) => sql`select ${place}, count(*) from ${metadata(table, 'snapshots')}`,
  );
}

function eachTable(
  tables: readonly IcebergTable[],
  select: (table: IcebergTable, place: Fragment) => Fragment,
): Fragment {
  return join(
    tables.map((table, index) => select(table, sql`${int64(index)} as place`)),
    ' union all ',
  );
}

function position({ committedAtMillis, snapshotId }: SnapshotPosition): Fragment {
  return sql`(${instant(committedAtMillis)}, ${int64(BigInt(snapshotId))})`;
}

function isOneOf(names: readonly string[]): Fragment {
  return sql`table_name in (${join(
    names.map((name) => sql`${text(name)}`),
    ', ',
  )})`;
}

function tableName({ catalog, schema, name }: IcebergTable): Fragment {
  return qualifiedName([catalog, schema, name]);
}

/** One of a table's metadata tables, `"orders$snapshots"`. */
function metadata(table: IcebergTable, kind: 'snapshots' | 'refs'): Fragment {
  return tableName({ ...table, name: `${table.name}$${kind}` });
}
