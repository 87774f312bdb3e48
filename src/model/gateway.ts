/** What one request may ask for. */
export type Limits = {
  /** Largest `first` or `last`. */
  readonly maxPageSize: number;
  /** Most ids in one list argument, and most keys of one batch. */
  readonly maxBatch: number;
  /** Most observations in one `columns`. */
  readonly maxPoints: number;
  /** Most observations read for one `columns` with `maxPoints`. */
  readonly maxSampledPoints: number;
  readonly maxBuckets: number;
  /** Most rows and bytes of one statement's answer. */
  readonly maxFieldRows: number;
  readonly maxFieldBytes: number;
  /** Most rows that all statements of one request answer with. */
  readonly maxResponseRows: number;
  /** Most bytes of one response, and of all that the statements of one request answer with. */
  readonly maxResponseBytes: number;
  /** Longest time for one request. */
  readonly deadlineMillis: number;
};

/** What the gateway tells of itself. */
export type GatewayDescription = {
  readonly version: string;
  /** Changes whenever the schema does. */
  readonly schemaHash: string;
  readonly limits: Limits;
};
