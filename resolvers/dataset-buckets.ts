import type { GraphQLResolveInfo } from 'graphql';
import { parseDuration } from '../src/calendar/duration.ts';
import { instantText } from '../src/calendar/instant-text.ts';
import { type Zone, zoneOf } from '../src/calendar/zone.ts';
import type { RequestContext } from '../src/context.ts';
import { comparedWith } from '../src/model/change.ts';
import { datasetType, typePrefix } from '../src/model/dataset-names.ts';
import type { BucketLine, Metric } from '../src/model/dataset-query.ts';
import type { DeclaredDataset } from '../src/model/declared-dataset.ts';
import type { RangePage } from '../src/model/page.ts';
import type { Sourced } from '../src/model/provenance.ts';
import { edges, pageInfo } from './connection.ts';
import { answerId, bucketFields, type From, keyFields, measureColumns, ORIGIN } from './dataset-answer.ts';
import type { BucketsArguments } from './dataset-arguments.ts';
import { groupsRequest, identityOf } from './dataset-groups.ts';
import { MEASURES_OF_BUCKETS, selectedMetrics } from './dataset-selection.ts';
import { datasetOrigin } from './provenance.ts';

type BucketsRequest = ReturnType<typeof bucketsRequest>;

/** A page of lines, and what it is a page of. */
type LineList = { readonly page: Sourced<RangePage<BucketLine>>; readonly request: BucketsRequest };

/** One line, and what was asked of it. */
type LineNode = {
  readonly line: BucketLine;
  readonly metrics: readonly Metric[];
  readonly zone: Zone;
  readonly identity: string;
  readonly isCompared: boolean;
};

/** What `buckets` asks for, as one request. Throws BAD_USER_INPUT. */
function bucketsRequest(dataset: DeclaredDataset, args: BucketsArguments, metrics: readonly Metric[]) {
  const { width, origin = null, fill = 'NONE', maxGap = null, partial = 'INCLUDE' } = args;
  const groupByInterval = parseDuration(width, 'width');
  return { ...groupsRequest(dataset, args, metrics), groupByInterval, origin, fill, maxGap, partial };
}

/** The resolvers of a dataset's time buckets. */
export function createBucketResolvers(dataset: DeclaredDataset) {
  const prefix = typePrefix(dataset);
  const nodes = ({ request }: LineList) => {
    const { metrics, groupByInterval, origin, fill, maxGap, partial, compareWith } = request;
    const isCompared = compareWith !== null;
    const bucketing = JSON.stringify([groupByInterval, origin, fill, maxGap, partial]);
    const identity = `${identityOf('buckets', request)}${bucketing}`;
    const zone = zoneOf(request.timeZone);
    return (line: BucketLine): LineNode => ({ line, metrics, zone, identity, isCompared });
  };
  const columns = (node: LineNode): From<LineNode> => ({
    ...measureColumns(dataset, node.metrics, node.line.buckets),
    ...{ length: node.line.buckets.length },
    [ORIGIN]: node,
  });
  return {
    [datasetType(dataset)]: {
      buckets: async (
        _: unknown,
        args: BucketsArguments,
        { daoOf }: RequestContext,
        info: GraphQLResolveInfo,
      ): Promise<LineList> => {
        const request = bucketsRequest(dataset, args, selectedMetrics(dataset, info, MEASURES_OF_BUCKETS));
        return { page: await daoOf(dataset).queryBuckets(request), request };
      },
    },
    [`${prefix}BucketGroupConnection`]: {
      edges: (list: LineList) => {
        const toNode = nodes(list);
        return edges(list.page).map(({ cursor, node }) => ({ cursor, node: toNode(node) }));
      },
      nodes: (list: LineList) => list.page.rows.map(nodes(list)),
      pageInfo: ({ page }: LineList) => pageInfo(page),
      totalCount: ({ page, request }: LineList, _: unknown, { daoOf }: RequestContext) =>
        daoOf(dataset).countLines({ ...request, range: page.range }),
      provenance: ({ page, request }: LineList, _: unknown, context: RequestContext) =>
        datasetOrigin(page, dataset, request.timeZone, context),
    },
    [`${prefix}BucketGroup`]: {
      id: ({ line, identity }: LineNode) => answerId(`${prefix}BucketGroup`, identity, line),
      ...(dataset.dimensions.length === 0 ? {} : { key: ({ line }: LineNode) => keyFields(line.key) }),
      buckets: ({ line, metrics, zone }: LineNode) =>
        line.buckets.map((bucket) => bucketFields(dataset, metrics, bucket, zone)),
      columns,
    },
    [`${prefix}BucketColumns`]: {
      id: ({ [ORIGIN]: { line, identity } }: From<LineNode>) =>
        answerId(`${prefix}BucketColumns`, identity, line),
      start: ({ [ORIGIN]: { line, zone } }: From<LineNode>) =>
        line.buckets.map(({ startMillis }) => instantText(startMillis, zone)),
      epochMillis: ({ [ORIGIN]: { line } }: From<LineNode>) =>
        line.buckets.map(({ startMillis }) => startMillis),
      state: ({ [ORIGIN]: { line } }: From<LineNode>) => line.buckets.map(({ state }) => state),
      count: ({ [ORIGIN]: { line } }: From<LineNode>) => line.buckets.map(({ count }) => count),
      comparison: ({ [ORIGIN]: node }: From<LineNode>): From<LineNode> | null => {
        if (!node.isCompared) return null;
        const { key, buckets } = node.line;
        return columns({ ...node, line: { key, buckets: comparedWith(buckets) }, isCompared: false });
      },
    },
  };
}
