import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { AurumError } from '../../../src/errors.ts';
import { KEY_PATHS, KEYS, variableOf } from '../../../src/settings/keys.ts';
import { type LoadSettingsOptions, loadSettings } from '../../../src/settings/load.ts';
import { packageRoot } from '../../../src/settings/package-root.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aurum-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.yaml`);
  writeFileSync(path, text);
  return path;
}

function mistakesOf(options: LoadSettingsOptions): string {
  try {
    loadSettings(options);
  } catch (error) {
    if (error instanceof AurumError && error.code === 'BAD_USER_INPUT') return error.message;
    throw error;
  }
  throw new Error('The settings were accepted.');
}

describe('loadSettings', () => {
  test('the packaged file holds every key that is no secret, each with a comment above it', () => {
    const text = readFileSync(join(packageRoot(), 'settings.yaml'), 'utf8');
    const flat = (value: unknown, prefix: string): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([name, inner]) =>
            flat(inner, prefix === '' ? name : `${prefix}.${name}`),
          )
        : [prefix];
    expect(flat(parse(text), '').sort()).toEqual(KEY_PATHS.filter((path) => !KEYS[path].secret).sort());
    const lines = text.split('\n');
    for (const path of KEY_PATHS.filter((known) => !KEYS[known].secret)) {
      const name = path.split('.').at(-1) ?? path;
      const index = lines.findIndex((line) => line.trimStart().startsWith(`${name}:`));
      expect(`${name} ${lines[index - 1]?.trim().slice(0, 1)}`).toBe(`${name} #`);
    }
  });

  test('defaults', () => {
    const settings = loadSettings({ env: {} });
    expect(settings.dataBackend).toMatchObject({
      backendType: 'timescale',
      connectionPoolMinSize: 5,
      connectionPoolMaxSize: 20,
    });
    expect(settings.server).toEqual({
      host: '127.0.0.1',
      port: 4000,
      drainDelayMillis: 500,
      drainGraceMillis: 10_000,
      trustedProxies: [],
    });
    expect(settings.graphql).toEqual({ introspection: true, landingPage: true, ide: true });
    expect(loadSettings({ env: { NODE_ENV: 'production' } }).graphql).toEqual({
      introspection: false,
      landingPage: false,
      ide: false,
    });
    expect(Object.isFrozen(settings) && Object.isFrozen(settings.server)).toBe(true);
  });

  test('file over defaults, environment over file, flags over all; empty variables count as not set', () => {
    const path = file('server:\n  port: 4100\n  host: 0.0.0.0\nlimits:\n  max_batch: 7\nlog:\n');
    const settings = loadSettings({
      env: { AURUM_SETTINGS: path, PORT: '4200', AURUM_LIMITS_MAX_POINTS: '9', HOST: '', UNRELATED: 'x' },
      overrides: { 'server.port': { value: '4300', source: '--port' } },
    });
    expect(settings.server).toMatchObject({ host: '0.0.0.0', port: 4300 });
    expect(settings.limits).toMatchObject({ maxBatch: 7, maxPoints: 9 });
  });

  test('all mistakes at once, with key, source, value and what is allowed', () => {
    const path = file('data_backend:\n  backend_type: oracle\n  connection_pool_size: 3\nlimits: 4\n');
    expect(mistakesOf({ env: { PORT: 'http', AURUM_LOG_LEVEL: 'loud' }, file: path }).split('\n')).toEqual([
      '5 settings are wrong:',
      `  - data_backend.connection_pool_size (${path}:3) is no known key. Did you mean data_backend.connection_pool_min_size?`,
      `  - ${path}: limits must be a mapping of keys to values.`,
      `  - data_backend.backend_type (${path}:2): "oracle" is not allowed. Allowed: timescale, clickhouse, trino.`,
      '  - server.port (PORT): "http" is not allowed. Allowed: a whole number from 0 to 65535.',
      '  - log.level (AURUM_LOG_LEVEL): "loud" is not allowed. Allowed: debug, info, warn, error, silent.',
    ]);
  });

  test.each([
    [{ AURUM_PROT: '1' }, 'AURUM_PROT (environment) is no known variable.'],
    [{ AURUM_LIMITS_MAX_BATHC: '1' }, 'Did you mean AURUM_LIMITS_MAX_BATCH?'],
    [{ AURUM_SERVER_PORT: '1' }, 'Did you mean PORT?'],
    [
      { AURUM_DATA_BACKEND_BACKEND_TYPE: 'trino' },
      'leaves out the engine that data_backend.backend_type names',
    ],
    [
      { AURUM_DATA_BACKEND_FALLBACK_BACKEND_TYPE: 'trino' },
      'leaves out the engine that data_backend.fallback_backend_type names',
    ],
    [
      { AURUM_DATA_BACKEND_FALLBACK_BACKEND_TYPE: 'timescale' },
      'timescale is what data_backend.backend_type names. Allowed: none, or another engine.',
    ],
    [{ AURUM_TIMESCALE_URL: 'mysql://x' }, 'embedded:, none or postgres://user@host:port/database'],
    [{ AURUM_TIMESCALE_URL: 'none' }, '"none" leaves out the engine that data_backend.backend_type names'],
    [
      { AURUM_DATA_BACKEND_CONNECTION_POOL_MIN_SIZE: '30' },
      '30 is more than data_backend.connection_pool_max_size (20)',
    ],
    [{ AURUM_SETTINGS: '/nowhere.yaml' }, '/nowhere.yaml cannot be read (ENOENT)'],
    [{ AURUM_FIRST_LOOK: 'yes' }, 'Allowed: true or false.'],
    [
      { AURUM_TRINO_URL: 'http://trino.example:8080', AURUM_TRINO_PASSWORD: 'hunter2' },
      'Trino takes a password over https only.',
    ],
    [{ AURUM_TRINO_URL: 'http://a:b@trino.example:8080' }, 'Trino takes a password over https only.'],
    [{ AURUM_TRINO_QUERY_CATALOGS: 'iceberg,,' }, 'Allowed: names of catalogs with commas between them.'],
  ])('%j is refused', (env, expected) => {
    expect(mistakesOf({ env })).toContain(expected);
  });

  test('names with commas between them', () => {
    const path = file('trino:\n  query_catalogs: Iceberg , pg\n');
    expect(loadSettings({ env: {}, file: path }).trino.queryCatalogs).toEqual(['iceberg', 'pg']);
  });

  test('text that is no YAML is refused with its line', () => {
    const path = file('server:\n  port: 1\n  port: 2\n');
    expect(mistakesOf({ env: {}, file: path })).toContain(`${path}:3 is not YAML`);
  });

  test('secrets come from the environment only and are never shown', () => {
    const settings = loadSettings({
      env: {
        AURUM_TIMESCALE_URL: 'postgres://reader:pa%20ss@db.example:5432/eia',
        AURUM_CLICKHOUSE_PASSWORD: 'hunter2',
        EIA_API_KEY: 'k-123',
        AURUM_CURSOR_SECRET: 'a-very-long-secret-1',
      },
    });
    expect(settings.timescale.url).toBe('postgres://reader@db.example:5432/eia');
    expect(settings.timescale.password?.reveal()).toBe('pa ss');
    expect(settings.eia.apiKey?.reveal()).toBe('k-123');
    const shown = `${inspect(settings, { depth: 9 })} ${JSON.stringify(settings)} ${settings.clickhouse.password}`;
    for (const text of ['hunter2', 'k-123', 'pa ss', 'pa%20ss', 'a-very-long'])
      expect(shown).not.toContain(text);

    const path = file('timescale:\n  password: hunter2\nclickhouse:\n  url: http://u:hunter2@h:8123/d\n');
    const message = mistakesOf({ env: { AURUM_CURSOR_SECRET: 'short' }, file: path });
    expect(message).toContain(`timescale.password (${path}:2) is a secret`);
    expect(message).toContain('AURUM_TIMESCALE_PASSWORD');
    expect(message).toContain(`clickhouse.url (${path}:4) holds a password`);
    expect(message).toContain('cursor_secret (AURUM_CURSOR_SECRET): the value is not allowed');
    expect(message).not.toContain('hunter2');
    expect(message).not.toContain('short"');
  });

  test('every variable name is used once', () => {
    expect(new Set(KEY_PATHS.map(variableOf)).size).toBe(KEY_PATHS.length);
  });
});
