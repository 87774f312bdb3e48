import type { ClickHouseSession } from './clickhouse-session.ts';

/** Threads that stay free of statements of callers: for looks at the engine, and for what ends the others. */
const SPARE_THREADS = 2;
/** Threads held for longer make the engine busy. */
const BUSY_AFTER_MILLIS = 250;

/** The threads of this process, each of which runs one statement at a time; what finds none free waits, and cannot be ended. */
export type ClickHouseThreads = {
  /** Most statements of callers that should run at a time. */
  readonly most: number;
  /** True while that many run, and did so for a while. */
  readonly busy: boolean;
  /** The same session, with its statements counted. */
  counted(session: ClickHouseSession): ClickHouseSession;
};

/** Counts what runs on so many threads, as UV_THREADPOOL_SIZE says. */
export function countThreads(threads: number): ClickHouseThreads {
  const most = Math.max(1, threads - SPARE_THREADS);
  let running = 0;
  let fullSinceMillis = Number.POSITIVE_INFINITY;
  return {
    most,
    get busy() {
      return performance.now() - fullSinceMillis > BUSY_AFTER_MILLIS;
    },
    counted: (session) => ({
      async run(query, call) {
        running += 1;
        if (running === most) fullSinceMillis = performance.now();
        try {
          return await session.run(query, call);
        } finally {
          running -= 1;
          if (running < most) fullSinceMillis = Number.POSITIVE_INFINITY;
        }
      },
      close: () => session.close(),
    }),
  };
}
