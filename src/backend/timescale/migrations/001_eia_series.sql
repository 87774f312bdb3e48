-- Text is ordered by code point, as on the other engines: hence the collation "C".

create table eia_series (
  series_id         text collate "C" primary key,
  name              text collate "C" not null,
  description       text collate "C",
  units             text collate "C",
  -- Code of EIA's bulk files: A Q M W 4 D H HL.
  frequency         text collate "C" not null,
  dataset           text collate "C" not null,
  region            text collate "C",
  source            text collate "C",
  -- EIA API v2 spelling.
  start_period      text collate "C",
  end_period        text collate "C",
  first_label       timestamptz,
  last_label        timestamptz,
  last_updated      timestamptz,
  facets            jsonb not null default '{}',
  facet_labels      jsonb not null default '{}',
  -- Keys of EIA's line that have no column of their own, as served.
  attributes        jsonb not null default '{}',
  -- Case-folded words of the name.
  search_words      text[] collate "C" not null default '{}',
  -- Of the line as read, so that an unchanged line is not compared value by value; '' when unknown.
  source_hash       text collate "C" not null default '',
  observation_count bigint not null default 0,
  null_count        bigint not null default 0
);

-- A series is found by dataset first; its facets are then compared as text (`facets ->> key`), which no index on the
-- whole map could serve.
create index eia_series_dataset on eia_series (dataset, series_id);
create index eia_series_frequency on eia_series (frequency, series_id);
create index eia_series_region on eia_series (region, series_id);
create index eia_series_name on eia_series (name, series_id);
create index eia_series_search_words on eia_series using gin (search_words);

create table eia_observation (
  series_id       text collate "C" not null,
  label           timestamptz not null,
  period_start    timestamptz not null,
  period_end      timestamptz not null,
  period          text collate "C" not null,
  -- As EIA wrote it.
  period_original text collate "C" not null,
  value           double precision,
  primary key (series_id, label)
);
