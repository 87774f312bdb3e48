-- Statements are parted by a line that holds a semicolon alone. Each can run again without harm: Iceberg has no
-- transactions over several statements, and two processes may apply this file at once.
-- Instants have six digits of a second, as Iceberg keeps no other timestamps.

create table if not exists eia_series (
  series_id         varchar not null,
  name              varchar not null,
  description       varchar,
  units             varchar,
  -- Code of EIA's bulk files: A Q M W 4 D H HL.
  frequency         varchar not null,
  dataset           varchar not null,
  region            varchar,
  source            varchar,
  -- EIA API v2 spelling.
  start_period      varchar,
  end_period        varchar,
  first_label       timestamp(6) with time zone,
  last_label        timestamp(6) with time zone,
  last_updated      timestamp(6) with time zone,
  facets            map(varchar, varchar) not null,
  facet_labels      map(varchar, varchar) not null,
  -- Keys of EIA's line that have no column of their own, as served.
  attributes        map(varchar, varchar) not null,
  -- Case-folded words of the name.
  search_words      array(varchar) not null,
  -- Of the line as read, so that an unchanged line is not compared value by value; '' when unknown.
  source_hash       varchar not null,
  observation_count bigint not null,
  null_count        bigint not null
)
with (sorted_by = array['series_id'])
;

-- Answers read a few series: their ids name the buckets, and the files' own statistics the row groups. More buckets
-- would make more files of every commit: eight keep the whole of EIA's bulk data below 200 MB a bucket.
create table if not exists eia_observation (
  series_id       varchar not null,
  label           timestamp(6) with time zone not null,
  period_start    timestamp(6) with time zone not null,
  period_end      timestamp(6) with time zone not null,
  period          varchar not null,
  -- As EIA wrote it.
  period_original varchar not null,
  value           double
)
with (partitioning = array['bucket(series_id, 8)'], sorted_by = array['series_id', 'label'])
;
