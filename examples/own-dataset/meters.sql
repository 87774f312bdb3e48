-- A table of one's own: what some meters measured, hour by hour, and what it cost.
create table meters (
  at timestamptz not null,
  meter text not null,
  site text not null,
  energy double precision,
  price numeric(12, 4),
  primary key (meter, at)
);
-- With the TimescaleDB extension: select create_hypertable('meters', 'at');

insert into meters values
  ('2024-07-01 10:00Z', 'press', 'Bremen', 40.5, 0.2150),
  ('2024-07-01 11:00Z', 'press', 'Bremen', 42, 0.2350),
  ('2024-07-01 10:00Z', 'oven', 'Bremen', 17.5, 0.2150),
  ('2024-07-01 10:00Z', 'pump', 'Oslo', 8, 0.0825),
  ('2024-07-01 11:00Z', 'pump', 'Oslo', 6.25, 0.0875);
