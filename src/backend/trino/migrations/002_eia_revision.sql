-- When a load first saw the value that is stored. Null, in rows from before this column, counts as known since ever:
-- a value for them would write every file anew.
alter table eia_observation add column if not exists seen_at timestamp(6) with time zone
;

-- What EIA restated: the value that stood from previous_seen_at until seen_at, and the one that took its place. A load
-- that was stopped before it replaced the observation writes the same row again.
create table if not exists eia_revision (
  series_id        varchar not null,
  label            timestamp(6) with time zone not null,
  previous_seen_at timestamp(6) with time zone not null,
  period           varchar not null,
  previous_value   double,
  value            double,
  seen_at          timestamp(6) with time zone not null,
  -- EIA's own stamp of the series, where given.
  published_at     timestamp(6) with time zone
)
with (partitioning = array['bucket(series_id, 8)'], sorted_by = array['series_id', 'label'])
;
