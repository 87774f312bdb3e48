import { LRUCache } from 'lru-cache';
import type { Stretch } from '../model/rollup.ts';
import type { PartsState } from '../planner/part-lineage.ts';

/** The stored rows of a table and of its rollup at some time. */
export type StoredRows = {
  /** The CREATE statements of all that is compared. */
  readonly created: string;
  readonly table: PartsState;
  readonly rollup: PartsState;
};

/** What was found by comparing a rollup with its table, about what was stored then. */
export type Compared = StoredRows & {
  /** Names of the dimensions and of the rollup's columns that were compared, each in ascending order. */
  readonly dimensions: readonly string[];
  readonly columns: readonly string[];
  /** Where both are equal: whole buckets, ascending, apart from each other. */
  readonly same: readonly Stretch[];
  /** Where they differ, from the earliest time to the latest, and in what; null where no difference was met. */
  readonly different: (Stretch & { readonly refusal: string }) | null;
};

/** Remembers which rollups were found equal to their tables. It is shared by all requests. */
export type ComparedRollups = {
  /** What is known of a rollup under some condition in these dimensions and columns, each in ascending order, or in more. */
  find(key: string, dimensions: readonly string[], columns: readonly string[]): Compared | null;
  keep(key: string, compared: Compared): void;
};

/** Ways of asking that are remembered: a condition with dimensions and columns. */
const MOST_KEPT = 1_600;
/** Parts that all of them are made of, of tables and rollups; one takes some 200 bytes. */
const MOST_PARTS = 100_000;
/** Text that takes as much as a part. */
const CHARACTERS_OF_PART = 200;

/** Remembers comparisons in this process: those asked for longest ago are forgotten. */
export function createComparedRollups(): ComparedRollups {
  type Kept = { readonly key: string; readonly compared: Compared };
  const known = new LRUCache<string, Kept>({
    max: MOST_KEPT,
    maxSize: MOST_PARTS,
    sizeCalculation: ({ key, compared }, name) => partsOf(compared, key.length + name.length),
  });
  const nameOf = (key: string, { dimensions, columns }: Pick<Compared, 'dimensions' | 'columns'>): string =>
    JSON.stringify([key, dimensions, columns]);
  return {
    find(key, dimensions, columns) {
      const exact = known.get(nameOf(key, { dimensions, columns }));
      if (exact !== undefined) return exact.compared;
      for (const { key: other, compared } of known.values()) {
        if (other === key && compared.different === null && holds(compared, dimensions, columns))
          return compared;
      }
      return null;
    },
    keep: (key, compared) => void known.set(nameOf(key, compared), { key, compared }),
  };
}

function holds(compared: Compared, dimensions: readonly string[], columns: readonly string[]): boolean {
  return (
    dimensions.every((name) => compared.dimensions.includes(name)) &&
    columns.every((name) => compared.columns.includes(name))
  );
}

/** What a comparison holds, and the text of its key, counted in parts. */
function partsOf({ created, table, rollup, same }: Compared, characters: number): number {
  const text = Math.ceil((characters + created.length) / CHARACTERS_OF_PART);
  return table.parts.length + rollup.parts.length + same.length + text;
}
