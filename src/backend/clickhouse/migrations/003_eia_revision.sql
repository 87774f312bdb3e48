-- When a load first saw the value that is stored; what was stored before this column counts as known since ever.
alter table eia_observation add column if not exists seen_at Int64 default 0 codec(Delta, LZ4) after value
;

-- What EIA restated: the value that stood from previous_seen_at until seen_at, and the one that took its place. A load
-- that was stopped before it replaced the observation writes the same row again.
create table if not exists eia_revision (
  series_id             String,
  label                 Int64 codec(Delta, LZ4),
  previous_seen_at      Int64 codec(Delta, LZ4),
  period                String,
  previous_value        Nullable(Float64),
  value                 Nullable(Float64),
  seen_at               Int64 codec(Delta, LZ4),
  -- EIA's own stamp of the series, where given.
  published_at          Nullable(Int64),
  version               UInt64 codec(Delta, LZ4),
  label_time            DateTime64(3, 'UTC') alias fromUnixTimestamp64Milli(label, 'UTC'),
  previous_seen_at_time DateTime64(3, 'UTC') alias fromUnixTimestamp64Milli(previous_seen_at, 'UTC'),
  seen_at_time          DateTime64(3, 'UTC') alias fromUnixTimestamp64Milli(seen_at, 'UTC'),
  published_at_time     Nullable(DateTime64(3, 'UTC')) alias fromUnixTimestamp64Milli(published_at, 'UTC')
)
engine = ReplacingMergeTree(version)
order by (series_id, label, previous_seen_at)
settings index_granularity = 1024, min_compress_block_size = 16384
;
