import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decodeMessage } from '../../src/ingest/control-protocol.ts';
import type { LoadOutcome } from '../../src/ingest/load.ts';
import type { BackendKind } from '../../src/model/backend.ts';

const AURUM = fileURLToPath(new URL('../../bin/aurum.js', import.meta.url));

/** Where `aurum ingest` loads to. */
export type IngestTarget = {
  readonly kind: BackendKind;
  /** Of the process; names the data folder and the engine's URL. */
  readonly env: Readonly<Record<string, string>>;
};

/** What a run reaches one after the other: it was started, its engine is up and migrated, every batch is stored. */
export const MILESTONES = ['start', 'up', 'stored'] as const;
export type Milestone = (typeof MILESTONES)[number];

/** When a run is killed: so long after a milestone, or as soon as a folder has an entry of that name. */
export type KillPoint =
  | { readonly after: Milestone; readonly millis: number }
  | { readonly folder: string; readonly entry: RegExp };

/** How a run of `aurum ingest` ended. */
export type IngestRun = {
  readonly killed: boolean;
  /** Null of a killed one. */
  readonly exitCode: number | null;
  readonly endMillis: number;
  /** When it reached what, milliseconds after its start. */
  readonly reachedMillis: Readonly<Partial<Record<Milestone, number>>>;
  readonly batches: number;
  /** What it said of itself at its end; null of one that said nothing. */
  readonly outcome: Pick<LoadOutcome, 'status' | 'summary'> | null;
  /** Standard error, for people who look for a failure. */
  readonly log: string;
};

/** Runs `aurum ingest` over files, each of which makes a batch; sends SIGKILL at a point. */
export function runIngest(
  { kind, env }: IngestTarget,
  files: readonly string[],
  point?: KillPoint,
): Promise<IngestRun> {
  const startedMillis = performance.now();
  const child = spawn(process.execPath, [AURUM, 'ingest', '--json', '--backend', kind, ...files], {
    env: { ...process.env, AURUM_LOG_LEVEL: 'debug', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  const watcher = point && 'folder' in point ? watch(point.folder) : undefined;
  watcher?.on('change', (_, entry) => {
    if (point && 'folder' in point && point.entry.test(String(entry))) kill();
  });
  const reachedMillis: Partial<Record<Milestone, number>> = {};
  let timer: NodeJS.Timeout | undefined;
  const reach = (milestone: Milestone): void => {
    if (reachedMillis[milestone] !== undefined) return;
    reachedMillis[milestone] = performance.now() - startedMillis;
    if (point && 'after' in point && point.after === milestone) timer = setTimeout(kill, point.millis);
  };
  let said = '';
  let log = '';
  let batches = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
    if (log.includes('Backend is up.')) reach('up');
    batches = log.split('Batch stored.').length - 1;
    if (batches === files.length) reach('stored');
  });
  reach('start');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      clearTimeout(timer);
      watcher?.close();
      const endMillis = performance.now() - startedMillis;
      const killed = signal === 'SIGKILL';
      resolve({ killed, exitCode, endMillis, reachedMillis, batches, outcome: outcomeIn(said), log });
    });
  });
}

function outcomeIn(said: string): IngestRun['outcome'] {
  for (const line of said.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'))) {
    const message = decodeMessage(line);
    if (message.type === 'outcome') return message;
  }
  return null;
}
