/** One published value of a series. Instants as in {@link Period}. */
export type Observation = {
  /** EIA API v2 spelling. */
  readonly period: string;
  readonly labelMillis: number;
  readonly startMillis: number;
  readonly endMillis: number;
  /** IEEE double; null where EIA published none. */
  readonly value: number | null;
};
