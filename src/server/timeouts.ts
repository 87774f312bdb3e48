/** Bounds of what a client may take its time for, in milliseconds. */
export type Timeouts = {
  /** From a request's first byte, or a connection's begin, to the end of its head. */
  readonly headMillis: number;
  /** From a request's first byte to its last. */
  readonly requestMillis: number;
  /** How late the end of these two may be noticed. */
  readonly checkMillis: number;
  /** A connection without a request is closed after this long; longer than the balancers before it keep theirs (60 s is usual). */
  readonly idleMillis: number;
  /** A client that takes nothing of its answer for this long is given up. */
  readonly stalledMillis: number;
};

export const TIMEOUTS: Timeouts = {
  headMillis: 10_000,
  requestMillis: 30_000,
  checkMillis: 2_000,
  idleMillis: 72_000,
  stalledMillis: 30_000,
};
