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
  /** Names of the dimensions and of the rollup's columns that were compared. */
  readonly dimensions: readonly string[];
  readonly columns: readonly string[];
  /** Where both are equal: whole buckets, ascending, apart from each other. */
  readonly same: readonly Stretch[];
  /** Where they differ, from the earliest time to the latest, and in what; null where no difference was met. */
  readonly different: (Stretch & { readonly refusal: string }) | null;
};

/** Remembers which rollups were found equal to their tables. It is shared by all requests. */
export type ComparedRollups = {
  /** What is known of a rollup under some condition in these dimensions and columns, or in more. */
  find(key: string, dimensions: readonly string[], columns: readonly string[]): Compared | null;
  keep(key: string, compared: Compared): void;
};

/** Conditions that are remembered, and ways of asking under one condition; those asked for longest ago are forgotten. */
const MOST_KEYS = 200;
const MOST_OF_KEY = 8;

/** Remembers comparisons in this process. */
export function createComparedRollups(): ComparedRollups {
  const known = new Map<string, readonly Compared[]>();
  return {
    find(key, dimensions, columns) {
      const holding = (known.get(key) ?? []).filter(
        (each) =>
          dimensions.every((name) => each.dimensions.includes(name)) &&
          columns.every((name) => each.columns.includes(name)),
      );
      const isExact = (each: Compared): boolean =>
        each.dimensions.length === dimensions.length && each.columns.length === columns.length;
      return holding.find(isExact) ?? holding.find(({ different }) => different === null) ?? null;
    },
    keep(key, compared) {
      const same = ({ dimensions, columns }: Compared): string => JSON.stringify([dimensions, columns]);
      const others = (known.get(key) ?? []).filter((each) => same(each) !== same(compared));
      known.delete(key);
      known.set(key, [compared, ...others].slice(0, MOST_OF_KEY));
      const [oldest] = known.keys();
      if (known.size > MOST_KEYS && oldest !== undefined) known.delete(oldest);
    },
  };
}
