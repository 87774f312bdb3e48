import type { DeclaredDataset } from '../model/declared-dataset.ts';
import { newestTime } from '../sql/dataset/newest-time.ts';
import type { Dialect } from '../sql/dialect/dialect.ts';
import type { Ask } from './ask.ts';
import { type BatchLoader, createBatchLoader } from './batching.ts';
import { summaryOf } from './dataset-selection.ts';
import { timeText } from './dataset-values.ts';

/** The times of the newest rows of tables, RFC 3339 in UTC, null of an empty one: one statement a table and request. */
export function createNewestTimes(
  dialect: Dialect,
  ask: Ask,
  maxBatchSize: number,
): BatchLoader<DeclaredDataset, string | null> {
  const read = async (table: DeclaredDataset): Promise<string | null> => {
    const { rows } = await ask(newestTime(dialect, table), summaryOf(table, 'newest'));
    const [time = null] = rows[0] ?? [];
    return time === null ? null : timeText(table.time.type, time);
  };
  const keyText = ({ table, time, final }: DeclaredDataset): string => JSON.stringify([table, time, final]);
  // A table that cannot be read keeps no other's time away.
  const readOrError = (table: DeclaredDataset): Promise<string | null | Error> =>
    read(table).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  return createBatchLoader({ name: 'batch dataset.newest', keyText, maxBatchSize }, (tables) =>
    Promise.all(tables.map(readOrError)),
  );
}
