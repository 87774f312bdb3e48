import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import DataLoader from 'dataloader';
import { GraphQLSafeInt } from 'graphql-scalars';
import postgres from 'postgres';
import {
  columnsOf,
  MAX_CONNECTIONS,
  type Observation,
  readObservations,
  readSeries,
  type Series,
  TYPE_DEFS,
} from './catalogue.ts';

// Apollo Server as its documentation shows it: resolvers, and a DataLoader a request. Called with PORT DATABASE_URL.

const [port = '', databaseUrl = ''] = process.argv.slice(2);
const sql = postgres(databaseUrl, { max: MAX_CONNECTIONS });

type Context = {
  readonly series: DataLoader<string, Series | null>;
  readonly observations: DataLoader<string, Observation[]>;
};

const resolvers = {
  SafeInt: GraphQLSafeInt,
  Query: {
    eiaSeries: (_: unknown, { id }: { id: string }, { series }: Context) => series.load(id),
    eiaSeriesByIds: (_: unknown, { ids }: { ids: string[] }, { series }: Context) => series.loadMany(ids),
  },
  EiaSeries: {
    columns: async ({ id }: Series, _: unknown, { observations }: Context) =>
      columnsOf(await observations.load(id)),
    observations: async ({ id }: Series, { first }: { first?: number }, { observations }: Context) => ({
      nodes: (await observations.load(id)).slice(0, first),
    }),
  },
};

const server = new ApolloServer<Context>({ typeDefs: TYPE_DEFS, resolvers });
await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: Number(port) },
  context: async () => ({
    series: new DataLoader((ids: readonly string[]) => readSeries(sql, ids)),
    observations: new DataLoader((ids: readonly string[]) => readObservations(sql, ids)),
  }),
});
