import { afterAll, describe, expect, test } from '@jest/globals';
import type { Backend } from '../../src/backend/backend.ts';
import { checkDataset } from '../../src/datasets/check-dataset.ts';
import { inspectTable } from '../../src/datasets/inspect.ts';
import { introspect } from '../../src/datasets/introspect.ts';
import { CORE_TYPE_DEFS, declare } from '../support/declarations.ts';
import { openTrino } from '../support/trino.ts';

const SCHEMA = 'schema_inspect';
const TABLE = ['iceberg', SCHEMA, 'trades'];
const OPTIONS = { signal: AbortSignal.timeout(300_000) };

const backend = await openTrino(SCHEMA);

if (backend !== undefined) describe('a table in Trino', () => inspected(backend));
else describe.skip('a table in Trino', () => test('is there', () => {}));

function inspected(trino: Backend): void {
  const run = async (...statements: string[]): Promise<void> => {
    for (const text of statements) await trino.execute({ text, parameters: [], summary: 'TEST' }, OPTIONS);
  };

  afterAll(async () => {
    await run(`drop schema if exists iceberg.${SCHEMA} cascade`);
    await trino.close();
  });

  test('gets a first declaration, which differs in nothing from it', async () => {
    await run(
      `create schema if not exists iceberg.${SCHEMA}`,
      `create or replace table iceberg.${SCHEMA}.trades (at timestamp(6) with time zone not null, hub varchar, ok boolean,
        lots bigint, price decimal(18,4), quantity double, tags array(varchar), day date)`,
    );
    const facts = await inspectTable(trino, TABLE, OPTIONS);
    if (facts === null) throw new Error('There is no such table.');
    const yaml = introspect({ backend: 'trino', table: TABLE, facts, coreTypeDefs: CORE_TYPE_DEFS });
    expect(yaml.split('\n').slice(2)).toEqual([
      'name: trades',
      'title: "Trades"',
      '# description: one sentence on what it holds.',
      'backend: trino',
      `table: "iceberg.${SCHEMA}.trades"`,
      'time: { column: "at", type: instant }',
      '# Is a row unique by these? They are time and all dimensions: the engine does not say.',
      'key: [time, hub, ok]',
      'dimensions:',
      '  hub: { nullable: true }',
      '  ok: { type: boolean, nullable: true }',
      '# Decide what adds up: flow over time and groups (energy), stock over groups only (a level), rate over neither (a price).',
      'measures:',
      '  lots: { type: int64, additivity: rate }',
      '  price: { type: decimal, scale: 4, additivity: rate }',
      '  quantity: { additivity: rate }',
      '# Left out: tags (array(varchar)).',
      '# Left out: day (date).',
      '',
    ]);
    const differences = async (text: string) => {
      const [dataset] = declare({ 'd.yaml': text });
      if (dataset === undefined) throw new Error('Nothing was declared.');
      return (await checkDataset(dataset, trino, OPTIONS)).map(
        ({ place, message }) => `${place}: ${message}`,
      );
    };
    expect(await differences(yaml)).toEqual([]);
    expect(await differences(yaml.replace('trades"', 'trade"').replace('scale: 4', 'scale: 2'))).toEqual([
      `table: trino has no table iceberg.${SCHEMA}.trade.`,
    ]);
    expect(await differences(yaml.replace('scale: 4', 'scale: 2').replace('  lots: {', '  lot: {'))).toEqual([
      'measures.lot: the table has no column lot. It has: at, hub, ok, lots, price, quantity, tags, day. Did you mean lots?',
      'measures.price: price is decimal(18,4) in the table, which is not declared as decimal with scale 2. It would be: decimal with scale 4.',
    ]);
    expect(await differences(yaml.replace('"iceberg.', '"nowhere.'))).toEqual([
      expect.stringMatching(/^table: Trino has not/),
    ]);
  });
}
