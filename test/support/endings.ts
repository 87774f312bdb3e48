/** What a test has started and must end, whatever fails in between. */
export type Endings = {
  /** Ends later what is handed over now; `end` runs even where the endings of others fail. */
  add(end: () => unknown): void;
  /** Runs them, the last one first, and throws what failed. For `afterAll`. */
  run(): Promise<void>;
};

/** None so far. */
export function createEndings(): Endings {
  const ends: (() => unknown)[] = [];
  return {
    add: (end) => void ends.push(end),
    async run() {
      const failures: unknown[] = [];
      for (const end of ends.splice(0).reverse()) {
        try {
          await end();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'Something could not be ended.');
    },
  };
}
