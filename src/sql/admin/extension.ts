import { sql } from '../statement.ts';

/** One row: whether the database has the extension timescaledb. */
export const EXTENSION = sql`select exists (select from pg_extension where extname = 'timescaledb')`;
