import { LONG_RUN } from '../support/reference/conformance.ts';
import { describeTides } from '../support/reference/tide-suite.ts';
import { trinoUrl } from '../support/trino.ts';

describeTides(['timescale', 'clickhouse'], { seed: 18_831_118, ...LONG_RUN });

const schema = `tides_${process.pid}`;
const url = trinoUrl(schema);
if (url !== undefined) describeTides(['trino'], { seed: 20_111_230, ...LONG_RUN }, { url, schema });
