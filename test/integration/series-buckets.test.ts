import { seriesBuckets } from './series-buckets.ts';

seriesBuckets(['timescale', 'clickhouse']);
