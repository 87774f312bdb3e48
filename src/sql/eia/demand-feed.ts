import { type Fragment, sql } from '../statement.ts';

/** Of hourly demand by balancing authority, as in ClickHouse's migration 002_power_demand. */
const IS_DEMAND = sql`startsWith(series_id, 'EBA.') and endsWith(series_id, '-ALL.D.H')`;

/**
 * Rows of `eia_power_demand` that a load which was killed may not have brought there, in ClickHouse's words: those of
 * observations that are newer than their series in the catalogue, which is written last, and in the same version.
 */
const UNFED: Fragment = sql`
  select
    substring(series_id, 5, length(series_id) - 12) as authority,
    fromUnixTimestamp64Milli(period_start, 'UTC') as time,
    value as demand,
    stored.version as version
  from eia_observation as stored
  left any join (
    select series_id, version from eia_series final where ${IS_DEMAND}
  ) as known using (series_id)
  where ${IS_DEMAND} and stored.version > ifNull(known.version, 0)`;

/** One row with the number of such rows. */
export const countUnfedDemand: Fragment = sql`select count() from (${UNFED}) as unfed`;

/** Brings them there; rows that are there already change nothing. */
export const feedDemand: Fragment = sql`
  insert into eia_power_demand (authority, time, demand, version) ${UNFED}`;
