import type { ClickHouseClient } from '@clickhouse/client';
import type { Logger } from '../../telemetry/log.ts';
import { linkedTimeout } from '../abort.ts';

const RETRY_MILLIS = 100;
/** A server that does not answer this is not told by waiting; it is asked again over another connection. */
const ANSWER_MILLIS = 2_000;

/** Ends statements that run on other connections, over a control connection that is opened when first needed. */
export interface Canceller {
  /** Asks the engine again and again to end the statement with this tag, until it is forgotten. */
  cancel(tag: string): void;
  /** The statement has settled. */
  forget(tag: string): void;
  close(): Promise<void>;
}

/**
 * A statement's tag is its setting `log_comment`: the client's `query_id` does not reach an engine in process, and a
 * comment in the text is gone from system.processes once parameters are put in. Asked repeatedly, as a statement may
 * not have begun yet. https://clickhouse.com/docs/sql-reference/statements/kill#kill-query
 */
export function createCanceller(open: () => Promise<ClickHouseClient>, logger: Logger): Canceller {
  const tags = new Set<string>();
  const closed = new AbortController();
  let client: Promise<ClickHouseClient> | undefined;
  let round: Promise<void> | undefined;

  const kill = async (): Promise<void> => {
    client ??= open();
    const limit = linkedTimeout(closed.signal, ANSWER_MILLIS);
    const call = (await client).command({
      query: "kill query where Settings['log_comment'] in {tags:Array(String)}",
      query_params: { tags: [...tags] },
      abort_signal: limit.signal,
    });
    await call.finally(() => limit.release());
  };
  const killUntilForgotten = async (): Promise<void> => {
    while (tags.size > 0) {
      try {
        await kill();
      } catch (err) {
        if (!closed.signal.aborted)
          logger.warn({ backend: 'clickhouse', err }, 'A statement could not be cancelled.');
        await closeClient();
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MILLIS));
    }
    round = undefined;
  };
  const closeClient = async (): Promise<void> => {
    const open = client;
    client = undefined;
    await open?.then((opened) => opened.close()).catch(() => {});
  };
  return {
    cancel(tag) {
      tags.add(tag);
      round ??= killUntilForgotten();
    },
    forget: (tag) => void tags.delete(tag),
    async close() {
      tags.clear();
      closed.abort();
      await round;
      await closeClient();
    },
  };
}
