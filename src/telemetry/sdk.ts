type Environment = Readonly<Record<string, string | undefined>>;

/** The running OpenTelemetry SDK. */
export type Telemetry = {
  /** Sends what is still buffered and ends. */
  close(): Promise<void>;
};

const SHUTDOWN_TIMEOUT_MILLIS = 5_000;

/**
 * Starts the OpenTelemetry SDK when a standard variable names an exporter or an OTLP endpoint for traces or metrics;
 * null otherwise. Nothing of it is loaded then.
 * The variables: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export async function startTelemetry(env: Environment): Promise<Telemetry | null> {
  const signals = wantedSignals(env);
  if (!signals.traces && !signals.metrics) return null;
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const sdk = new NodeSDK({
    ...(env.OTEL_SERVICE_NAME ? {} : { serviceName: 'aurum-gateway' }),
    // Left to itself the SDK sends every signal that no variable turns off to an OTLP endpoint on this machine.
    ...(signals.traces ? {} : { spanProcessors: [] }),
    ...(signals.metrics ? {} : { metricReaders: [] }),
    logRecordProcessors: [],
  });
  sdk.start();
  return { close: () => bounded(sdk.shutdown()) };
}

/** Which signals the environment asks for. */
export function wantedSignals(env: Environment): { readonly traces: boolean; readonly metrics: boolean } {
  if (env.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') return { traces: false, metrics: false };
  const wanted = (signal: 'TRACES' | 'METRICS'): boolean => {
    const exporter = env[`OTEL_${signal}_EXPORTER`]?.trim();
    if (exporter) return exporter !== 'none';
    return Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT || env[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`]);
  };
  return { traces: wanted('TRACES'), metrics: wanted('METRICS') };
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
