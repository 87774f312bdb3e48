import {
  type BatchObservableResult,
  createNoopMeter,
  type Meter,
  type MeterProvider,
  metrics,
} from '@opentelemetry/api';
import type { ErrorCode } from '../errors.ts';
import type { BackendKind, BackendStatus, BreakerState } from '../model/backend.ts';
import { type Instruments, makeInstruments } from './instruments.ts';
import {
  BREAKER_STATES,
  backendLabels,
  breakerLabels,
  CANCEL_REASONS,
  type CancelReason,
  cancelLabels,
  errorLabels,
  errorType,
  loaderLabels,
  methodLabels,
  type OperationOutcome,
  type OperationType,
  poolLabels,
  REQUEST_SHEDS,
  RETRY_DECISIONS,
  type RetryDecision,
  retryLabels,
  type ShedReason,
  STATEMENT_SHEDS,
  STATUSES,
  shedLabels,
  statementLabels,
  statusLabels,
} from './metric-labels.ts';

export type { CancelReason, OperationOutcome, OperationType, RetryDecision, ShedReason };

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
  if (made !== null) watch(meter, made);
  return made;
}

function watch(meter: Meter, made: Instruments): void {
  const { connections, connectionLimit, pendingRequests, queueLength, backendStatus, breakerState } = made;
  meter.addBatchObservableCallback(
    (result) => {
      for (const [backend, read] of watchedBackends) observeFigures(made, result, backend, read());
    },
    [connections, connectionLimit, pendingRequests, queueLength, backendStatus, breakerState],
  );
  made.heldBytes.addCallback((result) => {
    for (const read of heldBytesReaders) result.observe(read());
  });
  // Whoever computes a rate misses the step from no series to 1: what may happen is there as 0 from the start.
  for (const reason of REQUEST_SHEDS) made.sheds.add(0, shedLabels(reason));
  for (const reason of CANCEL_REASONS) made.cancellations.add(0, cancelLabels(reason));
  made.errors.add(0, errorLabels('INTERNAL_SERVER_ERROR'));
  for (const backend of watchedBackends.keys()) startCounters(made, backend);
}

function startCounters(made: Instruments, backend: BackendKind): void {
  made.timeouts.add(0, poolLabels(backend));
  made.errors.add(0, errorLabels('INTERNAL_SERVER_ERROR', backend));
  for (const reason of STATEMENT_SHEDS) made.sheds.add(0, shedLabels(reason, backend));
  for (const decision of RETRY_DECISIONS) made.retries.add(0, retryLabels(backend, decision));
  for (const state of BREAKER_STATES) made.breakerTurns.add(0, breakerLabels(backend, state));
}

/** Makes the instruments of the provider that was just set, so that backends are observed before the first event. */
export function startMetrics(): void {
  instruments();
}

/** True while a provider is set. */
export function isMeasuring(): boolean {
  return instruments() !== null;
}

/** Reads the figures of a backend whenever they are collected, until the answered function is called. */
export function observeBackend(backend: BackendKind, read: () => BackendFigures): () => void {
  watchedBackends.set(backend, read);
  const made = instruments();
  if (made !== null) startCounters(made, backend);
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
  instruments()?.statements.record(seconds, { ...statementLabels(backend, summary), ...errorType(code) });
}

/** A read failed in a way that may be tried again: it was, or the budget refused it. */
export function retryDecided(backend: BackendKind, decision: RetryDecision): void {
  instruments()?.retries.add(1, retryLabels(backend, decision));
}

/** A breaker went to a state. */
export function breakerTurned(backend: BackendKind, to: BreakerState): void {
  instruments()?.breakerTurns.add(1, breakerLabels(backend, to));
}

/** A request, or a statement where a backend is named, was refused to shed load. */
export function loadShed(reason: ShedReason, backend?: BackendKind): void {
  instruments()?.sheds.add(1, shedLabels(reason, backend));
}

/** A request ended before its answer was complete. */
export function requestCancelled(reason: CancelReason): void {
  instruments()?.cancellations.add(1, cancelLabels(reason));
}

/** A read was answered by `to`, because `from`, which its dataset names first, could not. */
export function fallbackRead(from: BackendKind, to: BackendKind): void {
  instruments()?.fallbackReads.add(1, { ...backendLabels(from), 'aurum.fallback.backend': to });
}

/** A loader read a batch of keys. The names of loaders are those in the source. */
export function batchLoaded(loader: string, keys: number): void {
  instruments()?.batchSize.record(keys, loaderLabels(loader));
}

/** An answer has an error, or so many of one code. A code that is not of the closed list counts as INTERNAL_SERVER_ERROR. */
export function errorAnswered(code: string, backend?: unknown, count = 1): void {
  instruments()?.errors.add(count, errorLabels(code, backend));
}

/** A GraphQL operation was answered. */
export function operationEnded(type: OperationType, outcome: OperationOutcome, seconds: number): void {
  instruments()?.operations.record(seconds, { 'graphql.operation.type': type, 'aurum.outcome': outcome });
}

/** An HTTP request came in; {@link requestEnded} must follow. */
export function requestStarted(method: string): void {
  instruments()?.activeRequests.add(1, methodLabels(method));
}

/** What is known of an answered HTTP request. */
export type AnsweredRequest = {
  readonly method: string;
  /** The route's pattern, never the path; absent where no route matched. */
  readonly route: string | undefined;
  /** Absent where the client left before it. */
  readonly status: number | undefined;
  readonly seconds: number;
  /** Bytes of the body, where known. */
  readonly bytes?: number | undefined;
};

/** An HTTP request was answered, or its client left. */
export function requestEnded({ method, route, status, seconds, bytes }: AnsweredRequest): void {
  const made = instruments();
  if (made === null) return;
  const labels = {
    ...methodLabels(method),
    ...(route === undefined ? {} : { 'http.route': route }),
    ...statusLabels(status),
  };
  made.activeRequests.add(-1, methodLabels(method));
  made.requests.record(seconds, labels);
  if (bytes !== undefined) made.responseSize.record(bytes, labels);
}

function observeFigures(
  made: Instruments,
  result: BatchObservableResult,
  backend: BackendKind,
  { used, idle, pending, max, queued, status, breaker }: BackendFigures,
): void {
  const ofPool = poolLabels(backend);
  const ofBackend = backendLabels(backend);
  result.observe(made.connections, used, { ...ofPool, 'db.client.connection.state': 'used' });
  result.observe(made.connections, idle, { ...ofPool, 'db.client.connection.state': 'idle' });
  result.observe(made.connectionLimit, max, ofPool);
  result.observe(made.pendingRequests, pending, ofPool);
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
