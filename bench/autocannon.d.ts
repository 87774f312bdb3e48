/** What the bench uses of autocannon 9, which has no types of its own (its README, "API"). */
declare module 'autocannon' {
  type Options = {
    readonly url: string;
    readonly method: 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
  };
  type Result = {
    /** Seconds, measured. */
    readonly duration: number;
    /** Answers with another status than 200 to 299. */
    readonly non2xx: number;
    readonly '2xx': number;
    /** Connections that failed, timeouts among them. */
    readonly errors: number;
    /** Milliseconds. */
    readonly latency: { readonly p50: number; readonly p99: number };
  };
  const autocannon: (options: Options) => Promise<Result>;
  export = autocannon;
}
