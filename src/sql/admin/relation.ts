import { timescaleDialect } from '../dialect/timescale.ts';
import { type Fragment, sql, text } from '../statement.ts';

/** A declared table of PostgreSQL as a value of its type regclass; null where it is not there. */
export function regclass(table: readonly string[]): Fragment {
  return sql`to_regclass(${text(table.map(timescaleDialect.quoteIdentifier).join('.'))})`;
}

/** The schema (`nspname`) and name (`relname`) of a declared table as the catalogue has them; no row where it is not there. */
export function relation(table: readonly string[]): Fragment {
  return sql`(
    select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.oid = ${regclass(table)})`;
}

/** An interval as three numbers: months, days, seconds. */
export function intervalParts(interval: Fragment): Fragment {
  const part = (name: Fragment): Fragment => sql`date_part(${name}, ${interval})`;
  return sql`
    ${part(sql`'year'`)} * 12 + ${part(sql`'month'`)},
    ${part(sql`'day'`)},
    ${part(sql`'hour'`)} * 3600 + ${part(sql`'minute'`)} * 60 + ${part(sql`'second'`)}`;
}
