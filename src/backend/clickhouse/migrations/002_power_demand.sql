-- Hourly demand by balancing authority of EIA-930, as the declared dataset power_demand reads it: the series
-- EBA.<authority>-ALL.D.H of EIA's bulk file EBA (in UTC; those in local time end in .HL).
-- A view over eia_observation alone would read all of EBA for every question: no engine turns a condition on a part of
-- series_id into one on the key. So these observations are kept a second time, in the order they are asked for, and what
-- is stored from now on follows by itself.

create table if not exists eia_power_demand (
  authority LowCardinality(String),
  -- First instant of the hour.
  time      DateTime64(3, 'UTC') codec(Delta, LZ4),
  -- Megawatthours.
  demand    Nullable(Float64),
  version   UInt64 codec(Delta, LZ4)
)
engine = ReplacingMergeTree(version)
order by (authority, time)
settings index_granularity = 1024, min_compress_block_size = 16384
;

create materialized view if not exists eia_power_demand_feed to eia_power_demand as
select
  substring(series_id, 5, length(series_id) - 12) as authority,
  fromUnixTimestamp64Milli(period_start, 'UTC') as time,
  value as demand,
  version
from eia_observation
where startsWith(series_id, 'EBA.') and endsWith(series_id, '-ALL.D.H')
;

insert into eia_power_demand (authority, time, demand, version)
select
  substring(series_id, 5, length(series_id) - 12),
  fromUnixTimestamp64Milli(period_start, 'UTC'),
  value,
  version
from eia_observation
where startsWith(series_id, 'EBA.') and endsWith(series_id, '-ALL.D.H')
;

create or replace view power_demand as
select demand.time as time, demand.authority as authority, named.authority_name as authority_name, demand.demand as demand
from eia_power_demand as demand final
left any join (
  select
    substring(series_id, 5, length(series_id) - 12) as authority,
    -- E.g. "Demand for Avista Corporation (AVA), hourly - UTC time".
    if(match(name, '^Demand for .+ \\(.+\\), hourly'), extract(name, '^Demand for (.+) \\(.+\\), hourly'), name)
      as authority_name
  from eia_series final
  where startsWith(series_id, 'EBA.') and endsWith(series_id, '-ALL.D.H')
) as named on named.authority = demand.authority
;
