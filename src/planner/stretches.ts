import type { Stretch } from '../model/rollup.ts';

/** What is left of stretches without some others, ascending. */
export function without(stretches: readonly Stretch[], gaps: readonly Stretch[]): Stretch[] {
  return gaps.reduce<Stretch[]>(
    (left, gap) =>
      left.flatMap(({ lowerMillis, upperMillis }) =>
        [
          { lowerMillis, upperMillis: Math.min(upperMillis, gap.lowerMillis) },
          { lowerMillis: Math.max(lowerMillis, gap.upperMillis), upperMillis },
        ].filter((each) => each.lowerMillis < each.upperMillis),
      ),
    ascending(stretches),
  );
}

/** Stretches as one list, ascending, apart from each other. */
export function together(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of ascending(stretches)) {
    const last = joined.at(-1);
    if (last === undefined || last.upperMillis < stretch.lowerMillis) joined.push(stretch);
    else
      joined[joined.length - 1] = {
        ...last,
        upperMillis: Math.max(last.upperMillis, stretch.upperMillis),
      };
  }
  return joined;
}

function ascending(stretches: readonly Stretch[]): Stretch[] {
  return [...stretches].sort((one, other) => one.lowerMillis - other.lowerMillis);
}
