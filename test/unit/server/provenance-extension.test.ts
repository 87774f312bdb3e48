import { describe, expect, test } from '@jest/globals';
import { execute, parse } from 'graphql';
import type { AnswerOrigin } from '../../../resolvers/provenance.ts';
import type { Fallback } from '../../../src/model/provenance.ts';
import { createExecutor } from '../../../src/server/executor.ts';
import { fallbackList } from '../../../src/server/fallback-extension.ts';
import { provenanceList } from '../../../src/server/provenance-extension.ts';
import { buildSchemas } from '../../../src/server/schemas.ts';
import { type FallbackNote, type ProvenanceNote, VISIT } from '../../../src/server/visit.ts';
import { SILENT } from '../../../src/telemetry/log.ts';
import { runDocument } from '../../support/run-document.ts';

const typeDefs = `
  type Provenance { source: String! watermark: String }
  type Answer { value: Int! inner: Answer ready: Answer provenance: Provenance }
  type Plain { value: Int! }
  type Query { answer(n: Int!): Answer! list: [Answer!]! none: Answer fails: Answer plain: Plain }
`;

const FALLBACK = {
  dataset: 'loads',
  first: 'timescale',
  backend: 'clickhouse',
  reason: 'It is gone.',
} as const;

function origin(
  source: string,
  watermark: AnswerOrigin['watermark'],
  fallback: Fallback | null = null,
): AnswerOrigin {
  return {
    source,
    watermark,
    backend: 'clickhouse',
    fallback,
    rollup: false,
    rejected: [{ source: 'daily', reason: 'Too coarse.' }],
    rowsRead: 1,
    bytesRead: null,
    statementHash: 'a0',
    elapsedMillis: 2,
  };
}

let watermarks = 0;
let told = 0;
const watermark = async (): Promise<string | null> => {
  watermarks += 1;
  return '2024-01-01T00:00:00Z';
};
const brokenWatermark = () => Promise.reject(new Error('secret'));

const schemas = buildSchemas({
  typeDefs,
  resolvers: {
    Answer: {
      inner: ({ value }: { value: number }) => ({ value: value + 1 }),
      provenance: ({ value }: { value: number }) => {
        told += 1;
        const fallback = value >= 100 ? FALLBACK : null;
        return origin(`table ${value}`, value === 70 ? brokenWatermark : watermark, fallback);
      },
    },
    Provenance: { watermark: (parent: AnswerOrigin) => parent.watermark() },
    Query: {
      answer: async (_: unknown, { n }: { n: number }) => ({ value: n, ready: { value: n } }),
      list: () => Array.from({ length: 11 }, (_, index) => ({ value: index })),
      none: () => null,
      fails: async () => {
        throw new Error('no');
      },
      plain: () => ({ value: 1 }),
    },
  },
});

type Context = {
  [VISIT]?: { provenance?: ProvenanceNote[]; fallback?: FallbackNote[]; logger?: typeof SILENT };
  readonly fallbacks?: readonly Fallback[];
};

const executor = createExecutor<Context>({ schemas, hideSuggestions: false, onDefect: () => {} });

const run = (text: string, context: Context) => runDocument(executor, text, context);

const DOCUMENT = `{ b: answer(n: 1) { value inner { value ready { value } } ready { value } }
  a: answer(n: 70) { value } list { inner { value } } none { value } fails { value } plain { value } }`;
const PATHS = ['a', 'b', 'b.inner', ...Array.from({ length: 11 }, (_, index) => `list.${index}.inner`)];

test('fields that answer what has a provenance note it, in the order of their paths', async () => {
  const provenance: ProvenanceNote[] = [];
  const { data } = await run(DOCUMENT, { [VISIT]: { provenance } });
  expect(data).toMatchObject({ b: { inner: { value: 2 } }, none: null, fails: null, plain: { value: 1 } });
  const list = await provenanceList(provenance);
  expect(list.map((one) => ('path' in one ? one.path : undefined))).toEqual(PATHS);
  const rest = {
    backend: 'clickhouse',
    rollup: false,
    rejected: [{ source: 'daily', reason: 'Too coarse.' }],
    cachedAt: null,
    fallback: false,
    rowsRead: 1,
    bytesRead: null,
    statementHash: 'a0',
    elapsedMillis: 2,
  };
  expect(list.slice(0, 2)).toEqual([
    // A watermark that cannot be read takes nothing else away.
    { path: 'a', source: 'table 70', watermark: null, ...rest },
    { path: 'b', source: 'table 1', watermark: '2024-01-01T00:00:00Z', ...rest },
  ]);
});

test('so they do where a document runs without being compiled', async () => {
  const provenance: ProvenanceNote[] = [];
  const contextValue: Context = { [VISIT]: { provenance } };
  await execute({ schema: schemas.executionSchema, document: parse(DOCUMENT), contextValue });
  expect(provenance.map(({ path }) => path).sort()).toEqual([...PATHS].sort());
});

test('nothing is noted, and no watermark read, for a request that does not ask', async () => {
  watermarks = 0;
  expect(await run('{ answer(n: 1) { value } }', {})).toEqual({ data: { answer: { value: 1 } } });
  expect(await run('{ answer(n: 1) { value } }', { [VISIT]: {} })).toEqual({
    data: { answer: { value: 1 } },
  });
  const selected = await run('{ answer(n: 1) { provenance { source } } }', { [VISIT]: {} });
  expect(selected).toEqual({ data: { answer: { provenance: { source: 'table 1' } } } });
  expect(watermarks).toBe(0);
});

describe('fields that a fallback answered', () => {
  const MIXED =
    '{ z: answer(n: 100) { value } first: answer(n: 1) { inner { value } } a: answer(n: 101) { value } }';
  const note = (path: string) => ({
    path,
    dataset: 'loads',
    backend: 'clickhouse',
    reason: 'It is gone.',
  });

  test('are noted, ordered by path, whether or not the request asks where answers came from', async () => {
    for (const asked of [{}, { provenance: [] as ProvenanceNote[] }]) {
      const visit: NonNullable<Context[typeof VISIT]> = { ...asked, logger: SILENT };
      await run(MIXED, { [VISIT]: visit, fallbacks: [FALLBACK] });
      expect(fallbackList(visit.fallback ?? [])).toEqual([note('a'), note('z')]);
      expect(visit.provenance?.map(({ path }) => path).sort()).toEqual(
        'provenance' in asked ? ['a', 'first', 'first.inner', 'z'] : undefined,
      );
    }
  });

  test('are not looked for where no dataset of the request is read from a fallback', async () => {
    told = 0;
    for (const fallbacks of [[], undefined]) {
      const visit: NonNullable<Context[typeof VISIT]> = {};
      await run(MIXED, { [VISIT]: visit, ...(fallbacks && { fallbacks }) });
      expect(visit).toEqual({});
    }
    expect(told).toBe(0);
  });
});
