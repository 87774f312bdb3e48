import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../../../src/settings/package-root.ts';
import { everyMetric } from '../../support/every-metric.ts';
import type { Scrape } from '../../support/prometheus-text.ts';
import { labelNamesIn, metricNamesIn } from '../../support/promql-names.ts';

const DOCS = join(packageRoot(), 'docs');
const dashboardText = readFileSync(join(DOCS, 'grafana', 'aurum.json'), 'utf8');
const alertsText = readFileSync(join(DOCS, 'grafana', 'alerts.yaml'), 'utf8');
const metricsPage = readFileSync(join(DOCS, 'metrics.md'), 'utf8');

/** What Grafana needs of a dashboard that is imported: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
const datasource = z.object({ type: z.literal('prometheus'), uid: z.string().regex(/^\$\{datasource\}$/) });
const gridPos = z.object({
  x: z.int().min(0).max(23),
  y: z.int().min(0),
  w: z.int().min(1).max(24),
  h: z.int().min(1),
});
const row = z.object({ id: z.int(), type: z.literal('row'), title: z.string().min(1), gridPos });
const panel = z.object({
  id: z.int(),
  type: z.enum(['timeseries', 'stat', 'state-timeline', 'heatmap']),
  title: z.string().min(1),
  description: z.string().min(1),
  datasource,
  gridPos,
  targets: z
    .array(
      z.object({
        refId: z.string().regex(/^[A-Z]$/),
        datasource,
        expr: z.string().min(1),
        legendFormat: z.string(),
      }),
    )
    .min(1),
  fieldConfig: z.object({ defaults: z.object({}).loose(), overrides: z.array(z.unknown()) }),
  options: z.object({}).loose(),
});
const dashboardShape = z.object({
  id: z.null(),
  uid: z.string().regex(/^[\w-]{1,40}$/),
  title: z.string().min(1),
  schemaVersion: z.int().min(36),
  version: z.int(),
  time: z.object({ from: z.string(), to: z.string() }),
  templating: z.object({
    list: z.array(
      z.union([
        z.object({ name: z.string(), type: z.literal('datasource'), query: z.literal('prometheus') }),
        z.object({ name: z.string(), type: z.literal('query'), definition: z.string() }),
      ]),
    ),
  }),
  panels: z.array(z.union([row, panel])),
});

/** https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/ */
const alertsShape = z.strictObject({
  groups: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        rules: z
          .array(
            z.strictObject({
              alert: z.string().regex(/^Aurum[A-Z]\w+$/),
              expr: z.string().min(1),
              for: z
                .string()
                .regex(/^\d+[smh]$/)
                .optional(),
              labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
              annotations: z.strictObject({ summary: z.string().min(1), description: z.string().min(1) }),
            }),
          )
          .min(1),
      }),
    )
    .min(1),
});

const dashboard = dashboardShape.parse(JSON.parse(dashboardText));
const { groups } = alertsShape.parse(parse(alertsText));
const panels = dashboard.panels.filter((each) => each.type !== 'row');
const asked = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
const rules = groups.flatMap((group) => group.rules);
const expressions = [...asked, ...rules.map(({ expr }) => expr)];

let served: Scrape;
beforeAll(async () => {
  served = await everyMetric();
});

/** Every name that can be asked for: a histogram has three. */
function servedNames(): string[] {
  return [...served.types].flatMap(([name, type]) =>
    type === 'histogram' ? ['bucket', 'count', 'sum'].map((part) => `${name}_${part}`) : [name],
  );
}

describe('the dashboard', () => {
  test('has a row for each thing an operator looks for', () => {
    expect(dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
      'Traffic and outcomes',
      'Latency',
      'Pools and queues',
      'Breakers and health',
      'Sheds, cancellations, retries',
      'Statements by backend and operation',
      'Loaders',
      'Runtime',
    ]);
  });

  test('has panels with ids of their own that do not overlap', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...dashboard.panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
  });

  test('asks for the instances and backends that are chosen, of any source', () => {
    const names = dashboard.templating.list.map(({ name }) => name);
    expect(names).toEqual(['datasource', 'job', 'instance', 'backend']);
    const offered = dashboard.templating.list.flatMap((each) =>
      each.type === 'query' ? each.definition : [],
    );
    const values = offered.map((text) => /^label_values\((.+), (\w+)\)$/.exec(text) ?? []);
    const served = new Set(servedNames());
    expect(
      values.flatMap(([, metric = '']) => metricNamesIn(metric)).filter((name) => served.has(name)),
    ).toHaveLength(3);
    expect(values.map(([, , label]) => label)).toEqual(['job', 'instance', 'aurum_backend']);
    const variables = [...asked.join(' ').matchAll(/\$(\w+)/g)].map(([, name = '']) => name);
    const builtIn = ['__rate_interval'];
    expect([...new Set(variables)].filter((name) => ![...names, ...builtIn].includes(name))).toEqual([]);
    expect(asked.filter((expr) => !expr.includes('job=~"$job",instance=~"$instance"'))).toEqual([]);
  });
});

describe('the alert rules', () => {
  test('cover what wakes somebody, each by one name', () => {
    expect(rules.map(({ alert }) => alert)).toEqual([
      'AurumNoSuccessfulAnswers',
      'AurumErrors',
      'AurumDefects',
      'AurumBackendDown',
      'AurumBackendDegraded',
      'AurumBreakerOpen',
      'AurumFallbackInUse',
      'AurumRetriesRefused',
      'AurumPoolWaits',
      'AurumPoolTimeouts',
      'AurumSheds',
      'AurumEventLoopLag',
      'AurumHeapNearlyFull',
    ]);
  });

  test('speak only of labels that their expression keeps', () => {
    const unknown = rules.flatMap(({ alert, expr, annotations }) => {
      const told = [...`${annotations.summary} ${annotations.description}`.matchAll(/\$labels\.(\w+)/g)];
      const kept = labelNamesIn(expr);
      return told.filter(([, name = '']) => !kept.includes(name)).map(([label]) => `${alert}: ${label}`);
    });
    expect(unknown).toEqual([]);
  });
});

describe('every expression', () => {
  test('is read by the reader of names', () => {
    expect(
      metricNamesIn('sum by (a, le) (rate(x_bucket{l="y_z"}[5m])) / on (job) x:y > 0 unless max(z) == 1'),
    ).toEqual(['x_bucket', 'x:y', 'z']);
    expect(labelNamesIn('sum by (a, le) (x{l="y=\\"z", m!~"n"}) == 1')).toEqual(['l', 'm', 'a', 'le']);
    expect(expressions.filter((expr) => metricNamesIn(expr).length === 0)).toEqual([]);
  });

  test('names only metrics that are served', () => {
    const names = new Set(servedNames());
    expect(expressions.flatMap(metricNamesIn).filter((name) => !names.has(name))).toEqual([]);
  });

  test('names only labels that are served, or that Prometheus adds', () => {
    const labels = new Set(served.samples.flatMap((sample) => Object.keys(sample.labels)));
    for (const added of ['job', 'instance']) labels.add(added);
    expect(expressions.flatMap(labelNamesIn).filter((name) => !labels.has(name))).toEqual([]);
  });

  test('compares labels with values that occur', () => {
    const values = new Set(served.samples.flatMap((sample) => Object.values(sample.labels)));
    for (const never of ['ok', 'partial', 'invalid', 'error', 'timeout', 'draining', 'refused', 'active'])
      values.add(never);
    const compared = expressions.flatMap((expr) =>
      [...expr.matchAll(/(\w+)(?:=~|!~|!=|=)"([^"$]+)"/g)].flatMap(([, , texts = '']) => texts.split('|')),
    );
    expect(compared.filter((text) => !values.has(text))).toEqual([]);
  });
});

describe('docs/metrics.md', () => {
  test('has every metric that is served, under the name it is served by, and no other', () => {
    const documented = [...metricsPage.matchAll(/^\| `([a-z_0-9]+)` \|/gm)].map(([, name = '']) => name);
    expect(documented.toSorted()).toEqual([...served.types.keys()].toSorted());
  });
});
