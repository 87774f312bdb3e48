import { diag } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import type { IMetricReader, MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';

/** A reader that answers all figures in Prometheus' text form when it is asked. */
export type PrometheusReader = {
  readonly reader: IMetricReader;
  /** https://prometheus.io/docs/instrumenting/exposition_formats/ */
  scrape(): Promise<string>;
};

/** The units we use and the words that names of metrics have for them in Prometheus. */
const UNIT_WORDS: Readonly<Record<string, string>> = { s: 'seconds', By: 'bytes', '1': 'ratio' };

/** Opens no port of its own. Scope and resource are left out: they tell of the host and are the same on every series. */
export function createPrometheusReader(): PrometheusReader {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const serializer = new PrometheusSerializer('', false, undefined, true, true);
  return {
    reader,
    async scrape() {
      const { resourceMetrics, errors } = await reader.collect();
      for (const error of errors) diag.error('Some metrics could not be read.', error);
      return serializer.serialize(withUnitWords(resourceMetrics));
    },
  };
}

/**
 * The names as Prometheus has them, with the unit as their last word, which its exporter for JavaScript leaves out.
 * https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
 */
function withUnitWords({ resource, scopeMetrics }: ResourceMetrics): ResourceMetrics {
  return {
    resource,
    scopeMetrics: scopeMetrics.map(({ scope, metrics }) => ({ scope, metrics: metrics.map(withUnitWord) })),
  };
}

function withUnitWord<Metric extends MetricData>(metric: Metric): Metric {
  const { descriptor } = metric;
  const unit = UNIT_WORDS[descriptor.unit] ?? '';
  const name = unit === '' ? descriptor.name : `${descriptor.name}.${unit}`;
  return { ...metric, descriptor: { ...descriptor, name, unit } };
}
