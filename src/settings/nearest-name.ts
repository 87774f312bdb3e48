/** The known name that is fewest edits away from a mistyped one; undefined where none is near. */
export function nearestName(mistyped: string, known: readonly string[]): string | undefined {
  const wanted = mistyped.toLowerCase();
  const closest = known
    .map((name) => ({ name, edits: editDistance(wanted, name.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits)[0];
  if (closest === undefined) return undefined;
  return closest.edits <= Math.max(2, Math.floor(closest.name.length / 3)) ? closest.name : undefined;
}

/** Levenshtein distance: insertions, deletions and replacements of one character each count one. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
