import { Command, CommanderError } from 'commander';
import { AurumError } from '../errors.ts';
import { addCheckCommand } from './check.ts';
import { addDatasetsCommand } from './datasets.ts';
import { addDemoDataCommand } from './demo-data.ts';
import { packageVersion } from './gateway.ts';
import { addIngest } from './ingest-command.ts';
import type { Invocation } from './invocation.ts';
import { addSchemaCommand } from './schema.ts';
import { addServeCommand } from './serve.ts';

/** Exit codes: 0 done, 1 failed, 2 a command line that cannot be understood. */
const USAGE_EXIT_CODE = 2;

/** Runs one command line (without the program's name) and returns its exit code. */
export async function runCli(argv: readonly string[], invocation: Invocation): Promise<number> {
  let exitCode = 0;
  const done = (code: number): void => {
    exitCode = code;
  };
  const program = new Command('aurum')
    .description('One typed GraphQL endpoint over energy time series.')
    .version(packageVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print what there is')
    .showHelpAfterError('Run it with --help to see what there is.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void invocation.stdout.write(text),
      writeErr: (text) => void invocation.stderr.write(text),
    });
  addServeCommand(program, invocation, done);
  addIngest(program, invocation, done);
  addDemoDataCommand(program, invocation, done);
  addCheckCommand(program, invocation, done);
  addDatasetsCommand(program, invocation, done);
  addSchemaCommand(program, invocation);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
    invocation.stderr.write(`aurum: ${messageOf(error)}\n`);
    return 1;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof AurumError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
