/** `nodes.2` stands before `nodes.10`. */
const BY_PATH = new Intl.Collator('en', { numeric: true });

/** Orders places in an answer, each with dots between its steps. */
export function byPath(one: string, other: string): number {
  return BY_PATH.compare(one, other);
}
