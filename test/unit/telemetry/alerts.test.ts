import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../../../src/settings/package-root.ts';
import { everyMetric } from '../../support/every-metric.ts';
import type { Scrape } from '../../support/prometheus-text.ts';
import { promtool, promtoolPath } from '../../support/promtool.ts';
import { leaveOut } from '../../support/skips.ts';

const FOLDER = join(packageRoot(), 'docs', 'grafana');
const RULES = join(FOLDER, 'alerts.yaml');
const CASES = join(FOLDER, 'alerts.test.yaml');
const read = (path: string): string => readFileSync(path, 'utf8');

const rulesShape = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string() })) })),
});
/** https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ */
const casesShape = z.strictObject({
  rule_files: z.tuple([z.literal('alerts.yaml')]),
  evaluation_interval: z.string(),
  tests: z.array(
    z.strictObject({
      name: z.string().min(1),
      interval: z.string(),
      input_series: z.array(
        z.strictObject({ series: z.string(), values: z.union([z.string(), z.number()]) }),
      ),
      alert_rule_test: z
        .array(
          z.strictObject({
            alertname: z.string(),
            eval_time: z.string(),
            exp_alerts: z.array(
              z.strictObject({
                exp_labels: z.record(z.string(), z.string()),
                exp_annotations: z.strictObject({ summary: z.string(), description: z.string() }),
              }),
            ),
          }),
        )
        .min(1),
    }),
  ),
});
const dashboardShape = z.object({
  panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })).default([]) })),
});

const names = rulesShape
  .parse(parse(read(RULES)))
  .groups.flatMap(({ rules }) => rules.map((rule) => rule.alert));
const { tests } = casesShape.parse(parse(read(CASES)));

describe('the cases of the alert rules', () => {
  let served: Scrape;
  beforeAll(async () => {
    served = await everyMetric();
  });

  test('have each rule fire once, and once almost', () => {
    // Where all are told to be silent, nothing comes near to any.
    const near = tests.filter(({ alert_rule_test }) => alert_rule_test.length < names.length);
    const cases = near.flatMap((each) => each.alert_rule_test);
    const withAlerts = cases.filter(({ exp_alerts }) => exp_alerts.length > 0);
    const silentTests = near.map(({ alert_rule_test }) =>
      alert_rule_test.filter(
        ({ alertname }) =>
          !withAlerts.some((each) => each.alertname === alertname && alert_rule_test.includes(each)),
      ),
    );
    const fired = new Set(withAlerts.map(({ alertname }) => alertname));
    const silent = new Set(silentTests.flat().map(({ alertname }) => alertname));
    expect(names.filter((name) => !fired.has(name))).toEqual([]);
    expect(names.filter((name) => !silent.has(name))).toEqual([]);
    expect([...fired, ...silent].filter((name) => !names.includes(name))).toEqual([]);
  });

  test('have no rule fire on an idle gateway, or without any', () => {
    const quiet = tests.filter(({ alert_rule_test }) => alert_rule_test.length >= names.length);
    expect(quiet.map(({ name }) => name)).toEqual([
      'an idle gateway with one engine',
      'a Prometheus that knows no gateway',
    ]);
    for (const { alert_rule_test } of quiet) {
      expect(alert_rule_test.map(({ alertname }) => alertname)).toEqual(names);
      expect(alert_rule_test.flatMap(({ exp_alerts }) => exp_alerts)).toEqual([]);
    }
  });

  test('are of series that a gateway serves', () => {
    const shapes = new Set(served.samples.map(({ name, labels }) => shapeOf(name, Object.keys(labels))));
    const bounds = new Set(served.samples.map(({ labels }) => labels.le));
    const series = tests.flatMap((each) => each.input_series.map((input) => input.series));
    const unknown = series.filter((each) => {
      const [, name = '', written = ''] = /^(\w+)\{(.*)\}$/.exec(each) ?? [];
      const labels = [...written.matchAll(/(\w+)="([^"]*)"/g)];
      const own = labels
        .map(([, label = '']) => label)
        .filter((label) => !['job', 'instance'].includes(label));
      const bound = labels.find(([, label]) => label === 'le')?.[2];
      return !shapes.has(shapeOf(name, own)) || !bounds.has(bound);
    });
    // Prometheus' own, of every target.
    expect(unknown).toEqual(['up{job="aurum",instance="a:4000"}']);
  });
});

const tool = promtoolPath();
const missing = 'no promtool of Prometheus here; set PROMTOOL';
if (tool === undefined) leaveOut(`what Prometheus says to alerts and dashboard: ${missing}`);
const withTool = tool === undefined ? describe.skip : describe;

withTool(`Prometheus${tool === undefined ? ` (${missing})` : ''}`, () => {
  const path = tool ?? '';

  test('takes every alert rule', async () => {
    const said = await promtool(path, 'check', 'rules', '--lint=all', '--lint-fatal', RULES);
    expect(said).toContain(`SUCCESS: ${names.length} rules found`);
  });

  test('has every case of the alert rules come out as it should', async () => {
    expect(await promtool(path, 'test', 'rules', CASES)).toContain('SUCCESS');
  });

  test('tells of a rule that does not do what its case says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aurum-alerts-'));
    try {
      const mute = read(RULES).replace('(nodejs_eventloop_delay_p99_seconds) > 0.25', '$& * 9');
      writeFileSync(join(folder, 'alerts.yaml'), mute);
      writeFileSync(join(folder, 'alerts.test.yaml'), read(CASES));
      const judged = promtool(path, 'test', 'rules', join(folder, 'alerts.test.yaml'));
      await expect(judged).rejects.toThrow('AurumEventLoopLag');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('takes every expression of the dashboard', async () => {
    const { panels } = dashboardShape.parse(JSON.parse(read(join(FOLDER, 'aurum.json'))));
    const asked = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    const rules = asked.map((expr, index) => ({
      record: `panel_${index}`,
      expr: expr.replaceAll('$__rate_interval', '1m'),
    }));
    const folder = mkdtempSync(join(tmpdir(), 'aurum-dashboard-'));
    try {
      const file = join(folder, 'panels.yaml');
      writeFileSync(file, stringify({ groups: [{ name: 'panels', rules }] }));
      const said = await promtool(path, 'check', 'rules', file);
      expect(said).toContain(`SUCCESS: ${asked.length} rules found`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** A metric and which labels a series of it has. */
function shapeOf(name: string, labels: readonly string[]): string {
  return `${name} ${labels.toSorted().join(' ')}`;
}
