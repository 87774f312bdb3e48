import type { RequestContext } from '../src/context.ts';
import type { ClickHouseTable as ClickHouseTableModel } from '../src/model/clickhouse-table.ts';
import { declaredTable } from './declared-table.ts';
import type { ClickHouseTableResolvers } from './generated/types.ts';

/** The ClickHouse table of a declared dataset by its name; null where there is none. */
export async function findClickHouseTable(
  name: string,
  context: RequestContext,
): Promise<ClickHouseTableModel | null> {
  const dataset = declaredTable(context.datasets, 'CLICKHOUSE', name);
  return dataset === null ? null : context.clickhouse().findClickHouseTable(dataset);
}

export const ClickHouseTable: ClickHouseTableResolvers = {
  id: ({ name }) => `ClickHouseTable:${name}`,
};
