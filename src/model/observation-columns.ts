/** Observations of one series as JSON arrays of equal length, oldest first; null where not asked for. */
export type ObservationColumns = {
  /** Same id, same arguments over the same data. */
  readonly id: string;
  readonly length: number;
  readonly units: string | null;
  /** Points were left out. */
  readonly sampled: boolean;
  /** Points before any were left out. */
  readonly totalCount: number;
  /** RFC 3339 texts of the labels, with the zone's offsets. */
  readonly time: string | null;
  /** The same instants in milliseconds since 1970. */
  readonly epochMillis: string | null;
  /** EIA API v2 spelling. */
  readonly period: string | null;
  /** Doubles in JavaScript's text, or null. */
  readonly value: string | null;
};

/** The arrays a client can ask for. */
export type ObservationColumn = 'time' | 'epochMillis' | 'period' | 'value';

/** How points of a chart are chosen: the look of a line, or the extremes of each stretch. */
export type Downsampling = 'LTTB' | 'MIN_MAX';

/** At most so many points, and how they are chosen. */
export type Sampling = { readonly maxPoints: number; readonly downsampling: Downsampling };
