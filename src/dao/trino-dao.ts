import { AurumError, badUserInput } from '../errors.ts';
import type { FederatedColumn, FederatedResult, QueryValidation } from '../model/federated.ts';
import type { IcebergSchema, IcebergSnapshot, IcebergState, IcebergTable } from '../model/iceberg.ts';
import type { Page, PageArguments } from '../model/page.ts';
import { declaredSource, type Sourced } from '../model/provenance.ts';
import type { RollupCandidate, RollupQuestion } from '../planner/rollup-question.ts';
import { trinoViewFacts } from '../planner/trino-view.ts';
import { clientParameters, clientSql, placeholderValues, unknownValues } from '../sql/guard/client-sql.ts';
import { type NamedTable, namedTables } from '../sql/guard/named-tables.ts';
import { readStatement } from '../sql/guard/read-statement.ts';
import { type SnapshotPosition, tableNamePage, tableNames } from '../sql/iceberg.ts';
import type { Fragment, Parameter } from '../sql/statement.ts';
import type { DaoScope } from './base-dao.ts';
import type { CursorCodec, CursorValues } from './cursor.ts';
import { DatasetDao, type DatasetLimits } from './dataset-dao.ts';
import { checkedLimit, checkTables, isForbidden, listedCatalogs, tablesOfPlan } from './federated-tables.ts';
import { createIcebergLoaders, type IcebergLoaders } from './iceberg-loaders.ts';
import { jsonCell } from './json-cell.ts';
import { pageOf, pageWalk } from './paging.ts';
import type { RollupAsk } from './rollup-choice.ts';
import { mistakeError, sqlMistake } from './sql-mistake.ts';
import { createTrinoViews } from './trino-views.ts';

/** What clients may reach with SQL of their own. */
export type FederationLimits = {
  /** Names of catalogs, in lower case. */
  readonly queryCatalogs: readonly string[];
  /** Largest `limit`. */
  readonly maxQueryRows: number;
};

const TABLE_PAGE_SIZE = 50;
const SNAPSHOT_PAGE_SIZE = 20;
const EXPLAIN_IO = 'EXPLAIN (TYPE IO, FORMAT JSON)';

/** Declared tables in Trino, and what only Trino can do. */
export class TrinoDao extends DatasetDao {
  override readonly daoName = 'TrinoDao';
  readonly #federation: FederationLimits;
  readonly #iceberg: IcebergLoaders;

  constructor(scope: DaoScope, limits: DatasetLimits, cursors: CursorCodec, federation: FederationLimits) {
    super(scope, limits, cursors);
    this.#federation = federation;
    this.#iceberg = createIcebergLoaders({
      run: (query, summary) => this.executeQueryRaw(query, summary),
      runForRows: (query, summary) => this.executeQuery(query, summary),
      maxBatchSize: limits.maxPageSize,
    });
  }

  readonly #views = createTrinoViews((...question) => this.executeQueryRaw(...question));

  protected override async rollupFacts(
    { dataset }: RollupQuestion,
    asks: readonly RollupAsk[],
  ): Promise<readonly RollupCandidate[]> {
    const views = await this.#views.load(dataset);
    return asks.map(({ rollup, needs }) => {
      const view = views.get(rollup.name) ?? { refusal: 'is unknown to Trino' };
      const facts = 'refusal' in view ? view : trinoViewFacts({ dataset, rollup }, view, needs);
      return { rollup, facts };
    });
  }

  /**
   * Runs a client's statement that reads tables of the listed catalogs, with values for its `?` in order; at most
   * `limit` rows. Throws FORBIDDEN_SQL, or BAD_USER_INPUT that names the argument and, in `sql`, line and column.
   */
  async executeFederatedQuery(
    clientText: string,
    catalogs: readonly string[],
    parameters: readonly unknown[] = [],
    limit = 1_000,
  ): Promise<Sourced<FederatedResult>> {
    const { queryCatalogs, maxQueryRows } = this.#federation;
    const listed = listedCatalogs(catalogs, queryCatalogs);
    const maxRows = checkedLimit(limit, maxQueryRows);
    return this.operation('executeFederatedQuery', async () => {
      const { query, explain } = await asMistake(async () => readStatement(clientText));
      const values = clientParameters(query, parameters);
      checkTables(namedTables(query), listed, queryCatalogs);
      const tables = await asMistake(() => this.#tablesRead(query, values));
      checkTables(tables, listed, queryCatalogs);
      const statement = explain === null ? clientSql(query, values) : explained(explain, query, values);
      // One row more than asked for, to see whether there is more.
      const bounds = { maxRows: maxRows + 1 };
      const { columns, rows, reading } = await asMistake(
        () => this.executeQueryRaw(statement, 'SELECT federated', bounds),
        explain === null ? null : EXPLAIN_LINES,
      );
      const result = {
        columns,
        rows: rows.slice(0, maxRows).map((row) => row.map(jsonCell)),
        truncated: rows.length > maxRows,
      };
      const source = tables.map(qualifiedText).join(', ') || this.backend.kind;
      return this.sourced(result, declaredSource(source), [reading]);
    });
  }

  /** Checks a client's statement without running it: only an EXPLAIN of it is sent, and only of one that reads. */
  async validateQuerySyntax(clientText: string): Promise<QueryValidation> {
    return this.operation('validateQuerySyntax', async () => {
      try {
        const { queryCatalogs } = this.#federation;
        const { query } = readStatement(clientText);
        checkTables(namedTables(query), queryCatalogs, queryCatalogs);
        const values = placeholderValues(query);
        const planned = await this.#tablesRead(query, values);
        const tables = values.length === 0 ? planned : await this.#tablesRead(query, unknownValues(query));
        checkTables(tables, queryCatalogs, queryCatalogs);
        return {
          error: null,
          tables: tables.map(qualifiedText),
        };
      } catch (error) {
        const mistake = sqlMistake(error, EXPLAIN_LINES) ?? refusal(error);
        if (mistake === null) throw error;
        return { error: mistake, tables: [] };
      }
    });
  }

  /** A page of the Iceberg tables of a schema, by name. Throws BAD_USER_INPUT for a catalog without any. */
  async queryIcebergTables(
    catalog: string,
    schema: string,
    page: PageArguments,
  ): Promise<Page<IcebergTable>> {
    const place = this.#icebergSchema(catalog, schema);
    const list = JSON.stringify(['icebergTables', place.catalog, place.schema]);
    const walk = pageWalk(page, this.#sizes(TABLE_PAGE_SIZE), list, this.cursors);
    return this.operation('queryIcebergTables', async () => {
      const { after, before, backward, limit } = walk;
      const bounds = { after: nameIn(after), before: nameIn(before), backward, limit };
      const query = tableNamePage(place, bounds);
      const { rows } = await inIcebergCatalog(() => this.executeQueryRaw(query, 'SELECT iceberg tables'));
      const tables = rows.map(([name]) => ({ ...place, name: String(name) }));
      return pageOf(tables, walk, ({ name }) => this.cursors.encode(list, [name]));
    });
  }

  /** How many Iceberg tables a schema has. */
  async countIcebergTables(catalog: string, schema: string): Promise<number> {
    const query = tableNames(this.#icebergSchema(catalog, schema));
    return this.operation('countIcebergTables', () =>
      inIcebergCatalog(() => this.executeCountQuery(query, 'SELECT count iceberg tables')),
    );
  }

  /** A table by its name; null where there is none that may be seen. */
  async findIcebergTable(table: IcebergTable): Promise<IcebergTable | null> {
    if (!this.#federation.queryCatalogs.includes(table.catalog)) return null;
    return this.operation('findIcebergTable', async () =>
      (await this.#iceberg.exists.load(table)) ? table : null,
    );
  }

  /** The columns of a table in their order. */
  queryIcebergColumns(table: IcebergTable): Promise<readonly FederatedColumn[]> {
    return this.operation('queryIcebergColumns', () => this.#iceberg.columns.load(table));
  }

  /** What a table is partitioned by, e.g. `month(ts)`. */
  queryIcebergPartitioning(table: IcebergTable): Promise<readonly string[]> {
    return this.operation('queryIcebergPartitioning', () => this.#iceberg.partitioning.load(table));
  }

  /** The current snapshot of a table and what it counts; null for a table without one. */
  queryIcebergState(table: IcebergTable): Promise<IcebergState | null> {
    return this.operation('queryIcebergState', () => this.#iceberg.states.load(table));
  }

  /** A page of the snapshots of a table, newest first. */
  async queryIcebergSnapshots(table: IcebergTable, page: PageArguments): Promise<Page<IcebergSnapshot>> {
    const list = JSON.stringify(['icebergSnapshots', table.catalog, table.schema, table.name]);
    const walk = pageWalk(page, this.#sizes(SNAPSHOT_PAGE_SIZE), list, this.cursors);
    return this.operation('queryIcebergSnapshots', async () => {
      const { after, before, backward, limit } = walk;
      const bounds = { after: snapshotIn(after), before: snapshotIn(before), backward, limit };
      const snapshots = await this.#iceberg.snapshots.load({ table, walk: bounds });
      return pageOf(snapshots, walk, ({ committedAt, snapshotId }) =>
        this.cursors.encode(list, [Date.parse(committedAt), snapshotId]),
      );
    });
  }

  /** How many snapshots a table has. */
  countIcebergSnapshots(table: IcebergTable): Promise<number> {
    return this.operation('countIcebergSnapshots', () => this.#iceberg.snapshotCounts.load(table));
  }

  /** The tables a query would read, as the engine resolves views, subqueries and names without a catalog. */
  async #tablesRead(query: string, values: readonly (Parameter | Fragment)[]): Promise<NamedTable[]> {
    const { rows } = await this.executeQueryRaw(explained(EXPLAIN_IO, query, values), 'EXPLAIN federated');
    return tablesOfPlan(String(rows[0]?.[0]));
  }

  #icebergSchema(catalog: string, schema: string): IcebergSchema {
    const { queryCatalogs } = this.#federation;
    const name = catalog.toLowerCase();
    if (queryCatalogs.includes(name)) return { catalog: name, schema: schema.toLowerCase() };
    throw badUserInput('catalog', `The catalog "${catalog}" may not be queried.`, queryCatalogs);
  }

  #sizes(defaultSize: number) {
    return { defaultSize, maxSize: this.limits.maxPageSize };
  }
}

/** What stands before a query in {@link explained}: EXPLAIN and an empty line. */
const EXPLAIN_LINES = 2;

/** A query behind EXPLAIN, in the form in which Trino's driver can bind values to it. */
function explained(explain: string, query: string, values: readonly (Parameter | Fragment)[]): Fragment {
  return clientSql(`${explain}\n\n${query}`, values);
}

/** Turns failures that are the client's mistakes into errors of the argument `sql`. */
async function asMistake<T>(work: () => Promise<T>, linesBefore: number | null = EXPLAIN_LINES): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const mistake = sqlMistake(error, linesBefore);
    throw mistake === null ? error : mistakeError(mistake, error);
  }
}

function qualifiedText({ catalog, schema, table }: NamedTable): string {
  return `${catalog}.${schema}.${table}`;
}

function refusal(error: unknown): QueryValidation['error'] {
  return isForbidden(error) ? { kind: error.code, message: error.message, position: null } : null;
}

/** Only Iceberg's connector has the listing: without it, it is the catalog that does not fit. */
async function inIcebergCatalog<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AurumError && /_NOT_FOUND$/.test(error.details.engineCode ?? ''))) throw error;
    throw badUserInput(
      'catalog',
      'Trino has no Iceberg catalog of this name.',
      'A catalog of Iceberg tables.',
    );
  }
}

function nameIn(cursor: CursorValues | null): string | null {
  return cursor === null ? null : String(cursor[0]);
}

function snapshotIn(cursor: CursorValues | null): SnapshotPosition | null {
  return cursor === null ? null : { committedAtMillis: Number(cursor[0]), snapshotId: String(cursor[1]) };
}
