import { zoneOf } from '../src/calendar/zone.ts';
import type { RequestContext } from '../src/context.ts';
import { datasetType, typePrefix } from '../src/model/dataset-names.ts';
import type { DatasetRow } from '../src/model/dataset-query.ts';
import type { DeclaredDataset } from '../src/model/declared-dataset.ts';
import type { RangePage } from '../src/model/page.ts';
import type { Sourced } from '../src/model/provenance.ts';
import { pageArguments } from './arguments.ts';
import { edges, pageInfo } from './connection.ts';
import { rowFields } from './dataset-answer.ts';
import { type RowsArguments, rowOrder, scope } from './dataset-arguments.ts';
import { datasetOrigin } from './provenance.ts';

/** A page of rows, and what it is a page of. */
type RowList = { readonly page: Sourced<RangePage<DatasetRow>>; readonly scope: ReturnType<typeof scope> };

/** The resolvers of a dataset's rows. */
export function createRowResolvers(dataset: DeclaredDataset) {
  const fields = ({ scope: { timeZone } }: RowList) => {
    const zone = zoneOf(timeZone);
    return (row: DatasetRow) => rowFields(dataset, row, zone);
  };
  return {
    [datasetType(dataset)]: {
      rows: async (_: unknown, args: RowsArguments, { daoOf }: RequestContext): Promise<RowList> => {
        const rows = scope(dataset, args);
        const order = rowOrder(args.orderBy);
        const page = await daoOf(dataset).queryRows({ ...rows, order, page: pageArguments(args) });
        return { page, scope: rows };
      },
    },
    [`${typePrefix(dataset)}RowConnection`]: {
      edges: (list: RowList) => {
        const toFields = fields(list);
        return edges(list.page).map(({ cursor, node }) => ({ cursor, node: toFields(node) }));
      },
      nodes: (list: RowList) => list.page.rows.map(fields(list)),
      pageInfo: ({ page }: RowList) => pageInfo(page),
      totalCount: ({ page, scope: rows }: RowList, _: unknown, { daoOf }: RequestContext) =>
        daoOf(dataset).countRows({ ...rows, range: page.range }),
      provenance: ({ page, scope: { timeZone } }: RowList, _: unknown, context: RequestContext) =>
        datasetOrigin(page, dataset, timeZone, context),
    },
  };
}
