import type { Cell } from '../../src/backend/backend.ts';

/** A value in each engine's SQL, null where it has no such thing, and the cell it comes as. */
export type Value = {
  readonly name: string;
  readonly cell: Cell;
  readonly timescale: string | null;
  readonly clickhouse: string | null;
  readonly trino: string | null;
};

/** A {@link Value} with its SQL for TimescaleDB, ClickHouse and Trino. */
export const value = (
  name: string,
  cell: Cell,
  timescale: string | null,
  clickhouse: string | null,
  trino: string | null,
): Value => ({ name: `value: ${name}`, cell, timescale, clickhouse, trino });
