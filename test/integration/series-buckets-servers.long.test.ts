import { seriesBuckets } from './series-buckets.ts';

seriesBuckets(['clickhouse', 'postgres', 'trino']);
