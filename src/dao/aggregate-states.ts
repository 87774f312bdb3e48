import type { Cell } from '../backend/backend.ts';
import { AurumError } from '../errors.ts';
import type { RollupOf } from '../model/continuous-aggregate.ts';
import type { DeclaredDataset } from '../model/declared-dataset.ts';
import type { Stretch } from '../model/rollup.ts';
import type { AggregateState, ColumnTypes } from '../planner/aggregate-facts.ts';
import type { Refusal } from '../planner/rollup-question.ts';
import { aggregateStates } from '../sql/admin/aggregate-state.ts';
import type { Ask } from './ask.ts';
import { type BatchLoader, createBatchLoader } from './batching.ts';
import { watermarkMillis } from './continuous-aggregates.ts';

/** What TimescaleDB says of the rollups of a table, by their names. */
export type TableStates = ReadonlyMap<string, AggregateState | Refusal>;

/**
 * Loads what the catalogue says of the rollups of tables: one statement a request for all tables of one tick. It is read
 * before the rows are. A refresh in between makes more up to date than is known here, and what is known as stale is read
 * from the table, where it is as true. Nothing that is known as up to date stops to be what the table held at this moment:
 * a change in between is logged, and only a refresh, in one transaction with the change's removal from the log, touches the
 * stored rows. So each row counts as it was at the one moment or the other, as with any two statements of a request.
 */
export function createAggregateStates(ask: Ask): BatchLoader<DeclaredDataset, TableStates> {
  return createBatchLoader(
    { name: 'batch timescale.rollups', keyText: ({ name }) => name, maxBatchSize: 20 },
    async (datasets) => {
      const aggregates = datasets.flatMap((dataset) =>
        dataset.rollups.map((rollup): RollupOf => ({ dataset, rollup })),
      );
      const states = await readStates(ask, aggregates);
      return datasets.map(
        ({ name }) =>
          new Map(
            aggregates.flatMap(({ dataset, rollup }, index) => {
              const state = states[index] ?? { refusal: 'is no continuous aggregate of TimescaleDB' };
              return dataset.name === name ? [[rollup.name, state] as const] : [];
            }),
          ),
      );
    },
  );
}

async function readStates(ask: Ask, aggregates: readonly RollupOf[]): Promise<(AggregateState | Refusal)[]> {
  try {
    const { rows } = await ask(aggregateStates(aggregates), 'SELECT continuous_agg');
    const states: (AggregateState | Refusal)[] = [];
    for (const [place, , ...cells] of rows) states[Number(place)] = decodeState(cells);
    return states;
  } catch (error) {
    if (!(error instanceof AurumError && error.code === 'QUERY_FAILED')) throw error;
    const refusal = 'cannot be checked: TimescaleDB did not tell its watermark and invalidation logs';
    return aggregates.map(() => ({ refusal }));
  }
}

function decodeState(cells: readonly Cell[]): AggregateState {
  const [months, days, seconds, zone, origin, offset, watermark, isDirect, isLogged, ...more] = cells;
  const [viewText, schema, name, tableTypes, viewTypes, storageTypes, logged, chunks] = more;
  const millis = (micros: Cell | undefined): number | null =>
    micros == null ? null : Number(micros) / 1_000;
  const types = (cell: Cell | undefined): ColumnTypes => JSON.parse(String(cell ?? '{}')) as ColumnTypes;
  return {
    buckets: {
      months: Number(months),
      days: Number(days),
      seconds: Number(seconds),
      zone: zone == null ? null : String(zone),
      originMillis: millis(origin),
      offsetMillis: millis(offset),
    },
    watermarkMillis: watermarkMillis(watermark, false),
    isDirect: isDirect === true,
    isLogged: isLogged === true,
    viewText: String(viewText),
    storage: schema == null ? null : [String(schema), String(name)],
    tableTypes: types(tableTypes),
    viewTypes: types(viewTypes),
    storageTypes: types(storageTypes),
    stale: stretchesOf(logged),
    chunks: stretchesOf(chunks),
  };
}

/** Beyond these the engine means all of time; a calendar ends before. */
const ENDLESS_MICROS = 8_640_000_000_000_000_000n;

function stretchesOf(list: Cell | undefined): Stretch[] {
  return list == null ? [] : String(list).split(',').map(stretchOf);
}

/** Both ends of a range are inclusive. */
function stretchOf(logged: string): Stretch {
  const [lowest = 0n, greatest = 0n] = logged.split(':').map(BigInt);
  return { lowerMillis: floorMillis(lowest), upperMillis: floorMillis(greatest) + 1 };
}

function floorMillis(micros: bigint): number {
  if (micros < -ENDLESS_MICROS) return Number.NEGATIVE_INFINITY;
  if (micros > ENDLESS_MICROS) return Number.POSITIVE_INFINITY;
  return Number(micros / 1_000n) - (micros % 1_000n < 0n ? 1 : 0);
}
