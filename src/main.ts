import { runCli } from './cli/aurum.ts';
import type { Invocation } from './cli/invocation.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

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
}
