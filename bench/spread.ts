/** Several measurements of the same thing. */
export type Spread = { readonly median: number; readonly min: number; readonly max: number };

/** Median, least and greatest. Throws RangeError for no values. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const [min, max] = [sorted.at(0), sorted.at(-1)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  const upper = sorted[Math.ceil((sorted.length - 1) / 2)];
  if (min === undefined || max === undefined || lower === undefined || upper === undefined) {
    throw new RangeError('There is nothing measured.');
  }
  return { median: (lower + upper) / 2, min, max };
}

/** The quotients of two rows of measurements, round by round: what disturbs a round disturbs both of its halves. */
export function ratios(ones: readonly number[], others: readonly number[]): Spread {
  return spreadOf(ones.map((one, index) => one / (others[index] ?? Number.NaN)));
}

/** `3.21 (3.05-3.40)`. */
export function spreadText({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}-${max.toFixed(digits)})`;
}
