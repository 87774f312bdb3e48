import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadSettings } from '../../src/settings/load.ts';
import { packageRoot } from '../../src/settings/package-root.ts';
import { COMPOSE_FILE, readCompose, readDockerfile, withDefaults } from '../support/compose.ts';

const { services, volumes } = readCompose();
const SERVICES = Object.entries(services);
const ROOT = packageRoot();

const environmentOf = (name: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(services[name]?.environment ?? {}).map(([key, value]) => [key, withDefaults(value)]),
  );

describe('docker-compose.yml', () => {
  test('has the gateway, its three engines, telemetry and seed data', () => {
    expect(Object.keys(services).sort()).toEqual([
      'clickhouse',
      'gateway',
      'seed',
      'telemetry',
      'timescale',
      'trino',
    ]);
  });

  test.each(SERVICES)('%s: its image is pinned, or built here', (_, { image = '', build }) => {
    if (image === services.gateway?.image) expect(services.gateway?.build).toBe('.');
    else {
      expect(image).toMatch(/^[\w./-]+:\d[\w.-]+$/);
      expect(build).toBeUndefined();
    }
  });

  test.each(SERVICES)('%s: tells when it is ready, or runs once', (_, { healthcheck, restart }) => {
    if (healthcheck?.disable === true) expect(restart).toBe('no');
    else {
      expect(healthcheck?.test?.[0]).toBe('CMD');
      for (const word of healthcheck?.test ?? []) expect(word).toEqual(expect.any(String));
    }
  });

  test.each(SERVICES)('%s: waits for services that are there to be healthy', (_, { depends_on = {} }) => {
    for (const [other, { condition }] of Object.entries(depends_on)) {
      expect(services[other]?.healthcheck?.test).toBeDefined();
      expect(condition).toBe('service_healthy');
    }
  });

  test.each(SERVICES)('%s: is published on this machine only', (_, { ports = [] }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test.each(SERVICES)('%s: mounts named volumes or folders that are there', (_, { volumes: mounts = [] }) => {
    for (const mount of mounts) {
      const [source = ''] = mount.split(':');
      if (source.startsWith('./')) expect(existsSync(join(ROOT, source))).toBe(true);
      else expect(Object.keys(volumes)).toContain(source);
    }
  });

  test.each(SERVICES)('%s: takes its passwords from the environment', (_, { environment = {} }) => {
    const secrets = Object.entries(environment).filter(([name]) => /PASSWORD|SECRET|KEY|TOKEN/.test(name));
    for (const [, value] of secrets) expect(value).toMatch(/^\$\{AURUM_\w+_PASSWORD:-local-only\}$/);
    for (const value of Object.values(environment)) expect(value).not.toMatch(/:\/\/[^/]*:[^/]*@/);
  });

  test('the settings of the gateway are settings, and name the services', () => {
    const env = environmentOf('gateway');
    const settings = loadSettings({ env: { ...env, NODE_ENV: 'production' } });
    for (const engine of ['timescale', 'clickhouse', 'trino'] as const) {
      expect(new URL(settings[engine].url).hostname).toBe(engine);
    }
    expect(env.OTEL_EXPORTER_OTLP_ENDPOINT).toBe('http://telemetry:4318');
    expect(settings.firstLook).toBe(false);
    expect(environmentOf('seed')).toEqual(env);
  });

  test('the engines know the user, the database and the passwords that the gateway uses', () => {
    const gateway = environmentOf('gateway');
    const { POSTGRES_USER, POSTGRES_DB, POSTGRES_PASSWORD } = environmentOf('timescale');
    expect(gateway.AURUM_TIMESCALE_URL).toBe(`postgres://${POSTGRES_USER}@timescale:5432/${POSTGRES_DB}`);
    expect(gateway.AURUM_TIMESCALE_PASSWORD).toBe(POSTGRES_PASSWORD);
    const { CLICKHOUSE_USER, CLICKHOUSE_DB, CLICKHOUSE_PASSWORD } = environmentOf('clickhouse');
    expect(gateway.AURUM_CLICKHOUSE_URL).toBe(`http://${CLICKHOUSE_USER}@clickhouse:8123/${CLICKHOUSE_DB}`);
    expect(gateway.AURUM_CLICKHOUSE_PASSWORD).toBe(CLICKHOUSE_PASSWORD);
  });

  test('the catalogs of Trino name variables that its service has, and the catalog of the gateway is one', () => {
    const folder = join(ROOT, 'docker/trino/catalog');
    const files = readdirSync(folder);
    expect(files.sort()).toEqual([
      'clickhouse.properties',
      'iceberg.properties',
      'memory.properties',
      'postgresql.properties',
      'tpch.properties',
    ]);
    const named = files.flatMap((file) => [
      ...readFileSync(join(folder, file), 'utf8').matchAll(/\$\{ENV:(\w+)\}/g),
    ]);
    expect(named.map(([, name]) => name).sort()).toEqual(Object.keys(environmentOf('trino')).sort());
    const url = new URL(environmentOf('gateway').AURUM_TRINO_URL ?? '');
    expect(files).toContain(`${url.pathname.split('/')[1]}.properties`);
  });

  test('says where each foreign tag was seen', () => {
    const lines = readFileSync(COMPOSE_FILE, 'utf8').split('\n');
    const images = lines.flatMap((line, index) => (/^ {4}image: (?!aurum)/.test(line) ? [index] : []));
    expect(images).toHaveLength(4);
    for (const index of images) expect(lines[index - 1]).toMatch(/# .*Tag: https:/);
  });
});

describe('Dockerfile', () => {
  const instructions = readDockerfile();
  const texts = (name: string): string[] =>
    instructions.filter((each) => each.name === name).map(({ text }) => text);

  test('copies files that are there and reach the build', () => {
    const sent = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
    const copied = texts('COPY')
      .filter((text) => !text.startsWith('--from='))
      .flatMap((text) => text.split(' ').slice(0, -1));
    expect(copied.length).toBeGreaterThan(10);
    for (const file of copied) {
      expect(existsSync(join(ROOT, file))).toBe(true);
      expect(sent).toContain(`!${file}`);
    }
  });

  test('runs as a user without rights, from pinned images, with a health check', () => {
    for (const image of texts('FROM')) expect(image).toMatch(/^node:24\.\d+\.\d+-slim( AS build)?$/);
    expect(texts('USER')).toEqual(['node']);
    const last = Object.fromEntries(instructions.map(({ name, text }) => [name, text]));
    expect(last.HEALTHCHECK).toContain('/readyz');
    expect(last.ENTRYPOINT).toBe('["node", "dist/bin/aurum.js"]');
    expect(last.CMD).toBe('["serve"]');
  });
});
