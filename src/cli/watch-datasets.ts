import type { Backend } from '../backend/backend.ts';
import { checkDataset } from '../datasets/check-dataset.ts';
import type { BackendKind } from '../model/backend.ts';
import { type DeclaredDataset, holdersOf } from '../model/declared-dataset.ts';
import type { Logger } from '../telemetry/log.ts';

/** Once an engine is up, be it long after the start, compares its declared tables with the live ones: each difference is a warning, none is fatal. */
export async function watchDatasets(
  datasets: readonly DeclaredDataset[],
  backends: ReadonlyMap<BackendKind, Backend | null>,
  signal: AbortSignal,
  logger: Logger,
): Promise<void> {
  const kinds = new Set(datasets.flatMap(holdersOf));
  await Promise.all(
    [...kinds].map(async (kind) => {
      const declared = datasets.filter((dataset) => holdersOf(dataset).includes(kind));
      const backend = backends.get(kind) ?? null;
      if (backend === null) {
        const names = declared.map(({ name }) => name);
        logger.info({ datasets: names }, `Declared datasets need ${kind}, which the settings leave out.`);
        return;
      }
      try {
        await backend.up(signal);
        for (const dataset of declared) {
          for (const { place, message } of await checkDataset(dataset, backend, { signal })) {
            logger.warn(
              { dataset: dataset.name, place },
              `A declared dataset is not as its table: ${message}`,
            );
          }
        }
      } catch (error) {
        if (!signal.aborted) logger.info({ backend: kind, err: error }, 'Declared datasets are not checked.');
      }
    }),
  );
}
