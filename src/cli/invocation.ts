import type { Readable } from 'node:stream';
import type { Output } from './progress.ts';

/** What a command line run has of its process; nothing below the command line sees a process. */
export type Invocation = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Tells of SIGINT and SIGTERM until the returned function is called. */
  onSignal(handler: (signal: 'SIGINT' | 'SIGTERM') => void): () => void;
  /** Ends the process without waiting for anything. */
  exitNow(code: number): void;
};

/** What the shell sees when a signal ended a command. */
export const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
