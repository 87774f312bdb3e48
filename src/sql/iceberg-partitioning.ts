import { isSymbol, isWord, tokenize } from './guard/tokens.ts';

/** The transforms in `partitioning = ARRAY['month(ts)', …]` of a `SHOW CREATE TABLE`; none for an unpartitioned table. */
export function partitioningOf(definition: string): string[] {
  const tokens = tokenize(definition);
  // Behind the columns, one of which may be called so too.
  const properties = tokens.findLastIndex((token) => isWord(token, 'WITH'));
  const at = tokens.findIndex(
    (token, index) =>
      index > properties &&
      isWord(token, 'PARTITIONING') &&
      isSymbol(tokens[index + 1], '=') &&
      isWord(tokens[index + 2], 'ARRAY'),
  );
  if (properties < 0 || at < 0) return [];
  const list = tokens.slice(at + 4);
  const end = list.findIndex((token) => isSymbol(token, ']'));
  return list
    .slice(0, end)
    .filter(({ kind }) => kind === 'literal')
    .map(({ text }) => text.slice(1, -1).replaceAll("''", "'"));
}
