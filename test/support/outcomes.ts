import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What one request came to. */
export type Outcome = {
  /** `OK`, the code of the first error, or `HTTP: …` where there was no GraphQL answer. */
  readonly code: string;
  readonly millis: number;
  readonly status: number;
  readonly data: unknown;
  readonly retryAfterMillis: number | undefined;
};

/** Asks one gateway again and again. Cheaper than `fetch`, so that hundreds of clients measure the gateway. */
export type Asker = {
  ask(query: string, options?: AskOptions): Promise<Outcome>;
  close(): void;
};

export type AskOptions = {
  readonly deadlineMillis?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The client leaves when it aborts; its outcome is `LEFT`. */
  readonly signal?: AbortSignal;
};

/** A client with keep-alive; `url` is the gateway's, without a path. */
export function createAsker(url: string): Asker {
  const agent = new Agent({ keepAlive: true });
  const target = new URL('/graphql', url);
  return {
    close: () => agent.destroy(),
    async ask(query, { deadlineMillis, headers = {}, signal } = {}) {
      const began = performance.now();
      const outcome = (part: Partial<Outcome>): Outcome => ({
        code: 'OK',
        status: 0,
        data: undefined,
        retryAfterMillis: undefined,
        ...part,
        millis: performance.now() - began,
      });
      const deadline = deadlineMillis === undefined ? {} : { 'aurum-deadline-ms': String(deadlineMillis) };
      const body = JSON.stringify({ query });
      try {
        const { status, text } = await post(target, agent, body, { ...deadline, ...headers }, signal);
        const { data, errors } = JSON.parse(text) as Answer;
        const extensions = errors?.[0]?.extensions;
        return outcome({
          status,
          data,
          code: errors === undefined ? 'OK' : String(extensions?.code),
          retryAfterMillis: extensions?.retryAfterMs,
        });
      } catch (error) {
        if (signal?.aborted) return outcome({ code: 'LEFT' });
        return outcome({ code: `HTTP: ${error instanceof Error ? error.message : String(error)}` });
      }
    },
  };
}

type Answer = {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly extensions: { readonly code: string; readonly retryAfterMs?: number };
  }[];
};

function post(
  url: URL,
  agent: Agent,
  body: string,
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
        ...(signal === undefined ? {} : { signal }),
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.once('error', reject);
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

/** How many outcomes of each code, e.g. `48 POOL_TIMEOUT, 2 OK`. */
export function tally(outcomes: readonly { readonly code: string }[]): string {
  const counts = new Map<string, number>();
  for (const { code } of outcomes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([code, count]) => `${count} ${code}`)
    .join(', ');
}

/** The value below which the share of the values lies, e.g. 0.99. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Asks until `holds`; answers after how many milliseconds it did. Throws with `what` after `limitMillis`. */
export async function millisUntil(
  holds: () => boolean | Promise<boolean>,
  limitMillis: number,
  what: string,
): Promise<number> {
  const began = performance.now();
  for (;;) {
    const isSo = await holds();
    const millis = performance.now() - began;
    if (millis > limitMillis) throw new Error(`Not within ${limitMillis} ms: ${what}.`);
    if (isSo) return millis;
    await sleep(10);
  }
}

/** Seconds with one digit, or milliseconds where they are few. */
export function inWords(millis: number): string {
  return millis >= 950 ? `${(millis / 1_000).toFixed(1)} s` : `${Math.round(millis)} ms`;
}
