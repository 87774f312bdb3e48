import type { Observation } from '../model/observation.ts';
import { declaredSource } from '../model/provenance.ts';
import type {
  ObservationArray,
  ObservationKey,
  ObservationStatements,
  ObservationWalk,
} from '../sql/eia/observations.ts';
import { clickhouseObservations } from '../sql/eia/observations-clickhouse.ts';
import { timescaleObservations } from '../sql/eia/observations-timescale.ts';
import { trinoObservations } from '../sql/eia/observations-trino.ts';
import { normalizeNumbers } from '../sql/json-numbers.ts';
import type { Fragment } from '../sql/statement.ts';
import { type BatchLoader, createBatchLoader, loadInGroups } from './batching.ts';
import { decodeObservation } from './eia-rows.ts';
import type { Reading, Reply } from './reading.ts';

/** Where observations are read from, by the name of their table. */
export const OBSERVATIONS = declaredSource('eia_observation');

/** One stretch of one series as it stood at an instant, milliseconds since 1970; null is now. */
export type StretchAsk = ObservationKey & { readonly asOfMillis: number | null };
/** One stretch of one series, walked from either end. */
export type ObservationAsk = StretchAsk & { readonly walk: ObservationWalk };
/** The arrays of one stretch of one series, of at most `limit` observations. */
export type ArraysAsk = StretchAsk & {
  readonly arrays: readonly ObservationArray[];
  readonly limit: number;
};
/** JSON arrays of equal length; those not asked for may be absent. */
export type LoadedArrays = { readonly length: number; readonly reading: Reading } & {
  readonly [name in ObservationArray]?: string;
};
/** Observations, and the statement they came with: one for all stretches of a tick. */
export type LoadedObservations = { readonly rows: readonly Observation[]; readonly reading: Reading };

/** Observations of many series, a statement a kind and tick (and instant they are read as of). */
export type ObservationLoaders = {
  readonly rows: BatchLoader<ObservationAsk, LoadedObservations>;
  readonly counts: BatchLoader<StretchAsk, number>;
  readonly arrays: BatchLoader<ArraysAsk, LoadedArrays>;
};

export type ObservationLoaderOptions = {
  readonly engine: 'timescale' | 'clickhouse' | 'trino';
  run(query: Fragment, summary: string): Promise<Reply>;
  readonly maxBatchSize: number;
};

const STATEMENTS: Record<ObservationLoaderOptions['engine'], ObservationStatements> = {
  timescale: timescaleObservations,
  clickhouse: clickhouseObservations,
  trino: trinoObservations,
};

/** Loaders over one engine. */
export function createObservationLoaders(options: ObservationLoaderOptions): ObservationLoaders {
  const statements = STATEMENTS[options.engine];
  const loader = (name: string) => ({ name: `batch eia.${name}`, maxBatchSize: options.maxBatchSize });

  const readRows = async (asks: readonly ObservationAsk[]): Promise<LoadedObservations[]> => {
    const [first] = asks;
    if (first === undefined) return [];
    const query = statements.rows(asks, first.walk, first.asOfMillis);
    const { rows, reading } = await options.run(query, 'SELECT eia_observation');
    const found: Observation[][] = asks.map(() => []);
    for (const row of rows) found[Number(row[0]) - 1]?.push(decodeObservation(row));
    return found.map((observations) => ({ rows: observations, reading }));
  };

  const readCounts = async (keys: readonly StretchAsk[]): Promise<number[]> => {
    const [{ asOfMillis } = { asOfMillis: null }] = keys;
    const { rows } = await options.run(statements.counts(keys, asOfMillis), 'SELECT count eia_observation');
    const counts = keys.map(() => 0);
    for (const row of rows) counts[Number(row[0]) - 1] = Number(row[1]);
    return counts;
  };

  const readArrays = async (asks: readonly ArraysAsk[]): Promise<LoadedArrays[]> => {
    const [first] = asks;
    if (first === undefined) return [];
    const names = [...new Set(asks.flatMap((ask) => ask.arrays))];
    const { rows, reading } = await options.run(
      statements.arrays(asks, names, first.limit, first.asOfMillis),
      'SELECT arrays eia_observation',
    );
    const nothing = Object.fromEntries(names.map((name) => [name, '[]']));
    const found: LoadedArrays[] = asks.map(() => ({ length: 0, reading, ...nothing }));
    for (const row of rows) {
      const texts = names.map((name, index) => [name, arrayText(name, String(row[index + 2]))] as const);
      found[Number(row[0]) - 1] = { length: Number(row[1]), reading, ...Object.fromEntries(texts) };
    }
    return found;
  };

  return {
    rows: createBatchLoader(
      { ...loader('observations'), keyText: (ask) => keyText(ask) + walkText(ask.walk) },
      (asks) => loadInGroups(asks, (ask) => `${ask.asOfMillis} ${walkText(ask.walk)}`, readRows),
    ),
    counts: createBatchLoader({ ...loader('observationCounts'), keyText }, (asks) =>
      loadInGroups(asks, (ask) => `${ask.asOfMillis}`, readCounts),
    ),
    arrays: createBatchLoader(
      {
        ...loader('observationArrays'),
        keyText: (ask) => `${keyText(ask)} ${ask.arrays.join(' ')} ${ask.limit}`,
      },
      (asks) => loadInGroups(asks, (ask) => `${ask.asOfMillis} ${ask.limit}`, readArrays),
    ),
  };
}

function arrayText(name: ObservationArray, json: string): string {
  return name === 'value' ? normalizeNumbers(json) : json;
}

function keyText(ask: StretchAsk): string {
  return JSON.stringify([ask.seriesId, ask.lowerMillis, ask.upperMillis, ask.asOfMillis]);
}

function walkText(walk: ObservationWalk): string {
  return JSON.stringify([walk.descending, walk.limit, walk.offset, walk.onlyWithValue]);
}
