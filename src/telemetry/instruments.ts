import type { Counter, Histogram, Meter, Observable, UpDownCounter } from '@opentelemetry/api';

/** Seconds of what mostly takes milliseconds and at worst the deadline of a request, with room for longer ones. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 2.5, 5, 10, 30, 60];
/** Bytes from one KiB to 256 MiB, four times as much each. */
const BYTES = [
  1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864, 268_435_456,
];
/** Keys of one batch, up to the largest page. */
const KEYS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/** Everything the gateway measures, save what is measured of Node itself. */
export type Instruments = ReturnType<typeof makeInstruments>;

/**
 * Makes every instrument of a meter, by the names of OpenTelemetry's conventions (1.45) where there are any.
 * https://opentelemetry.io/docs/specs/semconv/database/database-metrics/
 */
export function makeInstruments(meter: Meter) {
  const seconds = (name: string, description: string): Histogram =>
    meter.createHistogram(name, { unit: 's', description, advice: { explicitBucketBoundaries: SECONDS } });
  const counted = (name: string, unit: string, description: string): Counter =>
    meter.createCounter(name, { unit, description });
  const rising = (name: string, unit: string, description: string): UpDownCounter =>
    meter.createUpDownCounter(name, { unit, description });
  const sized = (name: string, unit: string, boundaries: number[], description: string): Histogram =>
    meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries: boundaries } });
  return {
    waitTime: seconds(
      'db.client.connection.wait_time',
      'Time a statement waited for a connection, in the queue and in the pool.',
    ),
    createTime: seconds('db.client.connection.create_time', 'Time to open a connection.'),
    useTime: seconds('db.client.connection.use_time', 'Time a connection was lent.'),
    timeouts: counted('db.client.connection.timeouts', '{timeout}', 'Waits for a connection that ran out.'),
    statements: seconds('db.client.operation.duration', 'Time of a statement on its engine.'),
    errors: counted('aurum.errors', '{error}', 'Errors in answers, by their code.'),
    retries: counted(
      'aurum.backend.retries',
      '{retry}',
      'Reads that failed and were, or were not, tried again.',
    ),
    breakerTurns: counted(
      'aurum.backend.breaker.transitions',
      '{transition}',
      'Changes of a circuit breaker, by the state it went to.',
    ),
    sheds: counted('aurum.sheds', '{request}', 'Requests and statements refused to shed load, by reason.'),
    cancellations: counted(
      'aurum.cancellations',
      '{request}',
      'Requests ended before their answer, by reason.',
    ),
    fallbackReads: counted(
      'aurum.fallback.reads',
      '{read}',
      'Reads answered by the second engine of a dataset.',
    ),
    batchSize: sized('aurum.loader.batch.size', '{key}', KEYS, 'Keys of one batch of a loader.'),
    operations: seconds('aurum.graphql.operation.duration', 'Time of a GraphQL operation, by its outcome.'),
    requests: seconds('http.server.request.duration', 'Time of an HTTP request.'),
    activeRequests: rising('http.server.active_requests', '{request}', 'HTTP requests being answered.'),
    responseSize: sized('http.server.response.body.size', 'By', BYTES, 'Bytes of the body of an answer.'),
    ...makeObservables(meter),
  };
}

function makeObservables(meter: Meter) {
  const level = (name: string, unit: string, description: string): Observable =>
    meter.createObservableUpDownCounter(name, { unit, description });
  const gauge = (name: string, unit: string, description: string): Observable =>
    meter.createObservableGauge(name, { unit, description });
  return {
    connections: level(
      'db.client.connection.count',
      '{connection}',
      'Connections of a pool, by their state.',
    ),
    connectionLimit: level('db.client.connection.limit', '{connection}', 'Most connections of a pool.'),
    pendingRequests: level(
      'db.client.connection.pending_requests',
      '{request}',
      'Statements that wait in a pool for a connection.',
    ),
    queueLength: level(
      'aurum.queue.length',
      '{statement}',
      'Statements that wait in the queue before a pool.',
    ),
    backendStatus: gauge('aurum.backend.status', '', '1 for the status a backend has, 0 for the others.'),
    breakerState: gauge(
      'aurum.backend.breaker.state',
      '',
      '1 for the state a breaker has, 0 for the others.',
    ),
    heldBytes: level('aurum.answers.held', 'By', 'Bytes of answers of engines that the gateway holds.'),
  };
}
