/** Stretches of time that touch each other, numbered from 0 at their origin; earlier ones are negative. */
export type BucketGrid =
  /** Elapsed time of one length. */
  | { readonly kind: 'fixed'; readonly widthSeconds: number; readonly originSeconds: number }
  /** Calendar months, counted from January 1970. */
  | { readonly kind: 'months'; readonly months: number };
