import { type Duration, monthsOf, parseDuration, SHORTEST_MILLIS } from '../calendar/duration.ts';
import { createGrid } from '../calendar/grid.ts';
import { UTC } from '../calendar/zone.ts';
import { AurumError } from '../errors.ts';
import { type DeclaredDataset, type DeclaredRollup, tableName } from '../model/declared-dataset.ts';
import { cutRefusal } from '../planner/choose-rollup.ts';
import type { Refusal, RollupCandidate, RollupFacts, RollupQuestion } from '../planner/rollup-question.ts';
import { trustedStretches } from '../planner/trusted-stretches.ts';
import { type StoredTable, type ViewState, viewRefusal } from '../planner/view-facts.ts';
import { widthMillis } from '../planner/view-select.ts';
import { type BucketSteps, rollupBalance, viewStates } from '../sql/admin/view-state.ts';
import type { Ask } from './ask.ts';
import { type BatchLoader, createBatchLoader } from './batching.ts';
import type { RollupAsk } from './rollup-choice.ts';

/** What ClickHouse's catalogue says, by `database.table`. */
type Catalogue = {
  readonly tables: ReadonlyMap<string, StoredTable>;
  /** Commands that changed stored rows of a table. */
  mutationsOf(table: string): readonly string[];
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
 * What is known of rollups in ClickHouse. A materialized view sees what is inserted while it is there, and no deleted or
 * altered row: so the rows of the table are counted beside those the rollup counts, in the whole buckets of the range. That is
 * read of the columns of time and of the filter alone, and of few granules where the table is sorted by them. Rows that
 * are inserted later are in the table before they are in the rollup: the answer is then the one of a moment before.
 */
export async function viewCandidates(
  ask: Ask,
  catalogue: Catalogue | Refusal,
  question: RollupQuestion,
  asks: readonly RollupAsk[],
): Promise<RollupCandidate[]> {
  const candidates: RollupCandidate[] = [];
  let chosen: string | null = null;
  // The coarsest first: what is finer than one that fits is not worth counting.
  const ordered = [...asks].sort((one, other) => widthOf(other.rollup) - widthOf(one.rollup));
  for (const { rollup, needs } of ordered) {
    const known = 'refusal' in catalogue ? catalogue : knownRefusal(catalogue, question, { rollup, needs });
    const finer = chosen === null ? null : { refusal: `is not coarser than ${chosen}` };
    const facts = known ?? finer ?? (await balancedFacts(ask, question, rollup));
    if ('grid' in facts && trustedStretches(question.bounds, facts).length > 0) chosen = rollup.name;
    candidates.push({ rollup, facts });
  }
  return candidates;
}

function widthOf({ width }: DeclaredRollup): number {
  return widthMillis(parseDuration(width, 'width'));
}

function knownRefusal(
  catalogue: Catalogue,
  { dataset }: RollupQuestion,
  { rollup, needs }: RollupAsk,
): Refusal | null {
  const state = stateOf(catalogue, { dataset, rollup });
  return state === null ? { refusal: 'is not there' } : viewRefusal({ dataset, rollup }, state, needs);
}

async function balancedFacts(
  ask: Ask,
  question: RollupQuestion,
  rollup: DeclaredRollup,
): Promise<RollupFacts | Refusal> {
  const { dataset, bounds, where } = question;
  const width = parseDuration(rollup.width, 'width');
  const grid = createGrid(width, UTC, null);
  const steps = stepsOf(width);
  if (steps === null)
    return { refusal: `has a width of ${rollup.width}, whose starts ClickHouse does not tell` };
  const facts = { grid, relation: rollup.table, watermarkMillis: Number.POSITIVE_INFINITY, stale: [] };
  const [whole] = trustedStretches(bounds, facts);
  const refusal = cutRefusal(question, grid);
  if (refusal !== null || whole === undefined) return refusal ?? facts;
  const query = rollupBalance({ dataset, rollup }, whole, where, steps);
  const { rows } = await ask(query, `SELECT balance ${tableName(rollup.table)}`);
  const [inTable, inRollup, strays, differing] = (rows[0] ?? []).map(Number);
  if (strays !== 0) return { refusal: `has buckets that do not start with ${rollup.width} of UTC` };
  if (inTable !== inRollup) return { refusal: `counts ${inRollup} rows where the table has ${inTable}` };
  return differing === 0
    ? facts
    : { refusal: `counts other rows than the table has in ${differing} of its buckets` };
}

/** Where buckets of a width start in UTC; null for those that no function of ClickHouse starts there. */
function stepsOf(width: Duration): BucketSteps | null {
  const months = monthsOf(width);
  if (months !== null) return months === 1 || months === 3 || months === 12 ? { months } : null;
  const { unit, count } = width;
  const millis = SHORTEST_MILLIS[unit] * count;
  const originMillis = unit === 'week' ? Date.UTC(2000, 0, 3) : Date.UTC(2000, 0, 1);
  return { millis, originMillis };
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
  return { table, rollup: stored, tableName: name, rollupName, views, mutations: mutationsOf(name) };
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
      database: tables[0]?.[6] ?? '',
    };
  } catch (error) {
    if (!(error instanceof AurumError && error.code === 'QUERY_FAILED')) throw error;
    return { refusal: 'cannot be checked: ClickHouse did not tell of its tables, views and mutations' };
  }
}

/** A view with a storage of its own tells the key of it in its CREATE statement only. */
function sortingKey(key: string, created: string): readonly string[] {
  const own = / ORDER BY (?:\((?<list>[^()]*)\)|(?<one>\w+))/.exec(created)?.groups;
  return (key === '' ? (own?.list ?? own?.one ?? '') : key).split(', ');
}
