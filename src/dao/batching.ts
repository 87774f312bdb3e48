import DataLoader from 'dataloader';
import { batchLoaded } from '../telemetry/metrics.ts';
import { withSpan } from '../telemetry/span.ts';

export type BatchLoaderOptions<Key> = {
  /** Name of the batch's span and in its metric, e.g. `batch eia.series`: one of a few, never made of a key. */
  readonly name: string;
  /** Keys with the same text are the same. */
  keyText(key: Key): string;
  /** Most keys of one statement. */
  readonly maxBatchSize: number;
};

/** Loads one value a key; all keys asked for in one tick of the event loop go into one call of `load`. */
export type BatchLoader<Key, Value> = { load(key: Key): Promise<Value> };

/** A DataLoader with a span and a figure for each batch; `load` must answer one value (or an Error) a key, in their order. */
export function createBatchLoader<Key, Value>(
  options: BatchLoaderOptions<Key>,
  load: (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>,
): BatchLoader<Key, Value> {
  return new DataLoader<Key, Value, string>(
    (keys) => {
      batchLoaded(options.name, keys.length);
      return withSpan(options.name, { attributes: { 'aurum.batch.size': keys.length } }, async () => {
        const values = await load(keys);
        if (values.length !== keys.length) {
          throw new RangeError(`${options.name}: ${values.length} values for ${keys.length} keys.`);
        }
        return values;
      });
    },
    { cacheKeyFn: options.keyText, maxBatchSize: options.maxBatchSize },
  );
}

/**
 * Splits the keys of a batch into groups that one statement each can answer, runs the groups at once and puts the
 * values back into the order of the keys; a group that fails fails its own keys only.
 */
export async function loadInGroups<Key, Value>(
  keys: readonly Key[],
  groupOf: (key: Key) => string,
  load: (keys: readonly Key[]) => Promise<readonly Value[]>,
): Promise<(Value | Error)[]> {
  const groups = new Map<string, number[]>();
  keys.forEach((key, index) => {
    const name = groupOf(key);
    const places = groups.get(name);
    if (places === undefined) groups.set(name, [index]);
    else places.push(index);
  });
  const values = new Array<Value | Error>(keys.length);
  const loadGroup = async (places: readonly number[]): Promise<void> => {
    try {
      const loaded = await load(places.map((place) => keys[place] as Key));
      places.forEach((place, index) => {
        values[place] = loaded[index] as Value;
      });
    } catch (error) {
      for (const place of places) values[place] = error instanceof Error ? error : new Error(String(error));
    }
  };
  await Promise.all([...groups.values()].map(loadGroup));
  return values;
}
