import fastify from 'fastify';
import { GraphQLSafeInt } from 'graphql-scalars';
import mercurius from 'mercurius';
import postgres from 'postgres';
import {
  columnsOf,
  MAX_CONNECTIONS,
  readObservations,
  readSeries,
  type Series,
  TYPE_DEFS,
} from './catalogue.ts';

// Mercurius with its compiler on, and its own batching. Called with PORT DATABASE_URL.

const [port = '', databaseUrl = ''] = process.argv.slice(2);
const sql = postgres(databaseUrl, { max: MAX_CONNECTIONS });

type Asked<Params> = { readonly obj: Series; readonly params: Params };

const ids = (queries: readonly Asked<unknown>[]): string[] => queries.map(({ obj }) => obj.id);

const app = fastify();
await app.register(mercurius, {
  schema: TYPE_DEFS,
  jit: 1,
  resolvers: {
    SafeInt: GraphQLSafeInt,
    Query: {
      eiaSeries: async (_: unknown, { id }: { id: string }) => (await readSeries(sql, [id]))[0],
      eiaSeriesByIds: (_: unknown, args: { ids: string[] }) => readSeries(sql, args.ids),
    },
  },
  loaders: {
    EiaSeries: {
      columns: {
        loader: async (queries: Asked<unknown>[]) =>
          (await readObservations(sql, ids(queries))).map(columnsOf),
        opts: { cache: false },
      },
      observations: {
        loader: async (queries: Asked<{ first?: number }>[]) => {
          const rows = await readObservations(sql, ids(queries));
          return queries.map(({ params }, index) => ({ nodes: rows[index]?.slice(0, params.first) ?? [] }));
        },
        opts: { cache: false },
      },
    },
  },
});
await app.listen({ host: '127.0.0.1', port: Number(port) });
