-- When a load first saw the value that is stored; what was stored before this column counts as known since ever.
alter table eia_observation add column seen_at timestamptz not null default '1970-01-01T00:00:00Z';

-- What EIA restated: the value that stood from previous_seen_at until seen_at, and the one that took its place.
create table eia_revision (
  series_id        text collate "C" not null,
  label            timestamptz not null,
  previous_seen_at timestamptz not null,
  period           text collate "C" not null,
  previous_value   double precision,
  value            double precision,
  seen_at          timestamptz not null,
  -- EIA's own stamp of the series, where given.
  published_at     timestamptz,
  -- A load that was stopped before it replaced the observation writes the same row again.
  primary key (series_id, label, previous_seen_at)
);

-- Revisions are listed newest first.
create index eia_revision_seen_at on eia_revision (series_id, seen_at, label);
