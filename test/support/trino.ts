import type { Backend } from '../../src/backend/backend.ts';
import { createBackend } from '../../src/backend/pooled-backend.ts';
import { createTrinoDriver } from '../../src/backend/trino/driver.ts';
import { identifier, render, sql } from '../../src/sql/statement.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { TEST_BACKEND } from './embedded-backend.ts';
import { leaveOut } from './skips.ts';

/** URL of the Trino of this run with a schema of the caller's own; undefined, and said so, where there is none. */
export function trinoUrl(schema: string): string | undefined {
  const { TEST_TRINO_URL: url, TEST_TRINO_MISSING: missing } = process.env;
  if (url !== undefined) return new URL(`/iceberg/${schema}`, url).href;
  leaveOut(`what needs Trino: ${missing ?? '`npm run test:all` starts one, or TEST_TRINO_URL names one'}`);
  return undefined;
}

/** URL of the PostgreSQL behind Trino's catalog `postgresql`; undefined where it has none. */
export function trinoPostgresUrl(): string | undefined {
  return process.env.TEST_TRINO_POSTGRES_URL;
}

/** A backend on that Trino, migrated and ready; the caller closes it. Undefined, and said so, where there is none. */
export async function openTrino(schema: string): Promise<Backend | undefined> {
  const url = trinoUrl(schema);
  if (url === undefined) return undefined;
  const backend = createBackend(
    createTrinoDriver({ url, connectTimeoutMillis: 10_000 }, SILENT),
    TEST_BACKEND,
    SILENT,
  );
  await backend.ready(AbortSignal.timeout(60_000));
  return backend;
}

/** Drops the schema of a backend with all its tables, on a server that outlives the test. */
export async function dropSchema(backend: Backend, schema: string): Promise<void> {
  const fragment = sql`drop schema if exists ${identifier(schema)} cascade`;
  await backend.execute(render(fragment, backend.dialect, 'DROP SCHEMA'), {
    signal: AbortSignal.timeout(60_000),
  });
}
