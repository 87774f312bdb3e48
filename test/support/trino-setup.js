import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureServer } from '../../scripts/trino/archive.ts';
import { findJdk } from '../../scripts/trino/jdk.ts';
import { runningTrino, startTrino, stopTrino } from '../../scripts/trino/server.ts';
import { startPostgres } from './postgres.ts';

/**
 * Starts one Trino for all test files of a run, with a PostgreSQL for its catalog `postgresql`. The workers learn of
 * it by TEST_TRINO_URL and TEST_TRINO_POSTGRES_URL, or by TEST_TRINO_MISSING why there is none. One that runs already
 * can be named by TEST_TRINO_URL.
 */
export default async function startTrinoForTests() {
  if (process.env.TEST_TRINO_URL) return;
  const say = (step) => process.stderr.write(`(${step} …)\n`);
  let home;
  let server;
  try {
    home = findJdk(process.env).home;
    server = await ensureServer(say);
  } catch (error) {
    process.env.TEST_TRINO_MISSING = error.message;
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'aurum-trino-'));
  const postgres = await startPostgres();
  const postgresUrl = 'url' in postgres ? postgres.url : null;
  globalThis.stopTrinoOfTests = async () => {
    await stopTrino(folder);
    if ('stop' in postgres) await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  // Ctrl-C ends a run without its teardown.
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      const running = runningTrino(folder);
      if (running !== null) process.kill(running.pid);
      process.exit(130);
    });
  }
  say('Starting Trino');
  try {
    const { url } = await startTrino(server, home, { folder, port: 0, memory: '2G', postgres: postgresUrl });
    process.env.TEST_TRINO_URL = url;
    if (postgresUrl !== null) process.env.TEST_TRINO_POSTGRES_URL = postgresUrl;
  } catch (error) {
    process.env.TEST_TRINO_MISSING = error.message;
  }
}
