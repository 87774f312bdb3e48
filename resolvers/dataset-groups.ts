import type { GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from '../src/context.ts';
import { datasetType, typePrefix } from '../src/model/dataset-names.ts';
import { type DatasetGroup, type Metric, metricKey } from '../src/model/dataset-query.ts';
import type { DeclaredDataset } from '../src/model/declared-dataset.ts';
import type { RangePage } from '../src/model/page.ts';
import type { Sourced } from '../src/model/provenance.ts';
import { pageArguments } from './arguments.ts';
import { edges, pageInfo } from './connection.ts';
import { answerId, type From, keyFields, measureFields, ORIGIN } from './dataset-answer.ts';
import {
  type AggregateArguments,
  aggregateRequest,
  type GroupsArguments,
  groupDimensions,
  groupFilter,
  groupOrder,
} from './dataset-arguments.ts';
import { MEASURES_OF_AGGREGATE, MEASURES_OF_GROUPS, selectedMetrics } from './dataset-selection.ts';
import { datasetOrigin } from './provenance.ts';

/** Where the answer of `aggregate` keeps what says where it came from. */
const ANSWER: unique symbol = Symbol('answer');

/** A group as GraphQL's fields. */
type GroupNode = From<{
  readonly group: DatasetGroup;
  readonly metrics: readonly Metric[];
  readonly identity: string;
}> & { readonly comparison: GroupNode | null };

/** The one group of `aggregate`: an answer by itself. */
type AggregateNode = GroupNode & {
  readonly [ANSWER]: { readonly group: Sourced<DatasetGroup>; readonly timeZone: string };
};

/** A page of groups, and what it is a page of. */
type GroupList = {
  readonly page: Sourced<RangePage<DatasetGroup>>;
  readonly request: GroupsRequest;
};
type GroupsRequest = ReturnType<typeof groupsRequest>;

/** What `groups` and `buckets` ask for, as one request. Throws BAD_USER_INPUT. */
export function groupsRequest(dataset: DeclaredDataset, args: GroupsArguments, metrics: readonly Metric[]) {
  const dimensions = groupDimensions(args.groupBy);
  return {
    ...aggregateRequest(dataset, args, metrics),
    dimensions,
    having: groupFilter(dataset, args.having),
    order: groupOrder(dataset, args.orderBy, dimensions),
    page: pageArguments(args),
  };
}

/** What an id of a group says of its request: all but the order and the page, which change nothing in a group. */
export function identityOf(field: string, request: Omit<GroupsRequest, 'order' | 'page'>): string {
  const { table, range, timeZone, where, having, dimensions, compareWith } = request;
  return JSON.stringify([table.name, field, range, timeZone, where, having, dimensions, compareWith]);
}

/** The resolvers of a dataset's aggregates and groups. */
export function createGroupResolvers(dataset: DeclaredDataset) {
  const prefix = typePrefix(dataset);
  const groupNode = (group: DatasetGroup, metrics: readonly Metric[], identity: string): GroupNode => ({
    ...measureFields(dataset, metrics, group.values, group.comparison?.values),
    ...{ key: keyFields(group.key), count: group.count },
    comparison:
      group.comparison === null ? null : groupNode(group.comparison, metrics, `${identity} comparison`),
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
      const shown = ({ count, values }: DatasetGroup) => [
        count,
        metrics.map((metric) => [metricKey(metric), values[metricKey(metric)]]),
      ];
      const { key, comparison } = group;
      return answerId(type, identity, [key, shown(group), comparison === null ? null : shown(comparison)]);
    };
  return {
    [datasetType(dataset)]: {
      aggregate: async (
        _: unknown,
        args: AggregateArguments,
        { daoOf }: RequestContext,
        info: GraphQLResolveInfo,
      ): Promise<AggregateNode> => {
        const metrics = selectedMetrics(dataset, info, MEASURES_OF_AGGREGATE);
        const request = aggregateRequest(dataset, args, metrics);
        const group = await daoOf(dataset).aggregate(request);
        const identity = identityOf('aggregate', { ...request, having: {}, dimensions: [] });
        return { ...groupNode(group, metrics, identity), [ANSWER]: { group, timeZone: request.timeZone } };
      },
      ...(dataset.dimensions.length === 0 ? {} : { groups }),
    },
    [`${prefix}Aggregate`]: {
      id: id(`${prefix}Aggregate`),
      provenance: ({ [ANSWER]: { group, timeZone } }: AggregateNode, _: unknown, context: RequestContext) =>
        datasetOrigin(group, dataset, timeZone, context),
    },
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
        totalCount: ({ page, request }: GroupList, _: unknown, { daoOf }: RequestContext) =>
          daoOf(dataset).countGroups({ ...request, range: page.range }),
        provenance: ({ page, request }: GroupList, _: unknown, context: RequestContext) =>
          datasetOrigin(page, dataset, request.timeZone, context),
      },
    };
  }
}
