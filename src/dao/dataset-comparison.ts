import { earlierRange } from '../calendar/comparison.ts';
import { zoneOf } from '../calendar/zone.ts';
import type { DatasetGroup, Metric } from '../model/dataset-query.ts';
import { metricsOfLines } from '../sql/dataset/buckets.ts';
import type { GroupSelection } from '../sql/dataset/groups.ts';
import type { PagePart } from '../sql/dataset/page.ts';
import type { LineScope } from './dataset-buckets.ts';
import type { GroupsRequest } from './dataset-requests.ts';
import { decodeCounted, decodeOfLines, keyText } from './dataset-rows.ts';
import { summaryOf } from './dataset-selection.ts';

/**
 * Pairs each group of a page with the same group of the range `compareWith` earlier, be it without rows there. Throws
 * BAD_USER_INPUT for a range without an end.
 */
export async function readComparedGroups(
  { dialect, ask }: LineScope,
  { compareWith, timeZone, table }: GroupsRequest,
  selection: GroupSelection,
  metrics: readonly Metric[],
  page: PagePart,
): Promise<(group: DatasetGroup) => DatasetGroup> {
  if (compareWith == null) return (group) => group;
  const bounds = earlierRange(zoneOf(timeZone), selection.rows.bounds, compareWith);
  const query = metricsOfLines(dialect, selection, { ...selection.rows, bounds }, metrics, page);
  const { rows } = await ask(query, summaryOf(table, 'groups before'));
  const earlier = new Map(
    decodeOfLines(selection, rows).map(({ key, cells }) => [
      keyText(key),
      { key, ...decodeCounted(table, metrics, cells), comparison: null },
    ]),
  );
  return (group) => {
    const none = { key: group.key, count: 0, values: {}, comparison: null };
    return { ...group, comparison: earlier.get(keyText(group.key)) ?? none };
  };
}
