import type { AnswerBudget } from '../backend/answer-budget.ts';
import type { Backend, CallOptions, Cell } from '../backend/backend.ts';
import { AurumError } from '../errors.ts';
import type { ChosenSource, Fallback, Sourced } from '../model/provenance.ts';
import { type Fragment, render, type Statement, sql } from '../sql/statement.ts';
import { statementHash } from '../sql/statement-hash.ts';
import type { Logger } from '../telemetry/log.ts';
import { withSpan } from '../telemetry/span.ts';
import { provenanceOf, type Reading, type Reply } from './reading.ts';

/** What a DAO borrows for the time of one request. */
export type DaoScope = {
  readonly backend: Backend;
  readonly signal: AbortSignal;
  /** Who asks; see CallOptions. */
  readonly client?: string;
  /** What the answers of its statements are taken from; see CallOptions. */
  readonly budget?: AnswerBudget;
  /** When the request must be over, milliseconds since 1970. */
  readonly deadlineMillis: number;
  /** The request's one reading of the clock, milliseconds since 1970. */
  readonly nowMillis: number;
  readonly logger: Logger;
  /** Present where the backend is read in place of another one, which is down. */
  readonly fallback?: Fallback;
};

/** Data access for one request: borrows from the backend's pool, owns no connection. Dispose it when done. */
export abstract class BaseDao implements AsyncDisposable {
  abstract readonly daoName: string;
  protected readonly backend: Backend;
  readonly #scope: DaoScope;
  #closed = false;

  constructor(scope: DaoScope) {
    this.backend = scope.backend;
    this.#scope = scope;
  }

  /** Runs a statement; rows as objects by column name. `summary` names it in traces, e.g. `SELECT eia_series`. */
  async executeQuery(query: Fragment, summary: string): Promise<Record<string, Cell>[]> {
    const { columns, rows } = await this.executeQueryRaw(query, summary);
    return rows.map((row) =>
      Object.fromEntries(columns.map((column, index) => [column.name, row[index] ?? null])),
    );
  }

  /**
   * Runs a statement; columns, rows as arrays in their order, and how it ran. Failures are logged and thrown as AurumError.
   * `options` as in CallOptions.
   */
  async executeQueryRaw(
    query: Fragment,
    summary: string,
    options: Pick<CallOptions, 'maxRows' | 'boundedLockWait' | 'changes'> = {},
  ): Promise<Reply> {
    if (this.#closed) throw new Error(`${this.daoName} is closed.`);
    const statement = render(query, this.backend.dialect, summary);
    const startMillis = performance.now();
    try {
      const result = await this.backend.execute(statement, { ...this.#scope, ...options });
      const endMillis = performance.now();
      return { ...result, reading: { statement, startMillis, endMillis, read: result.read ?? null } };
    } catch (error) {
      this.#logFailure(statement, performance.now() - startMillis, error);
      throw error;
    }
  }

  /** How many rows a query has. */
  async executeCountQuery(query: Fragment, summary: string): Promise<number> {
    const { rows } = await this.executeQueryRaw(sql`select count(*) from (${query}) as counted`, summary);
    return Number(rows[0]?.[0] ?? 0);
  }

  /** Ends the use of this DAO; later calls throw. The connections went back to their pool call by call. */
  async close(): Promise<void> {
    this.#closed = true;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The request's one reading of the clock. */
  protected get nowMillis(): number {
    return this.#scope.nowMillis;
  }

  protected get logger(): Logger {
    return this.#scope.logger;
  }

  /** Time left until the request must be over. */
  protected millisLeft(): number {
    return this.#scope.deadlineMillis - Date.now();
  }

  /** Lets an answer say where it came from, once it is asked. */
  protected sourced<Answer extends object>(
    answer: Answer,
    chosen: ChosenSource,
    readings: readonly Reading[],
  ): Sourced<Answer> {
    const { fallback = null } = this.#scope;
    return { ...answer, provenance: () => provenanceOf(this.backend.kind, chosen, readings, fallback) };
  }

  /** Runs one of the DAO's operations inside its span, e.g. `EiaDao.queryEiaSeries`. */
  protected operation<T>(name: string, work: () => Promise<T>): Promise<T> {
    const attributes = { 'aurum.dao': this.daoName, 'aurum.backend': this.backend.kind };
    return withSpan(`${this.daoName}.${name}`, { attributes }, work);
  }

  #logFailure(statement: Statement, elapsedMillis: number, error: unknown): void {
    const known = error instanceof AurumError;
    const fields = {
      dao: this.daoName,
      backend: this.backend.kind,
      queryHash: statementHash(statement.text),
      query: statement.summary,
      parameters: statement.parameters.map((parameter, index) => `p${index}: ${parameter.type}`),
      elapsedMillis: Math.round(elapsedMillis),
      errorClass: known ? error.code : error instanceof Error ? error.name : typeof error,
      engineCode: known ? error.details.engineCode : undefined,
    };
    if (known && error.code === 'CANCELLED') this.#scope.logger.info(fields, 'Query cancelled.');
    else this.#scope.logger.error(fields, 'Query failed.');
  }
}
