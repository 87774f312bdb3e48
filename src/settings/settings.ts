import type { Secret } from './secret.ts';

/** The engines the EIA fields can run on. */
export type EiaBackendKind = 'timescale' | 'clickhouse' | 'trino';

/** Where one engine is. */
export type EngineSettings = {
  /** `embedded:`, `none`, or the URL of a server without its password. */
  readonly url: string;
  readonly password: Secret | null;
};

/** Every setting, settled: nothing optional, nothing left to interpret. Frozen. */
export type Settings = {
  readonly dataBackend: {
    readonly backendType: EiaBackendKind;
    /** Null where no other engine holds the same. */
    readonly fallbackBackendType: EiaBackendKind | null;
    readonly connectionPoolMinSize: number;
    readonly connectionPoolMaxSize: number;
    readonly acquireTimeoutMillis: number;
    readonly connectTimeoutMillis: number;
    readonly idleTimeoutMillis: number;
    readonly validateAfterIdleMillis: number;
    readonly maxConnectionAgeMillis: number;
    readonly queueMaxLength: number;
  };
  readonly timescale: EngineSettings & {
    readonly statementGraceMillis: number;
    readonly lockTimeoutMillis: number;
  };
  readonly clickhouse: EngineSettings;
  readonly trino: EngineSettings & {
    readonly queryCatalogs: readonly string[];
    readonly maxQueryRows: number;
  };
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly drainDelayMillis: number;
    readonly drainGraceMillis: number;
    /** Addresses and networks whose `x-forwarded-for` is believed. */
    readonly trustedProxies: readonly string[];
  };
  readonly graphql: { readonly introspection: boolean; readonly landingPage: boolean; readonly ide: boolean };
  /** Threads that this process has for the embedded ClickHouse and for files; of the environment alone, as it is libuv that reads it. */
  readonly threads: number;
  readonly request: { readonly deadlineMillis: number };
  readonly health: { readonly intervalMillis: number; readonly timeoutMillis: number };
  readonly overload: { readonly maxEventLoopDelayMillis: number; readonly maxHeapPercent: number };
  readonly limits: {
    readonly maxPageSize: number;
    readonly maxBatch: number;
    readonly maxPoints: number;
    readonly maxSampledPoints: number;
    readonly maxBuckets: number;
    readonly maxFieldRows: number;
    readonly maxFieldBytes: number;
    readonly maxResponseRows: number;
    readonly maxResponseBytes: number;
    readonly maxHeldBytes: number;
  };
  readonly metrics: { readonly prometheus: boolean };
  readonly log: { readonly level: LogLevel; readonly format: 'auto' | 'json' | 'text' };
  readonly firstLook: boolean;
  readonly eia: { readonly apiUrl: string; readonly apiKey: Secret | null };
  /** Absolute path of the folder of declared datasets. */
  readonly datasetsDir: string;
  /** Absolute path. */
  readonly dataDir: string;
  /** Signs cursors; null where none was given. */
  readonly cursorSecret: Secret | null;
};

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';
