import { join } from 'node:path';
import type { Driver } from '../src/backend/backend.ts';
import { createClickHouseDriver } from '../src/backend/clickhouse/driver.ts';
import { createTimescaleDriver } from '../src/backend/timescale/driver.ts';
import { SILENT } from '../src/telemetry/log.ts';

/**
 * Where rows are loaded: two engines in the process, and a PostgreSQL server. ClickHouse twice, as its bulk insert
 * takes text, or the bytes it works on itself (Native).
 */
export const ENGINES = ['clickhouse', 'clickhouse-native', 'timescale', 'postgres'] as const;
export type Engine = (typeof ENGINES)[number];

/** The rows of one input, prepared for each engine's own bulk insert. */
export function preparedFiles(folder: string): Record<Engine, string> {
  return {
    clickhouse: join(folder, 'rows.tsv'),
    'clickhouse-native': join(folder, 'rows.native'),
    timescale: join(folder, 'rows.jsonl'),
    postgres: join(folder, 'rows.copy'),
  };
}

/** The driver of an engine; `place` is a data folder, or a server's URL. */
export function driverOf(engine: Engine, place: string): Driver {
  if (engine.startsWith('clickhouse')) {
    return createClickHouseDriver(
      { url: 'embedded:', dataFolder: place, connectTimeoutMillis: 60_000, threads: 32 },
      SILENT,
    );
  }
  const [url, dataFolder] = engine === 'postgres' ? [place, '/nowhere'] : ['embedded:', place];
  return createTimescaleDriver(
    {
      url,
      dataFolder,
      connectTimeoutMillis: 60_000,
      statementGraceMillis: 60_000,
      lockTimeoutMillis: 60_000,
    },
    SILENT,
  );
}
