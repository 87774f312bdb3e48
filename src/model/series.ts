import type { Frequency } from './frequency.ts';

/** A time series as EIA publishes it, without its observations. */
export type Series = {
  /** EIA's own id, e.g. `ELEC.GEN.ALL-US-99.M`. */
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly units: string | null;
  readonly frequency: Frequency;
  /** Code of the EIA dataset it belongs to, e.g. `ELEC`, or an API v2 route. */
  readonly dataset: string;
  /** Region code, e.g. `USA-TX`. */
  readonly region: string | null;
  readonly source: string | null;
  /** First and last period with an observation, in EIA API v2 spelling; null for a series without any. */
  readonly startPeriod: string | null;
  readonly endPeriod: string | null;
  /** Labels of those periods, milliseconds since 1970. */
  readonly firstLabelMillis: number | null;
  readonly lastLabelMillis: number | null;
  /** When EIA last changed it, milliseconds since 1970; null where EIA does not say. */
  readonly lastUpdatedMillis: number | null;
  /** Changes whenever a load changes the series or its observations; the same for the same loads on every engine. */
  readonly version: string;
  /** Further dimensions by name: the id's dotted parts, or the facets of an API v2 route. */
  readonly facets: Readonly<Record<string, string>>;
};
