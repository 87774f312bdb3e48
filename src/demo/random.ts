/** A source of numbers from 0 to below 1, the same for the same seed on every machine (mulberry32, public domain). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number as decimal text with exactly so many digits behind the point. */
export function decimalText(value: number, scale: number): string {
  return value.toFixed(scale);
}

/** A number cut to so many digits behind the point, so that stored doubles read well. */
export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
