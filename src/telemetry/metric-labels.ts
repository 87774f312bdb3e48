import { ERROR_CODES, type ErrorCode } from '../errors.ts';
import { BACKEND_KINDS, type BackendKind, type BackendStatus, type BreakerState } from '../model/backend.ts';

/** States of a circuit breaker, as clients read them too. */
export const BREAKER_STATES: readonly BreakerState[] = ['CLOSED', 'OPEN', 'HALF_OPEN'];

/** The states of a configured backend. */
export const STATUSES: readonly BackendStatus[] = ['STARTING', 'UP', 'BUSY', 'DEGRADED', 'DOWN'];

/** Whether a failed read was tried again, or the budget refused it. */
export const RETRY_DECISIONS = ['tried', 'refused'] as const;
export type RetryDecision = (typeof RETRY_DECISIONS)[number];

/** Why a whole request was shed, and why a statement was. */
export const REQUEST_SHEDS = ['event_loop', 'heap', 'draining'] as const;
export const STATEMENT_SHEDS = ['queue_full', 'deadline', 'held_bytes'] as const;
export type ShedReason = (typeof REQUEST_SHEDS)[number] | (typeof STATEMENT_SHEDS)[number];

/** Why a request ended before its answer. */
export const CANCEL_REASONS = ['client_left', 'deadline', 'shutdown'] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

/**
 * How a GraphQL operation ended. With errors: `partial` where some field has a value all the same; else by the first error
 * `invalid` (the client's to mend), `shed` (OVERLOADED, POOL_TIMEOUT), `timeout`, `cancelled`, or `error` for any other.
 */
export type OperationOutcome = 'ok' | 'partial' | 'error' | 'invalid' | 'shed' | 'timeout' | 'cancelled';

/** `unknown` where the document could not be read. */
export type OperationType = 'query' | 'mutation' | 'subscription' | 'unknown';

/** `db.system.name` of OpenTelemetry's conventions. */
const SYSTEM_NAMES = { timescale: 'postgresql', clickhouse: 'clickhouse', trino: 'trino' } as const;
/** First words of the summaries of our own statements. */
const OPERATIONS = new Set(
  'SELECT INSERT UPDATE DELETE MERGE CALL EXPLAIN SHOW CREATE ALTER OPTIMIZE'.split(' '),
);
const METHODS = new Set('GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH'.split(' '));
/** The conventions' word for what is not in a list. */
const OTHER = '_OTHER';

export function backendLabels(backend: BackendKind) {
  return { 'aurum.backend': backend };
}

/** The conventions' name of a pool, and the backend's under the name that all metrics of ours have. */
export function poolLabels(backend: BackendKind) {
  return { 'db.client.connection.pool.name': backend, ...backendLabels(backend) };
}

/** Of the summary of a statement only the first word is kept. */
export function statementLabels(backend: BackendKind, summary: string) {
  const [word = ''] = summary.split(' ', 1);
  return {
    'db.system.name': SYSTEM_NAMES[backend],
    'db.operation.name': OPERATIONS.has(word) ? word : OTHER,
    ...backendLabels(backend),
  };
}

export function errorType(code: ErrorCode | undefined) {
  return code === undefined ? {} : { 'error.type': code };
}

/** A code that is not of the closed list counts as INTERNAL_SERVER_ERROR, a backend that is not ours as none. */
export function errorLabels(code: string, backend?: unknown) {
  const known = BACKEND_KINDS.find((kind) => kind === backend);
  return {
    'error.type': Object.hasOwn(ERROR_CODES, code) ? code : 'INTERNAL_SERVER_ERROR',
    ...(known && backendLabels(known)),
  };
}

export function retryLabels(backend: BackendKind, decision: RetryDecision) {
  return { ...backendLabels(backend), 'aurum.retry.decision': decision };
}

export function breakerLabels(backend: BackendKind, state: BreakerState) {
  return { ...backendLabels(backend), 'aurum.breaker.state': state };
}

export function shedLabels(reason: ShedReason, backend?: BackendKind) {
  return { 'aurum.shed.reason': reason, ...(backend && backendLabels(backend)) };
}

export function cancelLabels(reason: CancelReason) {
  return { 'aurum.cancel.reason': reason };
}

/** The name of a loader is that of its spans, without their first word. */
export function loaderLabels(loader: string) {
  return { 'aurum.loader': loader.replace(/^batch /, '') };
}

export function methodLabels(method: string) {
  return { 'http.request.method': METHODS.has(method) ? method : OTHER };
}

/** Nothing was answered where the client left first. */
export function statusLabels(status: number | undefined) {
  if (status === undefined) return { 'error.type': 'CANCELLED' };
  return { 'http.response.status_code': status, ...(status >= 500 ? { 'error.type': String(status) } : {}) };
}
