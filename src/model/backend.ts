/** The three engines. */
export const BACKEND_KINDS = ['timescale', 'clickhouse', 'trino'] as const;
export type BackendKind = (typeof BACKEND_KINDS)[number];

export type BackendStatus = 'NOT_CONFIGURED' | 'STARTING' | 'UP' | 'BUSY' | 'DEGRADED' | 'DOWN';

/** Whether connections are being made: OPEN refuses to, HALF_OPEN tries one. */
export type BreakerState = 'CLOSED' | 'HALF_OPEN' | 'OPEN';

/** What is known of a backend, from memory. */
export type BackendHealth = {
  readonly status: BackendStatus;
  /** One sentence without host names; null when all is well. */
  readonly reason: string | null;
  /** When the status was last looked at, milliseconds since 1970. */
  readonly checkedAtMillis: number | null;
  readonly version: string | null;
  readonly breaker: BreakerState;
};

/** Connections of one pool now. */
export type PoolFigures = {
  readonly min: number;
  readonly max: number;
  readonly used: number;
  readonly free: number;
  /** Callers whose turn it is and whose connection is being opened or checked. */
  readonly pending: number;
  /** Callers waiting for their turn. */
  readonly queued: number;
  /** Connections being opened. */
  readonly creating: number;
};

/** A backend as clients see it. */
export type BackendDescription = {
  readonly name: string;
  readonly kind: BackendKind;
  readonly embedded: boolean;
  /** What it cannot do here that the same engine as a server can. */
  readonly limitations: readonly string[];
  readonly health: BackendHealth;
  /** Null for a backend that is not configured. */
  readonly pool: PoolFigures | null;
};
