import { afterEach, describe, expect, test } from '@jest/globals';
import { type MeterProvider as ApiProvider, createNoopMeter, metrics } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import {
  batchLoaded,
  connectionTimedOut,
  errorAnswered,
  isMeasuring,
  observeBackend,
  requestEnded,
  requestStarted,
  statementEnded,
} from '../../../src/telemetry/metrics.ts';
import { createPrometheusReader } from '../../../src/telemetry/prometheus.ts';
import { everyEvent } from '../../support/every-event.ts';
import { readMetrics, type Scrape } from '../../support/prometheus-text.ts';

const forget: (() => void)[] = [];
afterEach(async () => {
  for (const each of forget.splice(0)) each();
  metrics.disable();
});

/** Sets a provider of its own, as the SDK does at start. */
function startProvider(): { scrape(): Promise<Scrape> } {
  const { reader, scrape } = createPrometheusReader();
  const provider = new MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(provider);
  forget.push(() => void provider.shutdown());
  return { scrape: async () => readMetrics(await scrape()) };
}

const FIGURES = { used: 1, idle: 0, pending: 0, max: 1, queued: 0, status: 'UP', breaker: 'CLOSED' } as const;

describe('metrics', () => {
  test('of a process without a provider are no work: no instrument is made', () => {
    expect(isMeasuring()).toBe(false);
    let meters = 0;
    const provider: ApiProvider = {
      getMeter() {
        meters += 1;
        return createNoopMeter();
      },
    };
    metrics.setGlobalMeterProvider(provider);
    for (let turn = 0; turn < 100; turn += 1) forget.push(everyEvent());
    expect(meters).toBe(1);
    expect(isMeasuring()).toBe(false);
  });

  test('begin with the provider, whatever happened before it was set', async () => {
    connectionTimedOut('trino');
    forget.push(observeBackend('trino', () => FIGURES));
    const { scrape } = startProvider();
    connectionTimedOut('trino');
    const { sum } = await scrape();
    expect(sum('db_client_connection_timeouts_total', { aurum_backend: 'trino' })).toBe(1);
    expect(sum('db_client_connection_count', { db_client_connection_state: 'used' })).toBe(1);
  });

  test('of a backend that opens in the place of one that closed are its own', async () => {
    const { scrape } = startProvider();
    const first = observeBackend('trino', () => FIGURES);
    forget.push(observeBackend('trino', () => ({ ...FIGURES, used: 7 })));
    first();
    expect((await scrape()).sum('db_client_connection_count')).toBe(7);
  });

  test('a backend that nothing happened to has its counters at 0, so that the first event is a step', async () => {
    const { scrape } = startProvider();
    forget.push(observeBackend('timescale', () => FIGURES));
    const { samples } = await scrape();
    const zeros = samples.filter(({ name, value }) => name.endsWith('_total') && value === 0);
    expect(
      zeros.map(({ name, labels }) => `${name} ${Object.values(labels).join(' ')}`.trim()).sort(),
    ).toEqual([
      'aurum_backend_breaker_transitions_total timescale CLOSED',
      'aurum_backend_breaker_transitions_total timescale HALF_OPEN',
      'aurum_backend_breaker_transitions_total timescale OPEN',
      'aurum_backend_retries_total timescale refused',
      'aurum_backend_retries_total timescale tried',
      'aurum_cancellations_total client_left',
      'aurum_cancellations_total deadline',
      'aurum_cancellations_total shutdown',
      'aurum_errors_total INTERNAL_SERVER_ERROR',
      'aurum_errors_total INTERNAL_SERVER_ERROR timescale',
      'aurum_sheds_total deadline timescale',
      'aurum_sheds_total draining',
      'aurum_sheds_total event_loop',
      'aurum_sheds_total heap',
      'aurum_sheds_total held_bytes timescale',
      'aurum_sheds_total queue_full timescale',
      'db_client_connection_timeouts_total timescale timescale',
    ]);
  });

  test('each event is one sample, with its unit in its name', async () => {
    const { scrape } = startProvider();
    forget.push(everyEvent());
    const { samples, types } = await scrape();
    const told = samples
      .filter(({ name, value }) => value !== 0 && (types.has(name) || name.endsWith('_sum')))
      .map(({ name, labels, value }) => `${name} {${Object.values(labels).join(' ')}} ${value}`);
    expect(told.sort()).toEqual([
      'aurum_answers_held_bytes {} 6',
      'aurum_backend_breaker_state {clickhouse HALF_OPEN} 1',
      'aurum_backend_breaker_transitions_total {clickhouse OPEN} 1',
      'aurum_backend_retries_total {clickhouse tried} 1',
      'aurum_backend_status {clickhouse DEGRADED} 1',
      'aurum_cancellations_total {client_left} 1',
      'aurum_errors_total {QUERY_FAILED clickhouse} 1',
      'aurum_fallback_reads_total {clickhouse timescale} 1',
      'aurum_graphql_operation_duration_seconds_sum {query ok} 0.08',
      'aurum_loader_batch_size_sum {eia.series} 7',
      'aurum_queue_length {clickhouse} 5',
      'aurum_sheds_total {event_loop} 1',
      'aurum_sheds_total {queue_full clickhouse} 1',
      'db_client_connection_count {clickhouse clickhouse idle} 1',
      'db_client_connection_count {clickhouse clickhouse used} 2',
      'db_client_connection_create_time_seconds_sum {clickhouse clickhouse BACKEND_UNAVAILABLE} 0.04',
      'db_client_connection_create_time_seconds_sum {clickhouse clickhouse} 0.03',
      'db_client_connection_limit {clickhouse clickhouse} 3',
      'db_client_connection_pending_requests {clickhouse clickhouse} 4',
      'db_client_connection_timeouts_total {clickhouse clickhouse} 1',
      'db_client_connection_use_time_seconds_sum {clickhouse clickhouse} 0.05',
      'db_client_connection_wait_time_seconds_sum {clickhouse clickhouse} 0.02',
      'db_client_operation_duration_seconds_sum {clickhouse SELECT clickhouse BACKEND_TIMEOUT} 0.07',
      'db_client_operation_duration_seconds_sum {clickhouse SELECT clickhouse} 0.06',
      'http_server_request_duration_seconds_sum {POST /graphql 200} 0.09',
      'http_server_response_body_size_bytes_sum {POST /graphql 200} 2000',
    ]);
    expect([...types].map((family) => family.join(' ')).sort()).toEqual([
      'aurum_answers_held_bytes gauge',
      'aurum_backend_breaker_state gauge',
      'aurum_backend_breaker_transitions_total counter',
      'aurum_backend_retries_total counter',
      'aurum_backend_status gauge',
      'aurum_cancellations_total counter',
      'aurum_errors_total counter',
      'aurum_fallback_reads_total counter',
      'aurum_graphql_operation_duration_seconds histogram',
      'aurum_loader_batch_size histogram',
      'aurum_queue_length gauge',
      'aurum_sheds_total counter',
      'db_client_connection_count gauge',
      'db_client_connection_create_time_seconds histogram',
      'db_client_connection_limit gauge',
      'db_client_connection_pending_requests gauge',
      'db_client_connection_timeouts_total counter',
      'db_client_connection_use_time_seconds histogram',
      'db_client_connection_wait_time_seconds histogram',
      'db_client_operation_duration_seconds histogram',
      'http_server_active_requests gauge',
      'http_server_request_duration_seconds histogram',
      'http_server_response_body_size_bytes histogram',
    ]);
  });

  test('durations fall into buckets of seconds', async () => {
    const { scrape } = startProvider();
    statementEnded('trino', 'SELECT x', 0.004);
    const { sum } = await scrape();
    const upTo = (le: string): number => sum('db_client_operation_duration_seconds_bucket', { le });
    expect([upTo('0.0025'), upTo('0.005'), upTo('60'), upTo('+Inf')]).toEqual([0, 1, 1, 1]);
  });

  test('1,000 summaries, codes, methods and names of backends add no series to those of two', async () => {
    const { scrape } = startProvider();
    const happen = (turn: number): void => {
      statementEnded('trino', `WORD${turn} of ${turn}`, 0.01);
      errorAnswered(`CODE_${turn}`, `backend ${turn}`);
      requestStarted(`METHOD${turn}`);
      requestEnded({ method: `METHOD${turn}`, route: undefined, status: 404, seconds: 0.01, bytes: turn });
      batchLoaded('batch x', turn);
    };
    happen(1);
    happen(2);
    const { series } = await scrape();
    for (let turn = 3; turn <= 1_000; turn += 1) happen(turn);
    const after = await scrape();
    expect(after.series).toEqual(series);
    expect(after.sum('http_server_request_duration_seconds_count')).toBe(1_000);
  });
});
