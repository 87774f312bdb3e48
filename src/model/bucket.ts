/** What buckets without rows become. */
export type FillMode = 'NONE' | 'NULL' | 'ZERO' | 'PREVIOUS' | 'LINEAR';

/** Whether buckets that are cut by the range or still running are shown. */
export type PartialMode = 'INCLUDE' | 'EXCLUDE';

/**
 * OBSERVED: rows, and the whole bucket lies in the range and the past. FILLED: no rows. PARTIAL: rows, but the bucket is
 * cut by the range or still running.
 */
export type BucketState = 'OBSERVED' | 'FILLED' | 'PARTIAL';
