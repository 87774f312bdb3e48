import { diag } from '@opentelemetry/api';
import type { IMetricReader, PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { Environment } from './wanted-signals.ts';

const EXPORT_INTERVAL_MILLIS = 60_000;
const EXPORT_TIMEOUT_MILLIS = 30_000;

/**
 * The readers that OTEL_METRICS_EXPORTER names (otlp where it is empty; several with commas between). The SDK would make
 * them itself, but only as long as it is given no other, such as ours for Prometheus.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export async function createMetricReaders(env: Environment): Promise<IMetricReader[]> {
  const names = new Set((env.OTEL_METRICS_EXPORTER ?? '').split(',').map((name) => name.trim()));
  names.delete('');
  if (names.has('none')) return [];
  if (names.size === 0) names.add('otlp');
  const readers = await Promise.all([...names].map((name) => createReader(name, env)));
  return readers.filter((reader) => reader !== null);
}

async function createReader(name: string, env: Environment): Promise<IMetricReader | null> {
  switch (name) {
    case 'otlp':
      return pushing(await createOtlpExporter(env), env);
    case 'console': {
      const { ConsoleMetricExporter } = await import('@opentelemetry/sdk-metrics');
      return pushing(new ConsoleMetricExporter(), env);
    }
    case 'prometheus': {
      const { PrometheusExporter } = await import('@opentelemetry/exporter-prometheus');
      const port = Number(env.OTEL_EXPORTER_PROMETHEUS_PORT);
      return new PrometheusExporter({
        ...(env.OTEL_EXPORTER_PROMETHEUS_HOST ? { host: env.OTEL_EXPORTER_PROMETHEUS_HOST } : {}),
        ...(port > 0 ? { port } : {}),
      });
    }
    default:
      diag.warn(`OTEL_METRICS_EXPORTER: "${name}" is none of otlp, console, prometheus and none.`);
      return null;
  }
}

/** Endpoint, headers and temporality are read from the environment by the exporters themselves. */
async function createOtlpExporter(env: Environment): Promise<PushMetricExporter> {
  const protocol = env.OTEL_EXPORTER_OTLP_METRICS_PROTOCOL || env.OTEL_EXPORTER_OTLP_PROTOCOL;
  if (protocol?.trim() === 'grpc') {
    const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-grpc');
    return new OTLPMetricExporter();
  }
  if (protocol?.trim() === 'http/json') {
    const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-http');
    return new OTLPMetricExporter();
  }
  const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-proto');
  return new OTLPMetricExporter();
}

async function pushing(exporter: PushMetricExporter, env: Environment): Promise<IMetricReader> {
  const { PeriodicExportingMetricReader } = await import('@opentelemetry/sdk-metrics');
  const exportIntervalMillis = positive(env.OTEL_METRIC_EXPORT_INTERVAL) ?? EXPORT_INTERVAL_MILLIS;
  const timeoutMillis = positive(env.OTEL_METRIC_EXPORT_TIMEOUT) ?? EXPORT_TIMEOUT_MILLIS;
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis,
    // The SDK refuses a timeout longer than the interval.
    exportTimeoutMillis: Math.min(timeoutMillis, exportIntervalMillis),
  });
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return value > 0 ? value : undefined;
}
