import { describe, expect, test } from '@jest/globals';
import type { Ask } from '../../../src/dao/ask.ts';
import { createNewestTimes } from '../../../src/dao/newest-times.ts';
import { noting, provenanceOf, type Reading, type Reply } from '../../../src/dao/reading.ts';
import { AurumError } from '../../../src/errors.ts';
import type { ChosenSource } from '../../../src/model/provenance.ts';
import { clickhouseDialect } from '../../../src/sql/dialect/clickhouse.ts';
import { timescaleDialect } from '../../../src/sql/dialect/timescale.ts';
import { trinoDialect } from '../../../src/sql/dialect/trino.ts';
import { render, sql } from '../../../src/sql/statement.ts';
import { statementHash } from '../../../src/sql/statement-hash.ts';
import { pricedDataset } from '../../support/priced-dataset.ts';

const CHOSEN: ChosenSource = {
  source: 'hourly',
  rollup: true,
  rejected: [{ source: 'daily', reason: 'It is too coarse.' }],
};

function reading(text: string, startMillis: number, endMillis: number, read: Reading['read']): Reading {
  return { statement: { text, parameters: [], summary: 'SELECT' }, startMillis, endMillis, read };
}

describe('where an answer came from', () => {
  test('is one statement as it ran', () => {
    const readings = [reading('select 1', 10, 12.6, { rows: 3, bytes: 24 })];
    expect(provenanceOf('clickhouse', CHOSEN, readings)).toEqual({
      ...CHOSEN,
      backend: 'clickhouse',
      fallback: null,
      rowsRead: 3,
      bytesRead: 24,
      statementHash: statementHash('select 1'),
      elapsedMillis: 3,
    });
  });

  test('is the sum of what several statements read, over the time they took together, and the last of them', () => {
    const readings = [
      reading('first', 10, 30, { rows: 3, bytes: 24 }),
      reading('last', 20, 50, { rows: 4, bytes: 8 }),
    ];
    expect(provenanceOf('clickhouse', CHOSEN, readings)).toMatchObject({
      rowsRead: 7,
      bytesRead: 32,
      statementHash: statementHash('last'),
      elapsedMillis: 40,
    });
  });

  test('is told without figures where one statement has none', () => {
    const readings = [reading('first', 0, 1, { rows: 3, bytes: 24 }), reading('last', 1, 2, null)];
    expect(provenanceOf('trino', CHOSEN, readings)).toMatchObject({ rowsRead: null, bytesRead: null });
  });

  test('names no statement where none was needed', () => {
    expect(provenanceOf('timescale', CHOSEN, [])).toMatchObject({
      rowsRead: null,
      bytesRead: null,
      statementHash: null,
      elapsedMillis: 0,
    });
  });

  test('is noted statement by statement, without those that failed', async () => {
    const failure = new AurumError('QUERY_FAILED', 'No.', { backend: 'clickhouse' });
    const answers = [reading('one', 0, 1, null), failure, reading('two', 1, 2, null)];
    const { ask, readings } = noting(async () => {
      const next = answers.shift();
      if (next instanceof Error || next === undefined) throw next;
      return { columns: [], rows: [], reading: next };
    });
    await ask(sql`one`, 'SELECT');
    await expect(ask(sql`none`, 'SELECT')).rejects.toBe(failure);
    await ask(sql`two`, 'SELECT');
    expect(readings.map(({ statement }) => statement.text)).toEqual(['one', 'two']);
  });
});

describe('the newest times of tables', () => {
  const table = pricedDataset('clickhouse');

  test.each([
    [
      'clickhouse',
      clickhouseDialect,
      'select if(count() = 0, null, max(declared.`time`)) from `energy`.`prices` as declared final',
    ],
    ['timescale', timescaleDialect, 'select max(declared."time") from "energy"."prices" as declared'],
    ['trino', trinoDialect, 'select max(declared."time") from "energy"."prices" as declared'],
  ] as const)('are one statement a table in %s, however many ask', async (kind, dialect, text) => {
    const texts: string[] = [];
    const ask: Ask = async (query, summary) => {
      const statement = render(query, dialect, summary);
      texts.push(statement.text);
      const rows = texts.length === 1 ? [['2024-07-03T00:00:00.100Z']] : [[null]];
      return { columns: [], rows, reading: { statement, startMillis: 0, endMillis: 0, read: null } };
    };
    const times = createNewestTimes(dialect, ask, 100);
    const other = { ...pricedDataset(kind), table: ['energy', 'other'] };
    const asked = [pricedDataset(kind), other, pricedDataset(kind)];
    expect(await Promise.all(asked.map((one) => times.load(one)))).toEqual([
      '2024-07-03T00:00:00.1Z',
      null,
      '2024-07-03T00:00:00.1Z',
    ]);
    expect(await times.load(pricedDataset(kind))).toBe('2024-07-03T00:00:00.1Z');
    expect(texts).toEqual([text, text.replace('prices', 'other')]);
  });

  test('of one that cannot be read keep no other away', async () => {
    const failure = new AurumError('QUERY_FAILED', 'No.', { backend: 'clickhouse' });
    const ask = async (query: Parameters<Ask>[0]): Promise<Reply> => {
      const statement = render(query, clickhouseDialect, 'SELECT');
      if (statement.text.includes('missing')) throw failure;
      const rows = [['2024-07-03T00:00:00Z']];
      return { columns: [], rows, reading: { statement, startMillis: 0, endMillis: 0, read: null } };
    };
    const times = createNewestTimes(clickhouseDialect, ask, 100);
    const missing = times.load({ ...table, table: ['missing'] });
    expect(await times.load(table)).toBe('2024-07-03T00:00:00Z');
    await expect(missing).rejects.toBe(failure);
  });
});
