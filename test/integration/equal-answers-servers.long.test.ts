import { equalAnswers } from './equal-answers.ts';

equalAnswers(['timescale', 'clickhouse', 'trino', 'postgres']);
