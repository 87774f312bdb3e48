import { expect, test } from '@jest/globals';
import { createCursorCodec } from '../../../src/dao/cursor.ts';
import { TrinoDao } from '../../../src/dao/trino-dao.ts';
import { SILENT } from '../../../src/telemetry/log.ts';
import { createRecordingBackend } from '../../support/recording-backend.ts';
import { type SqlCase, trinoSqlCases } from '../../support/sql-cases.ts';

const backend = createRecordingBackend('trino');
const dao = new TrinoDao(
  {
    backend,
    signal: new AbortController().signal,
    deadlineMillis: Date.now() + 60_000,
    nowMillis: Date.now(),
    logger: SILENT,
  },
  { maxPageSize: 10, maxBuckets: 10 },
  createCursorCodec('test'),
  { queryCatalogs: ['iceberg', 'tsdb'], maxQueryRows: 1_000 },
);

const OWN: readonly SqlCase[] = [
  { sql: 'select * from other.s.t', why: 'a catalog that is not allowed', expect: 'REJECT' },
  { sql: 'explain analyze select 1', why: 'runs', expect: 'REJECT' },
];

test.each([...OWN, ...trinoSqlCases('REJECT')])('$sql is refused and reaches no engine', async ({ sql }) => {
  await expect(dao.executeFederatedQuery(sql, ['iceberg', 'tsdb'])).rejects.toMatchObject({
    code: 'FORBIDDEN_SQL',
    details: { argument: 'sql' },
  });
  expect(await dao.validateQuerySyntax(sql)).toMatchObject({ error: { kind: 'FORBIDDEN_SQL' }, tables: [] });
  expect(backend.statements).toEqual([]);
});
