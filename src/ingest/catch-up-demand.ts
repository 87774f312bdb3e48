import type { Backend } from '../backend/backend.ts';
import { countUnfedDemand, feedDemand } from '../sql/eia/demand-feed.ts';
import { type Fragment, render } from '../sql/statement.ts';
import type { Logger } from '../telemetry/log.ts';

/**
 * Has ClickHouse's second table of hourly demand follow what a killed load stored. The view that feeds it does so after the
 * rows of an insert are stored: a kill in between leaves rows that no later load finds changed, and so never inserts again.
 * To be called before a load writes the catalogue, by which such rows are told.
 */
export async function catchUpDemand(
  backend: Backend,
  { signal, logger }: { readonly signal: AbortSignal; readonly logger: Logger },
): Promise<void> {
  const { kind, dialect } = backend;
  if (kind !== 'clickhouse') return;
  const run = (fragment: Fragment, summary: string) =>
    backend.execute(render(fragment, dialect, summary), { signal });
  const { rows } = await run(countUnfedDemand, 'SELECT count eia_observation');
  const unfed = Number(rows[0]?.[0]);
  if (unfed === 0) return;
  await run(feedDemand, 'INSERT eia_power_demand');
  logger.info(
    { backend: kind, rows: unfed },
    'Hourly demand that a stopped load had stored is in its table.',
  );
}
