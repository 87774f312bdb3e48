import type { LabelBounds } from '../../model/time-range.ts';
import type { Fragment } from '../statement.ts';

/** One ask for observations of one series. */
export type ObservationKey = LabelBounds & { readonly seriesId: string };

/** What holds for all keys of one statement. */
export type ObservationWalk = {
  /** Newest first. */
  readonly descending: boolean;
  readonly limit: number;
  readonly offset: number;
  /** Leaves out observations without a value. */
  readonly onlyWithValue: boolean;
};

/** The arrays a client can ask for; `label` is the label in milliseconds. */
export type ObservationArray = 'label' | 'period' | 'value';

/**
 * The statements about observations that engines write too differently to share their text. `asOfMillis` as in
 * `observationsAsOf`.
 */
export type ObservationStatements = {
  /**
   * Rows `ordinal, period, label, period_start, period_end, value` (ordinal is the key's place from 1, instants are
   * epoch millis), each key's rows in the order of the walk, at most `limit` of each key.
   */
  rows(keys: readonly ObservationKey[], walk: ObservationWalk, asOfMillis: number | null): Fragment;
  /** One row a key that has observations: `ordinal, count`. */
  counts(keys: readonly ObservationKey[], asOfMillis: number | null): Fragment;
  /**
   * One row a key that has observations: `ordinal, length`, then each of `arrays` as JSON text, oldest first,
   * of at most `limit` observations.
   */
  arrays(
    keys: readonly ObservationKey[],
    arrays: readonly ObservationArray[],
    limit: number,
    asOfMillis: number | null,
  ): Fragment;
};
