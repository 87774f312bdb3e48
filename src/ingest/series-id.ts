/** What a dotted series id says: its dataset is the part before the first dot, its facets are the parts between. */
export type SeriesIdParts = { readonly dataset: string; readonly facets: Readonly<Record<string, string>> };

/**
 * Takes `ELEC.GEN.ALL-US-99.M` apart into dataset `ELEC` and facets `part_1` `GEN`, `part_2` `ALL-US-99`; the last part
 * is left out where it is the frequency's code.
 */
export function facetsOfSeriesId(id: string, frequencyCode: string): SeriesIdParts {
  const [dataset = id, ...parts] = id.split('.');
  if (parts.at(-1) === frequencyCode) parts.pop();
  return {
    dataset,
    facets: Object.fromEntries(parts.map((part, index) => [`part_${index + 1}`, part])),
  };
}
