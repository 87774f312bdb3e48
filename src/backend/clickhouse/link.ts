import type { ClickHouseClient } from '@clickhouse/client';

/** The way to one ClickHouse: in process, or a server. */
export interface Link {
  /** A client of its own for one connection, not yet proven to reach anything. Throws BACKEND_UNAVAILABLE. */
  open(): Promise<ClickHouseClient>;
  /** Ends what was started for the link; the clients are closed before. Idempotent. */
  close(): Promise<void>;
}
