import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { COMPOSE_FILE } from '../support/compose.ts';
import { leaveOut } from '../support/skips.ts';

/** Reads a compose file as `docker compose config` does, without a Docker engine. */
const COMPOSE_GO = 'github.com/compose-spec/compose-go/v2/cmd@v2.16.2';
const folder = mkdtempSync(join(tmpdir(), 'aurum-compose-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function check(file: string): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  return spawnSync('go', ['run', COMPOSE_GO, '-format', 'json', file], { encoding: 'utf8', cwd: folder });
}

const hasGo = spawnSync('go', ['version']).status === 0;
if (!hasGo) leaveOut('compose-go on docker-compose.yml: no Go found');

(hasGo ? describe : describe.skip)('docker-compose.yml, read by compose-go', () => {
  test('fits the specification, and its services come out as written', () => {
    const { status, stdout, stderr } = check(COMPOSE_FILE);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    const { services } = JSON.parse(stdout);
    expect(Object.keys(services).sort()).toEqual([
      'clickhouse',
      'gateway',
      'seed',
      'telemetry',
      'timescale',
      'trino',
    ]);
    expect(services.seed.environment).toEqual(services.gateway.environment);
    expect(services.gateway.ports).toMatchObject([{ host_ip: '127.0.0.1', target: 4000, published: '4000' }]);
  });

  test.each([
    ['an unknown key', '    mem_limit: 4g', '    mem_limitt: 4g'],
    ['a value of the wrong type', 'retries: 30', 'retries: often'],
  ])('%s is refused', (_, right, wrong) => {
    const text = readFileSync(COMPOSE_FILE, 'utf8');
    expect(text).toContain(right);
    const file = join(folder, 'wrong.yml');
    writeFileSync(file, text.replace(right, wrong));
    expect(check(file).status).not.toBe(0);
  });
});
