import type { Backend } from '../../src/backend/backend.ts';
import type { DeclaredDataset } from '../../src/model/declared-dataset.ts';
import { wordsOf } from '../../src/sql/dataset/words-of.ts';
import {
  type Fragment,
  float64,
  identifier,
  join,
  keyword,
  render,
  sql,
  text,
} from '../../src/sql/statement.ts';
import { awkwardDataset } from './awkward-table.ts';

/** Whole multiples of an irrational number, cut to a few digits, over many powers of ten. */
const scattered = (length: number, seed: number): number[] =>
  Array.from({ length }, (_, index) => {
    const turn = ((index + 1) * seed * Math.SQRT2) % 1;
    return Number(((turn - 0.5) * 10 ** ((index * 7) % 16)).toPrecision(9));
  });
const SCATTERED = [1, 2, 3, 4, 5, 6, 7, 8].map((seed): [string, number[]] => [
  `scattered ${seed}`,
  scattered(40, seed),
]);

/** Values by group. Added up as doubles they come to another sum in most orders, and many groups come close or are equal. */
export const UNEVEN_GROUPS: ReadonlyMap<string, readonly (number | null)[]> = new Map<
  string,
  (number | null)[]
>([
  ...SCATTERED,
  ...SCATTERED.map(([name, values]): [string, number[]] => [`${name} reversed`, values.toReversed()]),
  ...SCATTERED.map(([name, values]): [string, number[]] => [`${name} sorted`, values.toSorted()]),
  ['a tenth is left', [1e16, 1, -1e16, 0.1, -1]],
  ['a tenth', [0.1, null, Number.NaN]],
  ['two tenths are left', [0.1, 1e16, 0.1, -1e16]],
  ['a fifth', [0.2]],
  ['tenths', Array.from({ length: 10 }, () => 0.1)],
  ['one', [1]],
  ['almost nothing is left', [...Array.from({ length: 10 }, () => 0.9), -9]],
  ['almost nothing', [0.1, 0.2, -0.3]],
  ['nothing', [0, -0]],
  ['a sign changes', [-1, 2 ** -49, 2 ** -48, -(2 ** -47), 1, -(2 ** -48)]],
  ['the least in reach', [2 ** -48, 2 ** -48 + 2 ** -100, 1]],
  ['below reach', [1e-300, -5e-324, 1e-20, 3e-16]],
  ['squares vanish', [1e-170, 2e-170, -3e-170]],
  ['the greatest in reach', [2 ** 62 - 512, 2 ** 62 - 512, 2 ** 62 - 512, 0.5, -(2 ** 62) + 512]],
  ['a sum within the range, by way of none', [1e308, 1.5e308, -1e308, -1.5e308, 0.5]],
  ['a mean within the range', [1.7e308, 1.5e308, 1.6e308]],
  ['too far apart', [1.7e308, -1.7e308]],
  ['far apart', [1e300, 3, -1e300, 0.1]],
  ['apart as far as squares can be', [2 ** 480, -(2 ** 479), 2 ** 478, 5e-324]],
  ['the greatest', [Number.MAX_VALUE]],
  ['means vanish', [5e-324, 0, 0, 0]],
  ['squares by count vanish', [2e-162, ...Array.from({ length: 12 }, () => 0)]],
  ['beyond reach and far apart', [1e19, -7e25, 1, 3e22, 1e-17]],
  ['missing', [null, Number.NaN]],
  ['infinite', [1, Number.POSITIVE_INFINITY]],
  ['undefined', [Number.NEGATIVE_INFINITY, 1, Number.POSITIVE_INFINITY]],
]);

const HOUR_MILLIS = 3_600_000;
const PER_INSERT = 130;

/** The uneven table as a declaration; engine and name of the table are given. */
export function unevenDataset(
  backend: DeclaredDataset['backend'],
  table: readonly string[],
): DeclaredDataset {
  const { dimensions, measures, ...rest } = awkwardDataset(backend, table);
  return {
    ...rest,
    time: { column: 'at', type: 'instant' },
    dimensions: dimensions.filter(({ name }) => name === 'hub'),
    measures: measures.filter(({ name }) => name === 'volume'),
    key: ['time', 'hub'],
  };
}

/** Makes an uneven table; its rows are stored by several statements, for TimescaleDB in several chunks. */
export async function storeUnevenRows(backend: Backend, table: string, reversed: boolean): Promise<void> {
  const { dialect } = backend;
  const run = async (fragment: Fragment, summary: string): Promise<void> => {
    await backend.execute(render(fragment, dialect, summary), { signal: AbortSignal.timeout(60_000) });
  };
  await run(sql`create table ${identifier(table)} (${columns(backend)})`, `CREATE ${table}`);
  if (dialect.engine === 'timescale') await run(inChunks(table), `ALTER ${table}`);
  const records = [...UNEVEN_GROUPS].flatMap(([hub, values]) =>
    values.map((value, index) => {
      const time = new Date(index * HOUR_MILLIS).toISOString();
      const volume = value === null ? keyword('null') : sql`${float64(value)}`;
      return sql`(${join([wordsOf(dialect).instantValue(time), sql`${text(hub)}`, volume], ', ')})`;
    }),
  );
  const stored = reversed ? records.toReversed() : records;
  for (let start = 0; start < stored.length; start += PER_INSERT) {
    const rows = join(stored.slice(start, start + PER_INSERT), ', ');
    await run(sql`insert into ${identifier(table)} values ${rows}`, `INSERT ${table}`);
  }
}

function columns({ dialect: { engine } }: Backend): Fragment {
  if (engine === 'clickhouse')
    return keyword(
      "at DateTime64(3, 'UTC'), k0 String, place Nullable(Float64)) engine = MergeTree order by (at",
    );
  if (engine === 'trino') return keyword('at timestamp(3) with time zone, k0 varchar, place double');
  return keyword('at timestamptz not null, k0 text, place float8');
}

/** Where the extension is there. */
function inChunks(table: string): Fragment {
  return keyword(`do $$ begin
    if exists (select from pg_extension where extname = 'timescaledb') then
      perform create_hypertable('${table}', 'at', chunk_time_interval => interval '7 hours');
    end if;
  end $$`);
}
