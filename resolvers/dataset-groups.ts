import type { GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from '../src/context.ts';
import { datasetType, typePrefix } from '../src/model/dataset-names.ts';
import { type DatasetGroup, type Metric, metricKey } from '../src/model/dataset-query.ts';
import type { DeclaredDataset } from '../src/model/declared-dataset.ts';
import type { Page } from '../src/model/page.ts';
import { pageArguments } from './arguments.ts';
import { edges, pageInfo } from './connection.ts';
import { answerId, type From, keyFields, measureFields, ORIGIN } from './dataset-answer.ts';
import {
  type GroupsArguments,
  groupDimensions,
  groupFilter,
  groupOrder,
  type ScopeArguments,
  scope,
} from './dataset-arguments.ts';
import { MEASURES_OF_AGGREGATE, MEASURES_OF_GROUPS, selectedMetrics } from './dataset-selection.ts';

/** A group as GraphQL's fields. */
type GroupNode = From<{
  readonly group: DatasetGroup;
  readonly metrics: readonly Metric[];
  readonly identity: string;
}>;

/** A page of groups, and what it is a page of. */
type GroupList = {
  readonly page: Page<DatasetGroup>;
  readonly request: GroupsRequest;
};
type GroupsRequest = ReturnType<typeof groupsRequest>;

/** What `groups` and `buckets` ask for, as one request. Throws BAD_USER_INPUT. */
export function groupsRequest(dataset: DeclaredDataset, args: GroupsArguments, metrics: readonly Metric[]) {
  const dimensions = groupDimensions(args.groupBy);
  return {
    ...scope(dataset, args),
    metrics,
    dimensions,
    having: groupFilter(dataset, args.having),
    order: groupOrder(dataset, args.orderBy, dimensions),
    page: pageArguments(args),
  };
}

/** What an id of a group says of its request: all but the order and the page, which change nothing in a group. */
export function identityOf(field: string, request: Omit<GroupsRequest, 'order' | 'page'>): string {
  const { table, range, timeZone, where, having, dimensions } = request;
  return JSON.stringify([table.name, field, range, timeZone, where, having, dimensions]);
}

/** The resolvers of a dataset's aggregates and groups. */
export function createGroupResolvers(dataset: DeclaredDataset) {
  const prefix = typePrefix(dataset);
  const groupNode = (group: DatasetGroup, metrics: readonly Metric[], identity: string): GroupNode => ({
    ...measureFields(dataset, metrics, group.values),
    ...{ key: keyFields(group.key), count: group.count },
    [ORIGIN]: { group, metrics, identity },
  });
  const nodes = ({ request }: GroupList) => {
    const identity = identityOf('groups', request);
    return (group: DatasetGroup) => groupNode(group, request.metrics, identity);
  };
  const id =
    (type: string) =>
    ({ [ORIGIN]: { group, metrics, identity } }: GroupNode) => {
      // The DAO also reads what groups are ordered by, which is no part of this answer.
      const values = metrics.map((metric) => [metricKey(metric), group.values[metricKey(metric)]]);
      return answerId(type, identity, [group.key, group.count, values]);
    };
  return {
    [datasetType(dataset)]: {
      aggregate: async (
        _: unknown,
        args: ScopeArguments,
        { daoOf }: RequestContext,
        info: GraphQLResolveInfo,
      ): Promise<GroupNode> => {
        const metrics = selectedMetrics(dataset, info, MEASURES_OF_AGGREGATE);
        const rows = scope(dataset, args);
        const group = await daoOf(dataset).aggregate({ ...rows, metrics });
        const identity = identityOf('aggregate', { ...rows, metrics, having: {}, dimensions: [] });
        return groupNode(group, metrics, identity);
      },
      ...(dataset.dimensions.length === 0 ? {} : { groups }),
    },
    [`${prefix}Aggregate`]: { id: id(`${prefix}Aggregate`) },
    ...(dataset.dimensions.length === 0 ? {} : groupTypes()),
  };

  async function groups(
    _: unknown,
    args: GroupsArguments,
    { daoOf }: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<GroupList> {
    const request = groupsRequest(dataset, args, selectedMetrics(dataset, info, MEASURES_OF_GROUPS));
    return { page: await daoOf(dataset).queryAggregatedMetrics(request), request };
  }

  function groupTypes() {
    return {
      [`${prefix}Group`]: { id: id(`${prefix}Group`) },
      [`${prefix}GroupConnection`]: {
        edges: (list: GroupList) => {
          const toNode = nodes(list);
          return edges(list.page).map(({ cursor, node }) => ({ cursor, node: toNode(node) }));
        },
        nodes: (list: GroupList) => list.page.rows.map(nodes(list)),
        pageInfo: ({ page }: GroupList) => pageInfo(page),
        totalCount: ({ request }: GroupList, _: unknown, { daoOf }: RequestContext) =>
          daoOf(dataset).countGroups(request),
      },
    };
  }
}
