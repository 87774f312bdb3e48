import { parseDuration } from '../calendar/duration.ts';
import { AurumError } from '../errors.ts';
import type { DeclaredDataset, DeclaredRollup } from '../model/declared-dataset.ts';
import type { Part, PartsState } from '../planner/part-lineage.ts';
import type { Refusal, RollupCandidate, RollupQuestion } from '../planner/rollup-question.ts';
import { trustedStretches } from '../planner/trusted-stretches.ts';
import {
  KEEPS_ROWS,
  type StoredTable,
  storageEngine,
  type ViewState,
  viewRefusal,
} from '../planner/view-facts.ts';
import { widthMillis } from '../planner/view-select.ts';
import { viewStates } from '../sql/admin/view-state.ts';
import type { Ask } from './ask.ts';
import { type BatchLoader, createBatchLoader } from './batching.ts';
import type { ComparedRollups, StoredRows } from './compared-rollups.ts';
import type { RollupAsk } from './rollup-choice.ts';
import { comparedFacts } from './rollup-comparison.ts';

/** What ClickHouse's catalogue says, by `database.table`. */
type Catalogue = {
  readonly tables: ReadonlyMap<string, StoredTable>;
  /** Commands that stored rows of a table are being changed by. */
  mutationsOf(table: string): readonly string[];
  partsOf(table: string): PartsState;
  readonly database: string;
};

/** Loads what the catalogue says of tables and their rollups, one statement a request for all tables of one tick. */
export function createViewStates(ask: Ask): BatchLoader<DeclaredDataset, Catalogue | Refusal> {
  return createBatchLoader(
    { name: 'batch clickhouse.rollups', keyText: ({ name }) => name, maxBatchSize: 20 },
    async (datasets) => {
      const catalogue = await readCatalogue(
        ask,
        datasets.flatMap(({ table, rollups }) => [table, ...rollups.map((rollup) => rollup.table)]),
      );
      return datasets.map(() => catalogue);
    },
  );
}

/**
 * What is known of rollups in ClickHouse. A materialized view sees what is inserted while it is there, and nothing else that
 * is done to the table; nor does it tell what else is done to the rollup. So both are compared, and what was found equal is
 * remembered for the parts that they are made of. Rows that are inserted later are in the table before they are in the
 * rollup: the answer is then the one of a moment before.
 */
export async function viewCandidates(
  ask: Ask,
  memory: ComparedRollups,
  catalogue: Catalogue | Refusal,
  question: RollupQuestion,
  asks: readonly RollupAsk[],
): Promise<RollupCandidate[]> {
  const candidates: RollupCandidate[] = [];
  let chosen: string | null = null;
  // The coarsest first: what is finer than one that fits is not worth comparing.
  const ordered = [...asks].sort((one, other) => widthOf(other.rollup) - widthOf(one.rollup));
  for (const { rollup, needs } of ordered) {
    const known = knownRows(catalogue, question, { rollup, needs });
    const finer = chosen === null ? null : { refusal: `is not coarser than ${chosen}` };
    const facts =
      'refusal' in known
        ? known
        : (finer ?? (await comparedFacts(ask, memory, known, question, { rollup, needs })));
    if ('grid' in facts && trustedStretches(question.bounds, facts).length > 0) chosen = rollup.name;
    candidates.push({ rollup, facts });
  }
  return candidates;
}

function widthOf({ width }: DeclaredRollup): number {
  return widthMillis(parseDuration(width, 'width'));
}

/** What is stored now, where the catalogue says nothing against the rollup. */
function knownRows(
  catalogue: Catalogue | Refusal,
  { dataset }: RollupQuestion,
  { rollup, needs }: RollupAsk,
): StoredRows | Refusal {
  if ('refusal' in catalogue) return catalogue;
  const state = stateOf(catalogue, { dataset, rollup });
  if (state === null) return { refusal: 'is not there' };
  const refusal = viewRefusal({ dataset, rollup }, state, needs);
  if (refusal !== null) return refusal;
  const created = [state.table, state.rollup].map((each) => each.created).join('\n');
  return {
    created,
    table: catalogue.partsOf(state.tableName),
    rollup: catalogue.partsOf(state.rollupName),
  };
}

function stateOf(
  { tables, mutationsOf, database }: Catalogue,
  { dataset, rollup }: { dataset: DeclaredDataset; rollup: DeclaredRollup },
): ViewState | null {
  const full = (table: readonly string[]): string =>
    (table.length > 1 ? table : [database, ...table]).join('.');
  const [name, rollupName] = [full(dataset.table), full(rollup.table)];
  const [table, stored] = [tables.get(name), tables.get(rollupName)];
  if (table === undefined || stored === undefined) return null;
  const views = [...tables.values()].filter(({ engine }) => engine === 'MaterializedView');
  return {
    ...{ table, rollup: stored, tableName: name, rollupName, views },
    mutations: [...mutationsOf(name), ...mutationsOf(rollupName)],
  };
}

async function readCatalogue(ask: Ask, names: readonly (readonly string[])[]): Promise<Catalogue | Refusal> {
  try {
    const { rows } = await ask(viewStates(names), 'SELECT system.tables');
    const cells = rows.map((row) => row.map(String));
    const types = (name: string): Record<string, string> =>
      Object.fromEntries(
        cells.flatMap(([kind, of, column = '', type = '']) =>
          kind === 'column' && of === name ? [[column, type]] : [],
        ),
      );
    const tables = cells.filter(([kind]) => kind === 'table');
    return {
      tables: new Map(
        tables.map(([, name = '', engine = '', created = '', query = '', key = '']) => [
          name,
          { engine, created, query, sortingKey: sortingKey(key, created), types: types(name) },
        ]),
      ),
      mutationsOf: (table) =>
        cells.flatMap(([kind, of, command = '']) => (kind === 'mutation' && of === table ? [command] : [])),
      partsOf: (table) => partsState(cells, table),
      database: tables[0]?.[6] ?? '',
    };
  } catch (error) {
    if (!(error instanceof AurumError && error.code === 'QUERY_FAILED')) throw error;
    return {
      refusal: 'cannot be checked: ClickHouse did not tell of its tables, views, mutations and parts',
    };
  }
}

function partsState(cells: readonly (readonly string[])[], table: string): PartsState {
  const own = cells.filter(([, of]) => of === table);
  const [, , folders = '', host = '', started] = own.find(([kind]) => kind === 'store') ?? [];
  const [, , engine = '', created = ''] = own.find(([kind]) => kind === 'table') ?? [];
  return {
    store: JSON.stringify([host, folders]),
    startedSeconds: Number(started),
    mergesRows: !KEEPS_ROWS.test(storageEngine({ engine, created })),
    dropsRows: / TTL /.test(created),
    parts: own.filter(([kind]) => kind === 'part').map(readPart),
  };
}

function readPart([, , name = '', hash = '', partition = '', numbers = '']: readonly string[]): Part {
  const [firstBlock = 0, lastBlock = 0, mutation = 0, rows = 0] = numbers.split(' ').map(Number);
  return { name, hash, partition, firstBlock, lastBlock, mutation, rows };
}

/** A view with a storage of its own tells the key of it in its CREATE statement only. */
function sortingKey(key: string, created: string): readonly string[] {
  const own = / ORDER BY (?:\((?<list>[^()]*)\)|(?<one>\w+))/.exec(created)?.groups;
  return (key === '' ? (own?.list ?? own?.one ?? '') : key).split(', ');
}
