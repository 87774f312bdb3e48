import { parseFrequency } from '../calendar/frequency.ts';
import { badUserInput } from '../errors.ts';
import { datasetCode } from '../model/eia-names.ts';
import { frequencyCode } from '../model/frequency.ts';
import { caseFoldedWords } from '../model/search-words.ts';
import type { SeriesFilter, TextFilter } from '../model/series-filter.ts';

/** A filter as a client may write it, with every name of a dataset or frequency as it is stored. */
export function storedFilter(filter: SeriesFilter): SeriesFilter {
  return {
    ...filter,
    ...(filter.and && { and: filter.and.map(storedFilter) }),
    ...(filter.or && { or: filter.or.map(storedFilter) }),
    ...(filter.not && { not: storedFilter(filter.not) }),
    ...(filter.dataset && { dataset: storedDatasets(filter.dataset) }),
    ...(filter.facets && {
      facets: filter.facets.map((facet) =>
        facet.name === 'frequency' ? { ...facet, in: facet.in.map(storedFrequency) } : facet,
      ),
    }),
  };
}

/** The words of a search. Throws BAD_USER_INPUT where there are none. */
export function searchWords(search: string): string[] {
  const words = caseFoldedWords(search);
  if (words.length > 0) return words;
  throw badUserInput('where.search', '"search" has no word in it.', 'At least one letter or digit.');
}

function storedDatasets(filter: TextFilter): TextFilter {
  return {
    ...filter,
    ...(filter.eq !== undefined && { eq: datasetCode(filter.eq) }),
    ...(filter.ne !== undefined && { ne: datasetCode(filter.ne) }),
    ...(filter.in && { in: filter.in.map(datasetCode) }),
    ...(filter.notIn && { notIn: filter.notIn.map(datasetCode) }),
  };
}

/** `M` for `M`, `monthly` and `MONTHLY`; an unknown text stays and matches nothing. */
function storedFrequency(name: string): string {
  try {
    return frequencyCode(parseFrequency(name));
  } catch {
    return name;
  }
}
