import { expect, test } from '@jest/globals';
import { createHeldAnswers } from '../../src/backend/answer-budget.ts';
import type { CallOptions } from '../../src/backend/backend.ts';
import { createContext } from '../../src/context.ts';
import { createComparedRollups } from '../../src/dao/compared-rollups.ts';
import { createCursorCodec } from '../../src/dao/cursor.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { sql } from '../../src/sql/statement.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { createRecordingBackend } from '../support/recording-backend.ts';

test('who asks goes with every statement to the engine, with signal and deadline', async () => {
  const seen: CallOptions[] = [];
  const backend = createRecordingBackend();
  const noting = {
    ...backend,
    execute: (...[statement, options]: Parameters<typeof backend.execute>) => {
      seen.push(options);
      return backend.execute(statement, options);
    },
  };
  const { limits, request } = loadSettings({ env: {} });
  const { signal } = new AbortController();
  await using context = createContext(
    {
      backends: new Map([['timescale', noting]]),
      eiaBackend: noting,
      eiaFallback: null,
      datasets: [],
      comparedRollups: createComparedRollups(),
      cursors: createCursorCodec('test'),
      answers: createHeldAnswers(limits.maxHeldBytes),
      gateway: { version: '1', schemaHash: 'x', limits: { ...limits, ...request } },
      federation: { queryCatalogs: [], maxQueryRows: 1 },
    },
    { requestId: 'r', client: '10.0.0.7', signal, deadlineMillis: 17, nowMillis: 0, logger: SILENT },
  );
  await context.eia.getEiaSeriesCount();
  await context.timescale().executeQuery(sql`select 1`, 'SELECT');
  expect(seen).toHaveLength(2);
  for (const options of seen)
    expect(options).toMatchObject({ client: '10.0.0.7', deadlineMillis: 17, signal, budget: context.budget });
});
