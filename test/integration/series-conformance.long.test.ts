import { LONG_RUN } from '../support/reference/conformance.ts';
import { describeSeries } from '../support/reference/series-suite.ts';

describeSeries(['timescale', 'clickhouse', 'trino'], { seed: 19_001_231, ...LONG_RUN });
