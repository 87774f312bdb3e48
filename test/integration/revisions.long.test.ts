import { revisions } from './revisions.ts';

revisions(['timescale', 'clickhouse', 'trino', 'postgres']);
