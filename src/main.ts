import { runCli } from './cli/aurum.ts';
import type { Invocation } from './cli/invocation.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** How long what was printed has to be taken. */
const LINGER_MILLIS = 2_000;

/** Runs the command line of this process; the only place that reads its environment. */
export async function main(): Promise<void> {
  const { stdin, stdout, stderr } = process;
  const invocation: Invocation = {
    env: process.env,
    stdin,
    stdout,
    stderr,
    onSignal(handler) {
      for (const signal of SIGNALS) process.on(signal, handler);
      return () => {
        for (const signal of SIGNALS) process.off(signal, handler);
      };
    },
    exitNow: (code) => process.exit(code),
  };
  process.exitCode = await runCli(process.argv.slice(2), invocation);
  // Nothing is left to do; a connection that somebody keeps open must not keep the process.
  setTimeout(() => process.exit(), LINGER_MILLIS).unref();
}
