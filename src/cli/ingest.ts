import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { type Command, InvalidArgumentError } from 'commander';
import type { Backend } from '../backend/backend.ts';
import { AurumError, badUserInput } from '../errors.ts';
import type { ApiRequest } from '../ingest/api-route.ts';
import { runOnHolder } from '../ingest/control-client.ts';
import { type EiaAccess, type IngestJob, notBegun, runJob } from '../ingest/job.ts';
import type { LoadEvent, LoadOutcome } from '../ingest/load.ts';
import { BACKEND_KINDS, type BackendKind } from '../model/backend.ts';
import type { Logger } from '../telemetry/log.ts';
import { createJsonReport, createTextReport } from './ingest-report.ts';
import type { Output } from './progress.ts';

/** The flags of `aurum ingest` as commander reads them. */
export type IngestFlags = {
  readonly backend: readonly string[];
  readonly skipBad: boolean;
  readonly json: boolean;
  readonly api?: string;
  readonly facet: readonly string[];
  readonly data: readonly string[];
  readonly frequency?: string;
  readonly start?: string;
  readonly end?: string;
};

/** What the command needs of the process around it. */
export type IngestDeps = {
  readonly dataFolder: string;
  /** The backend that `data_backend.backend_type` names. */
  readonly defaultBackend: BackendKind;
  /** True where a backend's files are in the data folder, so that one process alone can open it. */
  isEmbedded(kind: BackendKind): boolean;
  /** Takes the data folder where it must, and connects. Throws AurumError, e.g. where the folder is taken. */
  openBackends(
    kinds: readonly BackendKind[],
  ): Promise<{ readonly backends: readonly Backend[]; close(): Promise<void> }>;
  readonly eia: EiaAccess;
  readonly standardInput: Readable;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by SIGINT. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
};

const USAGE_EXIT_CODE = 2;

/** Adds `aurum ingest`; `run` gets what the user typed. */
export function addIngestCommand(
  program: Command,
  run: (files: readonly string[], flags: IngestFlags) => Promise<void>,
): void {
  const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  const backend = (value: string, before: readonly string[]): readonly string[] => {
    if (!BACKEND_KINDS.some((kind) => kind === value)) {
      throw new InvalidArgumentError(`Allowed: ${BACKEND_KINDS.join(', ')}.`);
    }
    return collect(value, before);
  };
  program
    .command('ingest')
    .summary('load EIA data')
    .description(
      'Loads EIA bulk files (plain, .gz, .zip with one member, - for standard input) or a route of API v2.',
    )
    .argument('[FILE...]', 'bulk files')
    .option(
      '--backend <NAME>',
      'timescale, clickhouse or trino; repeatable; default: data_backend.backend_type',
      backend,
      [],
    )
    .option('--skip-bad', 'report and count bad lines instead of stopping at the first', false)
    .option('--json', 'progress and outcome as one JSON object a line', false)
    .option('--api <ROUTE>', 'a route of API v2, e.g. electricity/retail-sales; needs EIA_API_KEY')
    .option('--facet <NAME=VALUE>', 'with --api: only rows of this facet value; repeatable', collect, [])
    .option('--data <COLUMN>', 'with --api: a data column; repeatable; default: all', collect, [])
    .option('--frequency <NAME>', 'with --api: e.g. monthly')
    .option('--start <PERIOD>', 'with --api: first period')
    .option('--end <PERIOD>', 'with --api: last period, included')
    .showHelpAfterError('Run "aurum ingest --help" for the flags.')
    .action((files: string[], flags: IngestFlags) => run(files, flags));
}

/** Runs `aurum ingest`. Returns the exit code: 0, 1 (failed, a bad line), 2 (usage), 130 (interrupted). */
export async function runIngest(
  files: readonly string[],
  flags: IngestFlags,
  deps: IngestDeps,
): Promise<number> {
  let job: IngestJob;
  try {
    job = readJob(files, flags, deps);
  } catch (error) {
    if (!(error instanceof AurumError)) throw error;
    deps.stderr.write(`${error.message}\nRun "aurum ingest --help" for the flags.\n`);
    return USAGE_EXIT_CODE;
  }
  const report = flags.json ? createJsonReport(deps.stdout) : createTextReport(deps.stdout, deps.stderr);
  return report.end(await runSomewhere(job, deps, (event) => report.event(event)));
}

/** On the gateway that holds the data folder, where one does; else in this process. */
async function runSomewhere(
  job: IngestJob,
  deps: IngestDeps,
  onEvent: (event: LoadEvent) => void,
): Promise<LoadOutcome> {
  const { signal, standardInput, dataFolder, logger, eia } = deps;
  try {
    if (job.backends.some((kind) => deps.isEmbedded(kind))) {
      // The gateway may have been started in another folder.
      const files = job.files.map((file) => (file === '-' ? file : resolve(file)));
      const handed = { ...job, files, apiKey: eia.apiKey };
      const outcome = await runOnHolder(handed, { dataFolder, standardInput, signal, onEvent });
      if (outcome !== undefined) return outcome;
    }
    const { backends, close } = await deps.openBackends(job.backends);
    try {
      return await runJob(job, { backends, standardInput, eia, signal, logger, onEvent });
    } finally {
      await close();
    }
  } catch (error) {
    return notBegun(error, signal);
  }
}

function readJob(files: readonly string[], flags: IngestFlags, deps: IngestDeps): IngestJob {
  const api = readApiRequest(flags);
  if (api === null && files.length === 0)
    throw badUserInput('FILE', 'Name at least one file, or - or --api ROUTE.');
  if (api !== null && files.length > 0) throw badUserInput('--api', 'Name files or --api ROUTE, not both.');
  if (files.filter((file) => file === '-').length > 1) {
    throw badUserInput('FILE', '- can be named once: standard input is read once.');
  }
  if (api !== null && deps.eia.apiKey === null) {
    throw badUserInput(
      'EIA_API_KEY',
      '--api needs EIA_API_KEY; a key is free at https://www.eia.gov/opendata/.',
    );
  }
  const named = BACKEND_KINDS.filter((kind) => flags.backend.includes(kind));
  return {
    files,
    api,
    backends: named.length === 0 ? [deps.defaultBackend] : named,
    skipBad: flags.skipBad,
  };
}

function readApiRequest(flags: IngestFlags): ApiRequest | null {
  const { api, frequency, start, end } = flags;
  if (api === undefined) {
    const lone = [frequency, start, end].some((flag) => flag !== undefined);
    if (lone || flags.facet.length > 0 || flags.data.length > 0) {
      throw badUserInput('--api', '--facet, --data, --frequency, --start and --end go with --api ROUTE.');
    }
    return null;
  }
  const facets = new Map<string, string[]>();
  for (const text of flags.facet) {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      throw badUserInput('--facet', `"${text.slice(0, 64)}" is no facet; write --facet NAME=VALUE.`);
    }
    facets.set(name, [...(facets.get(name) ?? []), value]);
  }
  return {
    route: api,
    facets: Object.fromEntries(facets),
    columns: flags.data,
    frequency: frequency ?? null,
    start: start ?? null,
    end: end ?? null,
  };
}
