import { createMetricReaders } from './metric-readers.ts';
import { startMetrics } from './metrics.ts';
import { watchRuntime } from './runtime-metrics.ts';
import { type Environment, isDisabled, wantedSignals } from './wanted-signals.ts';

/** The running OpenTelemetry SDK. */
export type Telemetry = {
  /** All metrics in Prometheus' text form; null where the settings do not ask for them. */
  readonly scrape: (() => Promise<string>) | null;
  /** Sends what is still buffered and ends. */
  close(): Promise<void>;
};

export type TelemetryOptions = {
  /** Serve metrics to Prometheus, whatever the environment says of other exporters. */
  readonly prometheus?: boolean;
};

const SHUTDOWN_TIMEOUT_MILLIS = 5_000;

/**
 * Starts the OpenTelemetry SDK when a standard variable names an exporter or an OTLP endpoint for traces or metrics, or
 * Prometheus is to be served; null otherwise, and with OTEL_SDK_DISABLED. Nothing of it is loaded then.
 * The variables: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export async function startTelemetry(
  env: Environment,
  { prometheus = false }: TelemetryOptions = {},
): Promise<Telemetry | null> {
  const signals = wantedSignals(env);
  const scraped = prometheus && !isDisabled(env);
  if (!signals.traces && !signals.metrics && !scraped) return null;
  const [{ NodeSDK }, served, pushed] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    scraped ? import('./prometheus.ts').then(({ createPrometheusReader }) => createPrometheusReader()) : null,
    signals.metrics ? createMetricReaders(env) : [],
  ]);
  const sdk = new NodeSDK({
    ...(env.OTEL_SERVICE_NAME ? {} : { serviceName: 'aurum-gateway' }),
    // Left to itself the SDK sends every signal that no variable turns off to an OTLP endpoint on this machine.
    ...(signals.traces ? {} : { spanProcessors: [] }),
    metricReaders: served === null ? pushed : [served.reader, ...pushed],
    logRecordProcessors: [],
  });
  sdk.start();
  const runtime = signals.metrics || scraped ? watchRuntime() : null;
  startMetrics();
  return {
    scrape: served && (() => served.scrape()),
    async close() {
      await bounded(sdk.shutdown());
      runtime?.close();
    },
  };
}

/** An exporter that does not answer must not hold the end of the process. */
async function bounded(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, SHUTDOWN_TIMEOUT_MILLIS);
  });
  await Promise.race([work.catch(() => {}), timeout]);
  clearTimeout(timer);
}
