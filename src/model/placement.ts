/**
 * How an engine places instants in buckets that touch each other: by how many whole units of `unitMillis` lie between the
 * first edge and the instant. Where the buckets are of one length a unit is a bucket; else `steps` says how many units
 * after the first edge each bucket begins, and the engine looks for the last step that is passed.
 */
export type Placement = {
  readonly startMillis: number;
  readonly unitMillis: number;
  /** Null for buckets of one length. */
  readonly steps: readonly number[] | null;
  /** Which way it is, and why, in plain words. */
  readonly reason: string;
};
