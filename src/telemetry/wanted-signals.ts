export type Environment = Readonly<Record<string, string | undefined>>;

/** Which signals the environment asks for. */
export function wantedSignals(env: Environment): { readonly traces: boolean; readonly metrics: boolean } {
  if (isDisabled(env)) return { traces: false, metrics: false };
  const wanted = (signal: 'TRACES' | 'METRICS'): boolean => {
    const exporter = env[`OTEL_${signal}_EXPORTER`]?.trim();
    if (exporter) return exporter !== 'none';
    return Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT || env[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`]);
  };
  return { traces: wanted('TRACES'), metrics: wanted('METRICS') };
}

/** True where the environment turns OpenTelemetry off for every signal. */
export function isDisabled(env: Environment): boolean {
  return env.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true';
}
