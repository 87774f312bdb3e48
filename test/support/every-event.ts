import {
  batchLoaded,
  breakerTurned,
  connectionCreated,
  connectionTimedOut,
  connectionUsed,
  connectionWaited,
  errorAnswered,
  fallbackRead,
  loadShed,
  observeBackend,
  observeHeldBytes,
  operationEnded,
  requestCancelled,
  requestEnded,
  requestStarted,
  retryDecided,
  statementEnded,
} from '../../src/telemetry/metrics.ts';

/** Has everything happen once that the gateway measures, so that every metric is there; the answer takes observers away. */
export function everyEvent(): () => void {
  const backend = 'clickhouse';
  const forget = [
    observeBackend(backend, () => ({
      used: 2,
      idle: 1,
      pending: 4,
      max: 3,
      queued: 5,
      status: 'DEGRADED',
      breaker: 'HALF_OPEN',
    })),
    observeHeldBytes(() => 6),
  ];
  connectionWaited(backend, 0.02);
  connectionTimedOut(backend);
  connectionCreated(backend, 0.03);
  connectionCreated(backend, 0.04, 'BACKEND_UNAVAILABLE');
  connectionUsed(backend, 0.05);
  statementEnded(backend, 'SELECT eia_series', 0.06);
  statementEnded(backend, 'SELECT eia_series', 0.07, 'BACKEND_TIMEOUT');
  retryDecided(backend, 'tried');
  breakerTurned(backend, 'OPEN');
  loadShed('queue_full', backend);
  loadShed('event_loop');
  requestCancelled('client_left');
  fallbackRead(backend, 'timescale');
  batchLoaded('batch eia.series', 7);
  errorAnswered('QUERY_FAILED', backend);
  operationEnded('query', 'ok', 0.08);
  requestStarted('POST');
  requestEnded({ method: 'POST', route: '/graphql', status: 200, seconds: 0.09, bytes: 2_000 });
  return () => {
    for (const each of forget) each();
  };
}
