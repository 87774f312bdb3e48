import { join, resolve } from 'node:path';
import type { KeyValues } from './keys.ts';
import { packageRoot } from './package-root.ts';
import { passwordOf } from './password.ts';
import { Secret } from './secret.ts';
import type { EngineSettings, Settings } from './settings.ts';

/** The value of each key; secrets may be absent. */
export type CompleteValues = Omit<KeyValues, SecretPath> & Partial<Pick<KeyValues, SecretPath>>;
type SecretPath =
  | 'timescale.password'
  | 'clickhouse.password'
  | 'trino.password'
  | 'eia.api_key'
  | 'cursor_secret';

/** The frozen settings that the values of all keys stand for. */
export function settle(values: CompleteValues, production: boolean, threads: number): Settings {
  const fallback = values['data_backend.fallback_backend_type'];
  const resolveAuto = (flag: boolean | 'auto'): boolean => (flag === 'auto' ? !production : flag);
  return deepFreeze({
    dataBackend: {
      backendType: values['data_backend.backend_type'],
      fallbackBackendType: fallback === 'none' ? null : fallback,
      connectionPoolMinSize: values['data_backend.connection_pool_min_size'],
      connectionPoolMaxSize: values['data_backend.connection_pool_max_size'],
      acquireTimeoutMillis: values['data_backend.acquire_timeout_ms'],
      connectTimeoutMillis: values['data_backend.connect_timeout_ms'],
      idleTimeoutMillis: values['data_backend.idle_timeout_ms'],
      validateAfterIdleMillis: values['data_backend.validate_after_idle_ms'],
      maxConnectionAgeMillis: values['data_backend.max_connection_age_ms'],
      queueMaxLength: values['data_backend.queue_max_length'],
    },
    timescale: {
      ...engine(values['timescale.url'], values['timescale.password']),
      statementGraceMillis: values['timescale.statement_grace_ms'],
      lockTimeoutMillis: values['timescale.lock_timeout_ms'],
    },
    clickhouse: engine(values['clickhouse.url'], values['clickhouse.password']),
    trino: {
      ...engine(values['trino.url'], values['trino.password']),
      queryCatalogs: values['trino.query_catalogs'],
      maxQueryRows: values['trino.max_query_rows'],
    },
    server: {
      host: values['server.host'],
      port: values['server.port'],
      drainDelayMillis: values['server.drain_delay_ms'],
      drainGraceMillis: values['server.drain_grace_ms'],
      trustedProxies: values['server.trusted_proxies'],
    },
    graphql: {
      introspection: resolveAuto(values['graphql.introspection']),
      landingPage: resolveAuto(values['graphql.landing_page']),
      ide: resolveAuto(values['graphql.ide']),
    },
    threads,
    request: { deadlineMillis: values['request.deadline_ms'] },
    health: { intervalMillis: values['health.interval_ms'], timeoutMillis: values['health.timeout_ms'] },
    overload: {
      maxEventLoopDelayMillis: values['overload.max_event_loop_delay_ms'],
      maxHeapPercent: values['overload.max_heap_percent'],
    },
    limits: {
      maxPageSize: values['limits.max_page_size'],
      maxBatch: values['limits.max_batch'],
      maxPoints: values['limits.max_points'],
      maxSampledPoints: values['limits.max_sampled_points'],
      maxBuckets: values['limits.max_buckets'],
      maxFieldRows: values['limits.max_field_rows'],
      maxFieldBytes: values['limits.max_field_bytes'],
      maxResponseRows: values['limits.max_response_rows'],
      maxResponseBytes: values['limits.max_response_bytes'],
      maxHeldBytes: values['limits.max_held_bytes'],
    },
    metrics: { prometheus: values['metrics.prometheus'] },
    log: { level: values['log.level'], format: values['log.format'] },
    firstLook: values.first_look,
    eia: { apiUrl: values['eia.api_url'], apiKey: secretOf(values['eia.api_key']) },
    datasetsDir:
      values.datasets_dir === 'packaged' ? join(packageRoot(), 'datasets') : resolve(values.datasets_dir),
    dataDir: resolve(values.data_dir),
    cursorSecret: secretOf(values.cursor_secret),
  });
}

/** Takes the password out of the URL, so that the URL may be shown. */
function engine(address: string, password: string | undefined): EngineSettings {
  const inside = passwordOf(address);
  if (inside === '') return { url: address, password: secretOf(password) };
  const url = new URL(address);
  url.password = '';
  return { url: url.href, password: new Secret(inside) };
}

function secretOf(text: string | undefined): Secret | null {
  return text === undefined ? null : new Secret(text);
}

function deepFreeze<T extends object>(value: T): T {
  for (const child of Object.values(value))
    if (typeof child === 'object' && child !== null) deepFreeze(child);
  return Object.freeze(value);
}
