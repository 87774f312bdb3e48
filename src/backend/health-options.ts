import type { AurumError } from '../errors.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Driver } from './backend.ts';
import type { Breaker } from './breaker.ts';

export type HealthSettings = {
  /** Time between two looks. */
  readonly intervalMillis: number;
  /** Longest wait for the answer to a look. */
  readonly timeoutMillis: number;
};

/** What was seen of an engine. */
export type Phase =
  | { readonly phase: 'starting' }
  | { readonly phase: 'up' }
  | { readonly phase: 'down'; readonly error: AurumError }
  | { readonly phase: 'closed' };

export type HealthOptions = {
  readonly driver: Driver;
  readonly settings: HealthSettings;
  readonly breaker: Breaker;
  readonly logger: Logger;
  /** True while statements of ours run on the engine. */
  readonly isUsed: () => boolean;
  /** True while statements of ours have connections. */
  readonly isConnected: () => boolean;
  /** Called when the engine is up after it was not. */
  readonly onUp: () => void;
  /** Called when it is down after it was not; `isSilent`: it gave no answer in time, rather than one that says so. */
  readonly onDown: (error: AurumError, isSilent: boolean) => void;
  /** Called while it is up, and answers over a new connection only: the line was dead for a while. */
  readonly onLost: () => void;
};
