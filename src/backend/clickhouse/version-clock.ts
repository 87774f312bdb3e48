/** Microseconds since 1970 that never come twice: of two writes the later one has the greater version. */
export function createVersionClock(nowMillis: () => number): () => number {
  let last = 0;
  return () => {
    last = Math.max(nowMillis() * 1_000, last + 1);
    return last;
  };
}
