import { type BatchObservableResult, createNoopMeter, type MeterProvider, metrics } from '@opentelemetry/api';
import { ERROR_CODES, type ErrorCode } from '../errors.ts';
import type { BackendKind, BackendStatus, BreakerState } from '../model/backend.ts';
import { type Instruments, makeInstruments } from './instruments.ts';

/** States of a circuit breaker, as clients read them too. */
export const BREAKER_STATES: readonly BreakerState[] = ['CLOSED', 'OPEN', 'HALF_OPEN'];

/** What a backend is asked for whenever its figures are collected. */
export type BackendFigures = {
  /** Connections lent now. */
  readonly used: number;
  readonly idle: number;
  /** Statements that wait in the pool. */
  readonly pending: number;
  readonly max: number;
  /** Statements that wait in the queue before the pool. */
  readonly queued: number;
  readonly status: BackendStatus;
  readonly breaker: BreakerState;
};

export type RetryDecision = 'tried' | 'refused';

/** Why load was shed. */
export type ShedReason = 'queue_full' | 'deadline' | 'event_loop' | 'heap' | 'draining' | 'held_bytes';

/** Why a request ended before its answer. */
export type CancelReason = 'client_left' | 'deadline' | 'shutdown';

/**
 * How a GraphQL operation ended: `partial` has data and errors, `invalid` never ran (document, variables, arguments of HTTP),
 * `shed` has OVERLOADED or POOL_TIMEOUT and no data, `timeout` and `cancelled` likewise, `error` any other error alone.
 */
export type OperationOutcome = 'ok' | 'partial' | 'error' | 'invalid' | 'shed' | 'timeout' | 'cancelled';

/** `unknown` where the document could not be read. */
export type OperationType = 'query' | 'mutation' | 'subscription' | 'unknown';

const STATUSES: readonly BackendStatus[] = ['STARTING', 'UP', 'BUSY', 'DEGRADED', 'DOWN'];
/** `db.system.name` of OpenTelemetry's conventions. */
const SYSTEM_NAMES = { timescale: 'postgresql', clickhouse: 'clickhouse', trino: 'trino' } as const;
/** First words of the summaries of our own statements; any other one counts as `_OTHER`. */
const OPERATIONS = new Set(
  'SELECT INSERT UPDATE DELETE MERGE CALL EXPLAIN SHOW DESCRIBE CREATE ALTER DROP REFRESH OPTIMIZE COMPRESS SET'.split(
    ' ',
  ),
);
const METHODS = new Set('GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH'.split(' '));
const OTHER = '_OTHER';

/**
 * The instruments of each provider; null for the one that stands in while none is set. An instrument of that one stays
 * without effect for ever (the API has no proxy for metrics), so instruments are looked up with every event.
 */
const instrumentsOf = new WeakMap<MeterProvider, Instruments | null>();
/** What is read when figures are collected. Global as the provider is: it may be set before or after a backend opens. */
const watchedBackends = new Map<BackendKind, () => BackendFigures>();
const heldBytesReaders = new Set<() => number>();

/** Null while no provider is set: nothing is measured then. */
function instruments(): Instruments | null {
  const provider = metrics.getMeterProvider();
  const known = instrumentsOf.get(provider);
  if (known !== undefined) return known;
  const meter = provider.getMeter('aurum');
  const made = meter === createNoopMeter() ? null : makeInstruments(meter);
  instrumentsOf.set(provider, made);
  if (made !== null) {
    const { connections, connectionLimit, pendingRequests, queueLength, backendStatus, breakerState } = made;
    const ofBackends = [
      connections,
      connectionLimit,
      pendingRequests,
      queueLength,
      backendStatus,
      breakerState,
    ];
    meter.addBatchObservableCallback((result) => {
      for (const [backend, read] of watchedBackends) observeFigures(made, result, backend, read());
    }, ofBackends);
    made.heldBytes.addCallback((result) => {
      for (const read of heldBytesReaders) result.observe(read());
    });
  }
  return made;
}

/** Makes the instruments of the provider that was just set, so that backends are observed before the first event. */
export function startMetrics(): void {
  instruments();
}

/** Reads the figures of a backend whenever they are collected, until the answered function is called. */
export function observeBackend(backend: BackendKind, read: () => BackendFigures): () => void {
  watchedBackends.set(backend, read);
  return () => {
    if (watchedBackends.get(backend) === read) watchedBackends.delete(backend);
  };
}

/** Reads how many bytes of answers are held whenever figures are collected, until the answered function is called. */
export function observeHeldBytes(read: () => number): () => void {
  heldBytesReaders.add(read);
  return () => heldBytesReaders.delete(read);
}

/** A statement got its connection after so long in queue and pool. */
export function connectionWaited(backend: BackendKind, seconds: number): void {
  instruments()?.waitTime.record(seconds, poolLabels(backend));
}

/** A statement got no connection in time. */
export function connectionTimedOut(backend: BackendKind): void {
  instruments()?.timeouts.add(1, poolLabels(backend));
}

/** A connection was opened, or, with a code, could not be. The count of the histogram is that of creations. */
export function connectionCreated(backend: BackendKind, seconds: number, code?: ErrorCode): void {
  instruments()?.createTime.record(seconds, { ...poolLabels(backend), ...errorType(code) });
}

/** A connection came back after so long. */
export function connectionUsed(backend: BackendKind, seconds: number): void {
  instruments()?.useTime.record(seconds, poolLabels(backend));
}

/** A statement ended on its engine, well or with a code. `summary` is the statement's; only its first word is kept. */
export function statementEnded(
  backend: BackendKind,
  summary: string,
  seconds: number,
  code?: ErrorCode,
): void {
  const made = instruments();
  if (made === null) return;
  const [word = ''] = summary.split(' ', 1);
  made.statements.record(seconds, {
    'db.system.name': SYSTEM_NAMES[backend],
    'db.operation.name': OPERATIONS.has(word) ? word : OTHER,
    'aurum.backend': backend,
    ...errorType(code),
  });
}

/** A read failed in a way that may be tried again: it was, or the budget refused it. */
export function retryDecided(backend: BackendKind, decision: RetryDecision): void {
  instruments()?.retries.add(1, { 'aurum.backend': backend, 'aurum.retry.decision': decision });
}

/** A breaker went to a state. */
export function breakerTurned(backend: BackendKind, to: BreakerState): void {
  instruments()?.breakerTurns.add(1, { 'aurum.backend': backend, 'aurum.breaker.state': to });
}

/** A request, or a statement where a backend is named, was refused to shed load. */
export function loadShed(reason: ShedReason, backend?: BackendKind): void {
  instruments()?.sheds.add(1, { 'aurum.shed.reason': reason, ...(backend && { 'aurum.backend': backend }) });
}

/** A request ended before its answer was complete. */
export function requestCancelled(reason: CancelReason): void {
  instruments()?.cancellations.add(1, { 'aurum.cancel.reason': reason });
}

/** A read was answered by `to`, because `from`, which its dataset names first, could not. */
export function fallbackRead(from: BackendKind, to: BackendKind): void {
  instruments()?.fallbackReads.add(1, { 'aurum.backend': from, 'aurum.fallback.backend': to });
}

/** A loader read a batch of keys. The names of loaders are those in the source. */
export function batchLoaded(loader: string, keys: number): void {
  instruments()?.batchSize.record(keys, { 'aurum.loader': loader });
}

/** An answer has an error. Codes and backends that are not ours count as INTERNAL_SERVER_ERROR and none. */
export function errorAnswered(code: string, backend?: string): void {
  const known = Object.hasOwn(ERROR_CODES, code) ? code : 'INTERNAL_SERVER_ERROR';
  const labels =
    backend !== undefined && Object.hasOwn(SYSTEM_NAMES, backend) ? { 'aurum.backend': backend } : {};
  instruments()?.errors.add(1, { 'error.type': known, ...labels });
}

/** A GraphQL operation was answered. */
export function operationEnded(type: OperationType, outcome: OperationOutcome, seconds: number): void {
  instruments()?.operations.record(seconds, { 'graphql.operation.type': type, 'aurum.outcome': outcome });
}

/** An HTTP request came in; {@link requestEnded} must follow. */
export function requestStarted(method: string): void {
  instruments()?.activeRequests.add(1, methodLabel(method));
}

/** What is known of an answered HTTP request. */
export type AnsweredRequest = {
  readonly method: string;
  /** The route's pattern, never the path; absent where no route matched. */
  readonly route: string | undefined;
  readonly status: number;
  readonly seconds: number;
  /** Bytes of the body, where known. */
  readonly bytes?: number | undefined;
};

/** An HTTP request was answered, or its client left. */
export function requestEnded({ method, route, status, seconds, bytes }: AnsweredRequest): void {
  const made = instruments();
  if (made === null) return;
  const labels = {
    ...methodLabel(method),
    'http.response.status_code': status,
    ...(route === undefined ? {} : { 'http.route': route }),
    ...(status >= 500 ? { 'error.type': String(status) } : {}),
  };
  made.activeRequests.add(-1, methodLabel(method));
  made.requests.record(seconds, labels);
  if (bytes !== undefined) made.responseSize.record(bytes, labels);
}

function observeFigures(
  made: Instruments,
  result: BatchObservableResult,
  backend: BackendKind,
  { used, idle, pending, max, queued, status, breaker }: BackendFigures,
): void {
  const labels = poolLabels(backend);
  const ofBackend = { 'aurum.backend': backend };
  result.observe(made.connections, used, { ...labels, 'db.client.connection.state': 'used' });
  result.observe(made.connections, idle, { ...labels, 'db.client.connection.state': 'idle' });
  result.observe(made.connectionLimit, max, labels);
  result.observe(made.pendingRequests, pending, labels);
  result.observe(made.queueLength, queued, ofBackend);
  for (const each of STATUSES) {
    result.observe(made.backendStatus, each === status ? 1 : 0, { ...ofBackend, 'aurum.status': each });
  }
  for (const each of BREAKER_STATES) {
    result.observe(made.breakerState, each === breaker ? 1 : 0, {
      ...ofBackend,
      'aurum.breaker.state': each,
    });
  }
}

/** The conventions' name of a pool, and the backend's under the name that all our metrics have. */
function poolLabels(backend: BackendKind) {
  return { 'db.client.connection.pool.name': backend, 'aurum.backend': backend };
}

function errorType(code: ErrorCode | undefined) {
  return code === undefined ? {} : { 'error.type': code };
}

function methodLabel(method: string) {
  return { 'http.request.method': METHODS.has(method) ? method : OTHER };
}
