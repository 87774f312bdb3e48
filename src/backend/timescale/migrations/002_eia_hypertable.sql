-- requires: timescaledb
-- EIA's oldest series start in 1859: chunks of ten years keep their number small, and the rows of one series together.
-- TimescaleDB counts 30 days a month here, so they are of 3,600 days. The key serves every query: no index by time alone.
select create_hypertable(
  'eia_observation', 'label',
  chunk_time_interval => interval '10 years',
  create_default_indexes => false,
  migrate_data => true
);
