import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { packageRoot } from '../../src/settings/package-root.ts';
import { declarationFolder, SMALL } from '../support/declarations.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { scrapeMetrics } from '../support/prometheus-text.ts';
import { metricNamesIn } from '../support/promql-names.ts';

/** One garbage collection at least, so that there is one to tell of, and time for Node to tell it. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  await sleep(50);
}

/** Of a second engine, and of what only large answers do. */
const OF_OTHER_GATEWAYS = ['aurum_fallback_reads_total', 'aurum_answers_held_bytes'];

describe('a gateway with ClickHouse alone', () => {
  /** A table of an engine that is not there, so that the gateway's own comparison of tables makes no statements. */
  const declared = declarationFolder({
    'prices.yaml': SMALL.replace('backend: clickhouse', 'backend: trino').replace(
      'table: energy',
      'table: iceberg.energy',
    ),
  });
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({
      settings: {
        'timescale.url': 'none',
        'data_backend.backend_type': 'clickhouse',
        'metrics.prometheus': 'true',
        datasets_dir: declared.path,
      },
    });
  });
  afterAll(async () => {
    await gateway.close();
    declared.remove();
  });

  const ask = async (turn: number): Promise<void> => {
    const client = { 'x-forwarded-for': `10.0.${turn >> 8}.${turn & 255}`, 'x-request-id': `id-${turn}` };
    const document = `query Named${turn}($id: ID!) { one${turn}: eiaSeries(id: $id) { id name } }`;
    await gateway.query(document, { id: `S.${turn}.M` }, client);
  };

  test('serves what dashboard and alert rules ask for', async () => {
    await ask(1);
    await gateway.query('{ absent }');
    await collectGarbage();
    const { types } = await scrapeMetrics(gateway.url);
    const served = [...types].flatMap(([name, type]) =>
      type === 'histogram' ? ['bucket', 'count', 'sum'].map((part) => `${name}_${part}`) : [name],
    );
    const asked = askedNames();
    expect(asked.length).toBeGreaterThan(30);
    expect(asked.filter((name) => !served.includes(name) && !OF_OTHER_GATEWAYS.includes(name))).toEqual([]);
  });

  test('tells the state of its engine, its pool, and its statements', async () => {
    const before = await scrapeMetrics(gateway.url);
    await gateway.query('{ eiaSeriesByIds(ids: ["A.A", "B.B", "C.C"]) { id } }');
    const { sum } = await scrapeMetrics(gateway.url);
    const engine = { aurum_backend: 'clickhouse' };
    expect(sum('aurum_backend_status', engine)).toBe(1);
    expect(sum('aurum_backend_status', { ...engine, aurum_status: 'DOWN' })).toBe(0);
    expect(sum('aurum_backend_breaker_state', { ...engine, aurum_breaker_state: 'CLOSED' })).toBe(1);
    expect(sum('db_client_connection_limit', engine)).toBe(20);
    expect(sum('db_client_connection_count', engine)).toBeGreaterThan(0);
    const come = (name: string, labels: Record<string, string>): number =>
      sum(name, labels) - before.sum(name, labels);
    const select = { ...engine, db_operation_name: 'SELECT', db_system_name: 'clickhouse' };
    expect(come('db_client_operation_duration_seconds_count', select)).toBe(1);
    expect(come('db_client_connection_wait_time_seconds_count', engine)).toBe(1);
    expect(come('aurum_loader_batch_size_count', { aurum_loader: 'eia.series' })).toBe(1);
    expect(come('aurum_loader_batch_size_sum', { aurum_loader: 'eia.series' })).toBe(3);
  });

  test('has as many series after 1,000 queries, names of operations, ids and clients as after two', async () => {
    await ask(1);
    await ask(2);
    await scrapeMetrics(gateway.url);
    // Two garbage collections may differ in kind, and connections come and go.
    const own = (series: readonly string[]): string[] =>
      series.filter((each) => !/^(v8js_gc|db_client_connection_create_time)/.test(each));
    const before = own((await scrapeMetrics(gateway.url)).series);
    for (let turn = 3; turn <= 1_000; turn += 10) {
      await Promise.all(Array.from({ length: 10 }, (_, more) => ask(turn + more)));
    }
    expect(own((await scrapeMetrics(gateway.url)).series)).toEqual(before);
  }, 180_000);
});

describe('aurum serve with /metrics and an OTLP exporter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aurum-metrics-'));
  /** Names of the metrics that came. */
  const sent = new Set<string>();
  let collector: Server;
  let gateway: ChildProcess;
  let out = '';
  beforeAll(async () => {
    collector = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => {
        text += chunk;
      });
      request.on('end', () => {
        for (const [, name = ''] of text.matchAll(/"name":"([\w.]+)","description"/g)) sent.add(name);
        response.end('{}');
      });
    });
    await once(collector.listen(0, '127.0.0.1'), 'listening');
    const { port } = collector.address() as AddressInfo;
    gateway = spawn(process.execPath, [join(packageRoot(), 'bin', 'aurum.js'), 'serve'], {
      env: {
        PATH: process.env.PATH ?? '',
        AURUM_DATA_DIR: folder,
        AURUM_TIMESCALE_URL: 'none',
        AURUM_DATA_BACKEND_BACKEND_TYPE: 'clickhouse',
        AURUM_METRICS_PROMETHEUS: 'true',
        PORT: '0',
        OTEL_METRICS_EXPORTER: 'otlp',
        OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json',
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `http://127.0.0.1:${port}/v1/metrics`,
        OTEL_METRIC_EXPORT_INTERVAL: '500',
      },
    });
    gateway.stdout?.on('data', (chunk) => {
      out += String(chunk);
    });
  });
  afterAll(async () => {
    if (gateway.exitCode === null) {
      gateway.kill('SIGKILL');
      await once(gateway, 'close');
    }
    collector.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('tells both the same, each under its own names', async () => {
    const line = (text: string): string | undefined => out.split('\n').find((each) => each.includes(text));
    const until = async (is: () => boolean): Promise<void> => {
      const end = Date.now() + 40_000;
      while (!is() && Date.now() < end) await sleep(20);
    };
    await until(() => line('listens') !== undefined);
    const { metrics }: { metrics: string } = JSON.parse(line('listens') ?? '{}');
    const url = metrics.replace('/metrics', '');
    await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ backends { name } }"}',
    });
    await until(() => sent.has('aurum.graphql.operation.duration'));
    expect([...sent]).toEqual(
      expect.arrayContaining([
        'aurum.graphql.operation.duration',
        'aurum.backend.status',
        'aurum.sheds',
        'nodejs.eventloop.delay.p99',
        'http.server.request.duration',
      ]),
    );
    const { types } = await scrapeMetrics(url);
    expect(types.get('aurum_graphql_operation_duration_seconds')).toBe('histogram');
    expect(types.get('aurum_sheds_total')).toBe('counter');
  });

  test('ends when it is told to', async () => {
    const ended = once(gateway, 'close');
    gateway.kill('SIGTERM');
    expect((await ended)[0]).toBe(0);
  });
});

/** What dashboard and alert rules ask for, by the name of each sample. */
function askedNames(): string[] {
  const file = (name: string): string => readFileSync(join(packageRoot(), 'docs', 'grafana', name), 'utf8');
  const dashboard: { panels: { targets?: { expr: string }[] }[] } = JSON.parse(file('aurum.json'));
  const panels = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  const alerts: { groups: { rules: { expr: string }[] }[] } = parse(file('alerts.yaml'));
  const rules = alerts.groups.flatMap((group) => group.rules.map(({ expr }) => expr));
  return [...new Set([...panels, ...rules].flatMap(metricNamesIn))];
}
