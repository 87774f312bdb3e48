import { describeSeries } from '../support/reference/series-suite.ts';

describeSeries(['timescale', 'clickhouse'], {
  seed: 20_240_310,
  numRuns: 100,
  lanes: 2,
  limitMillis: 20_000,
});
