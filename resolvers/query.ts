import { pageArguments, seriesFilter, seriesOrder } from './arguments.ts';
import { findClickHouseTable } from './clickhouse-table.ts';
import { findContinuousAggregate } from './continuous-aggregate.ts';
import { dataset, findDataset } from './eia-dataset.ts';
import type { QueryResolvers } from './generated/types.ts';
import { findHypertable } from './hypertable.ts';
import { findNode } from './node.ts';

export const Query: QueryResolvers = {
  node: (_, { id }, context) => findNode(id, context),
  eiaSeries: (_, { id }, { eia }) => eia.findSeries(id),
  eiaSeriesByIds: (_, { ids }, { eia }) => eia.findSeriesByIds(ids),
  eiaSeriesConnection: async (_, { where, orderBy, ...args }, { eia }) => {
    const filter = seriesFilter(where);
    const page = await eia.queryEiaSeries({ filter, order: seriesOrder(orderBy), page: pageArguments(args) });
    return { page, filter };
  },
  eiaDatasets: async (_, _args, { eia }) => (await eia.queryEiaDatasets()).map(dataset),
  eiaDataset: (_, { code }, context) => findDataset(code, context),
  hypertable: (_, { name }, context) => findHypertable(name, context),
  continuousAggregate: (_, { name }, context) => findContinuousAggregate(name, context),
  clickHouseTable: (_, { name }, context) => findClickHouseTable(name, context),
  datasets: (_, _args, { datasets }) => [...datasets],
  federatedQuery: (_, { sql, catalogs, parameters, limit }, { trino }) =>
    trino().executeFederatedQuery(sql, catalogs, parameters, limit),
  validateQuery: (_, { sql }, { trino }) => trino().validateQuerySyntax(sql),
  icebergTables: async (_, { catalog, schema, ...args }, { trino }) => ({
    page: await trino().queryIcebergTables(catalog, schema, pageArguments(args)),
    catalog,
    schema,
  }),
  backends: (_, _args, { backends }) => [...backends()],
  gateway: (_, _args, { gateway }) => gateway,
};
