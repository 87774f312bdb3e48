import type { BackendKind } from '../model/backend.ts';
import type { Connection } from './backend.ts';
import type { Breaker } from './breaker.ts';
import type { ShedReason } from './fair-queue.ts';
import type { TrustSettings } from './trust.ts';

export type PoolSettings = TrustSettings & {
  /** Connections kept open once opened; `warm` opens them. */
  readonly min: number;
  readonly max: number;
  /** Most callers that wait for a connection. */
  readonly queueMaxLength: number;
  /** Longest wait for a connection, in the queue and until it is open. */
  readonly acquireTimeoutMillis: number;
  /** Longest time to open one. */
  readonly createTimeoutMillis: number;
  /** Idle connections above `min` are closed after this long. */
  readonly idleTimeoutMillis: number;
};

export type PoolOptions = {
  readonly name: BackendKind;
  readonly settings: PoolSettings;
  readonly breaker: Breaker;
  readonly connect: (signal: AbortSignal) => Promise<Connection>;
  /** Told of each caller that got no connection though the engine may be well. */
  readonly onShed?: (reason: ShedReason) => void;
  /** Told whenever the engine has no more than so many of its connections, or runs no more than so many statements of ours. */
  readonly onFull?: (of: Scarce, most: number) => void;
};

/** What an engine may have too few of. */
export type Scarce = 'connections' | 'statements';
