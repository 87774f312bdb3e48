import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { scenario } from './fault-table.ts';
import { type Version, writeVersion } from './killed-files.ts';
import { type IngestRun, type KillPoint, MILESTONES, type Milestone, runIngest } from './killed-ingest.ts';
import type { OpenStore, Store } from './killed-stores.ts';
import { generator } from './restated-lines.ts';
import type { StoreChecksums } from './store-checksums.ts';

/** The points at which loads are killed follow from it: KILL_SEED repeats a run. */
const SEED = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** A store is begun anew after so many: the first load of each boots, migrates and adds, those after it restate. */
const VERSIONS = 4;
/** Of ten loads that end what a killed one left, so many are killed too. */
const KILLED_AGAIN_OF_TEN = 3;
/** Of ten kills: while the engine starts and migrates, while batches are stored, while files are merged and all is closed. */
const MILESTONES_OF_TEN: readonly Milestone[] = [
  ...(['start', 'start'] as const),
  ...(['up', 'up', 'up', 'up', 'up', 'up', 'up'] as const),
  'stored',
];
const EXPECTED = 'after a rerun counts and checksums as after one clean run';
/** However busy the machine. */
const TIMEOUT_MILLIS = 1_200_000;

/** What a clean store holds after a version, and how its load went. */
type Clean = { readonly version: Version; readonly holds: StoreChecksums; readonly run: IngestRun };

/** One engine's loads are killed at `kills` random points; after each rerun the store is compared with a clean one. */
export function killedAtRandom(name: string, openStore: OpenStore, kills: number): void {
  scenario(
    `ingest killed (SIGKILL) at ${kills} random points, ${name}`,
    EXPECTED,
    () => withClean(openStore, (clean) => killAtRandom(openStore, clean, kills)),
    TIMEOUT_MILLIS,
  );
}

/** Loads are killed as soon as a write has stored the rows of one table, and those of the next are still to come. */
export function killedBetweenTables(
  name: string,
  openStore: OpenStore,
  pointAfter: (store: Store, table: string) => KillPoint,
): void {
  const tables = ['eia_revision', 'eia_observation', 'eia_series'];
  scenario(
    `ingest killed (SIGKILL) right after rows of ${tables.join(', ')}, ${name}`,
    EXPECTED,
    () =>
      withClean(openStore, async ([first, ...restating]) => {
        if (first === undefined) throw new RangeError('There is a first version.');
        const store = await openStore('between');
        await rerun(store, first);
        for (const [index, at] of restating.entries()) {
          const run = await runIngest(store, at.version.files, pointAfter(store, tables[index] ?? ''));
          expect(run).toMatchObject({ killed: true, outcome: null });
          await rerun(store, at);
        }
        await store.drop();
        return `equal after ${restating.length} kills: ${holdings(restating.at(-1))}`;
      }),
    TIMEOUT_MILLIS,
  );
}

async function killAtRandom(openStore: OpenStore, clean: readonly Clean[], kills: number): Promise<string> {
  const random = generator(SEED);
  const killed: IngestRun[] = [];
  let store: Store | undefined;
  // A load that ends before its point, as there was little left to do or the machine became faster, is no kill.
  for (let turn = 0; killed.length < kills && turn < kills * 3; turn += 1) {
    const at = clean[turn % VERSIONS];
    if (at === undefined) throw new RangeError('There is a clean load of each version.');
    if (turn % VERSIONS === 0) {
      await store?.drop();
      store = await openStore(`killed_${turn}`);
    }
    if (store === undefined) throw new RangeError('The first turn opens a store.');
    do {
      const run = await runIngest(store, at.version.files, randomPoint(random, at.run));
      if (run.killed) killed.push(run);
      else expect(run).toMatchObject({ exitCode: 0 });
    } while (random(10) < KILLED_AGAIN_OF_TEN);
    await rerun(store, at);
  }
  await store?.drop();
  expect(killed.length).toBeGreaterThanOrEqual(kills);
  return `equal after ${killed.length} kills (${placesOf(killed)}; KILL_SEED=${SEED}): ${holdings(clean.at(-1))}`;
}

/** A moment between a milestone and the next, which come about as fast as in the clean load. */
function randomPoint(random: (below: number) => number, { reachedMillis, endMillis }: IngestRun): KillPoint {
  const after = MILESTONES_OF_TEN[random(10)] ?? 'up';
  const next = MILESTONES[MILESTONES.indexOf(after) + 1];
  const length = (next === undefined ? endMillis : (reachedMillis[next] ?? 0)) - (reachedMillis[after] ?? 0);
  return { after, millis: (random(1_000) / 1_000) * length };
}

/** Ends what killed loads left, as their users would: by the same command. */
async function rerun(store: Store, at: Clean): Promise<void> {
  expectWhole(await runIngest(store, at.version.files), at);
  expect({ seed: SEED, ...(await store.checksums()) }).toEqual({ seed: SEED, ...at.holds });
}

function placesOf(killed: readonly IngestRun[]): string {
  const place = ({ reachedMillis, batches }: IngestRun): string => {
    if (reachedMillis.up === undefined) return 'while starting';
    return reachedMillis.stored === undefined ? `in batch ${batches + 1}` : 'after the last batch';
  };
  return [...Map.groupBy(killed, place)]
    .map(([name, runs]) => `${runs.length} ${name}`)
    .sort((one, other) => one.slice(one.indexOf(' ')).localeCompare(other.slice(other.indexOf(' '))))
    .join(', ');
}

function holdings(clean: Clean | undefined): string {
  const { eia_observation: observations, eia_revision: revisions } = clean?.holds ?? {};
  return `${observations?.rows} observations, ${revisions?.rows} revisions`;
}

/** Loads all versions, one after the other, into a store where nothing is killed, for `use`. */
async function withClean(
  openStore: OpenStore,
  use: (clean: readonly Clean[]) => Promise<string>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'aurum-killed-'));
  try {
    const store = await openStore('clean');
    const clean: Clean[] = [];
    for (let number = 1; number <= VERSIONS; number += 1) {
      const version = await writeVersion(folder, number);
      const run = await runIngest(store, version.files);
      const loaded = { version, run, holds: await store.checksums() };
      expectWhole(run, loaded);
      expect(loaded.holds.torn).toEqual([]);
      clean.push(loaded);
    }
    await store.drop();
    return await use(clean);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A load that was not killed says what it did, of each series and observation that its files hold; none it leaves out. */
function expectWhole({ exitCode, outcome, log }: IngestRun, clean: Clean): void {
  if (exitCode !== 0 || outcome === null) throw new Error(`A load ended with ${exitCode}:\n${log}`);
  const [counts] = outcome.summary.backends;
  const [most] = clean.run.outcome?.summary.backends ?? [];
  if (counts === undefined || most === undefined) throw new Error('A load tells of its backend.');
  expect(outcome).toMatchObject({
    status: 'completed',
    summary: { observations: clean.version.observations },
  });
  expect(counts.newSeries + counts.changedSeries + counts.unchangedSeries).toBe(outcome.summary.series);
  expect(counts.added + counts.revised + counts.unchanged).toBe(outcome.summary.observations);
  // Of what the clean load did, a killed one did a part or nothing.
  expect(counts.newSeries).toBeLessThanOrEqual(most.newSeries);
  expect(counts.added).toBeLessThanOrEqual(most.added);
  expect(counts.revised).toBeLessThanOrEqual(most.revised);
}
