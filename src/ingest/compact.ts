import type { Backend } from '../backend/backend.ts';
import { AurumError } from '../errors.ts';
import { type Fragment, render } from '../sql/statement.ts';
import type { Logger } from '../telemetry/log.ts';

const TABLES = ['eia_observation', 'eia_revision', 'eia_series'] as const;

/**
 * Makes few files of many on an engine where every write adds some and reading opens all; only of tables with more than
 * `maxFiles`. A compaction that another writer came in the way of is left to the next load.
 */
export async function compactTables(
  backend: Backend,
  maxFiles: number,
  { signal, logger }: { readonly signal: AbortSignal; readonly logger: Logger },
): Promise<void> {
  const { dialect } = backend;
  const { compaction } = dialect;
  if (compaction === null) return;
  const run = (fragment: Fragment, summary: string, changes = false) =>
    backend.execute(render(fragment, dialect, summary), { signal, changes });
  for (const table of TABLES) {
    const { rows } = await run(compaction.countFiles(table), `SELECT count files ${table}`);
    if (Number(rows[0]?.[0]) <= maxFiles) continue;
    try {
      await run(compaction.mergeFiles(table), `ALTER ${table}`, true);
    } catch (error) {
      if (!(error instanceof AurumError) || error.code !== 'QUERY_FAILED') throw error;
      logger.warn({ backend: backend.kind, table, err: error }, 'The files of a table were not merged.');
    }
  }
}
