import { describeTides } from '../support/reference/tide-suite.ts';

describeTides(['timescale', 'clickhouse'], {
  ...{ seed: 20_241_103, numRuns: 160, lanes: 2 },
  limitMillis: 30_000,
});
