import { describeTides } from '../support/reference/tide-suite.ts';
import { trinoUrl } from '../support/trino.ts';

/** What is asked of the embedded engines, and again of Trino, unless the time is over first. */
const LONG_RUN = { numRuns: 3_000, lanes: 6, limitMillis: 110_000 };

describeTides(['timescale', 'clickhouse'], { seed: 18_831_118, ...LONG_RUN });

const schema = `tides_${process.pid}`;
const url = trinoUrl(schema);
if (url !== undefined) describeTides(['trino'], { seed: 20_111_230, ...LONG_RUN }, { url, schema });
