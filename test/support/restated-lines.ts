/** Values of a series by EIA's own label of the period. */
export type Values = ReadonlyMap<string, number | null>;
/** One load: when it began (milliseconds since 1970), and what it brought by series. */
export type Load = { readonly atMillis: number; readonly series: ReadonlyMap<string, Values> };
export type RestatedValue = {
  readonly period: string;
  readonly previousValue: number | null;
  readonly value: number | null;
  readonly seenAt: string;
};

/** Loads of the same series, each a day after the other, in which values change, come, go and come again. */
export function restatedLoads(frequencies: ReadonlyMap<string, readonly string[]>, loads: number): Load[] {
  const random = generator(20240310);
  const values = (periods: readonly string[], count: number): Values =>
    new Map(periods.slice(0, count).map((period) => [period, random(4) === 0 ? null : random(3)]));
  return Array.from({ length: loads }, (_, index) => ({
    atMillis: Date.UTC(2024, 2, 10 + index, 12, 0, 0, index),
    series: new Map(
      [...frequencies].map(([id, periods]) => [id, values(periods, periods.length - 2 * (loads - index))]),
    ),
  }));
}

/** The same numbers in every run (a linear congruential generator). */
export function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** A load as EIA's bulk lines; the last part of an id is the frequency's code. */
export function bulkLines({ series, atMillis }: Load): string[] {
  return [...series].map(([id, values]) =>
    JSON.stringify({
      series_id: id,
      name: `Invented: restated ${id}`,
      f: id.slice(id.lastIndexOf('.') + 1),
      last_updated: new Date(atMillis - 3_600_000).toISOString(),
      data: [...values].reverse(),
    }),
  );
}

/** What was known of a series at an instant: its values after every load until then. */
export function knownAt(loads: readonly Load[], id: string, atMillis: number): Values {
  const known = new Map<string, number | null>();
  for (const load of loads) {
    if (load.atMillis > atMillis) continue;
    for (const [period, value] of load.series.get(id) ?? []) known.set(period, value);
  }
  return new Map([...known].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What loads changed of a series, newest first, and of one load the newest period first. */
export function restatements(loads: readonly Load[], id: string): RestatedValue[] {
  const found: RestatedValue[] = [];
  for (const load of loads) {
    const before = knownAt(loads, id, load.atMillis - 1);
    for (const [period, value] of load.series.get(id) ?? []) {
      const previousValue = before.get(period);
      if (previousValue === undefined || previousValue === value) continue;
      found.push({ period, previousValue, value, seenAt: new Date(load.atMillis).toISOString() });
    }
  }
  return found.reverse();
}
