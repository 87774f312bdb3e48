import { AurumError, badUserInput } from '../errors.ts';
import { forbidden } from '../sql/guard/forbidden.ts';
import type { NamedTable } from '../sql/guard/named-tables.ts';

/** The catalogs a client lists, in lower case. Throws BAD_USER_INPUT for none, and for one that is not `allowed`. */
export function listedCatalogs(catalogs: readonly string[], allowed: readonly string[]): string[] {
  if (catalogs.length === 0) throw badUserInput('catalogs', 'No catalog is listed.', allowed);
  const unknown = catalogs.find((catalog) => !allowed.includes(catalog.toLowerCase()));
  if (unknown === undefined) return catalogs.map((catalog) => catalog.toLowerCase());
  throw badUserInput('catalogs', `The catalog "${unknown}" may not be queried.`, allowed);
}

/** The tables in the answer of `EXPLAIN (TYPE IO, FORMAT JSON)`, each once; table functions read none. */
export function tablesOfPlan(plan: string): NamedTable[] {
  const found = new Map<string, NamedTable>();
  for (const table of inputTables(JSON.parse(plan))) found.set(JSON.stringify(table), table);
  return [...found.values()];
}

/** The part of the answer that is read (https://trino.io/docs/476/sql/explain.html). */
type IoPlan = {
  readonly inputTableColumnInfos: readonly {
    readonly table: {
      readonly catalog: string;
      readonly schemaTable: { readonly schema: string; readonly table: string };
    };
  }[];
};

function inputTables(plan: IoPlan): NamedTable[] {
  return plan.inputTableColumnInfos.map(({ table: { catalog, schemaTable } }) => ({
    catalog,
    ...schemaTable,
  }));
}

/** Throws FORBIDDEN_SQL for a table of a catalog that may not be queried, BAD_USER_INPUT for one that is not listed. */
export function checkTables(
  tables: readonly NamedTable[],
  listed: readonly string[],
  allowed: readonly string[],
): void {
  const outside = tables.find(({ catalog }) => !allowed.includes(catalog));
  if (outside !== undefined) {
    const catalogs = `Tables of the catalogs ${allowed.join(', ')}.`;
    throw forbidden(
      `The statement reads the catalog "${outside.catalog}", which may not be queried.`,
      catalogs,
    );
  }
  const unlisted = tables.find(({ catalog }) => !listed.includes(catalog));
  if (unlisted === undefined) return;
  const { catalog } = unlisted;
  throw badUserInput('catalogs', `The statement reads the catalog "${catalog}", which is not listed.`, [
    ...listed,
    catalog,
  ]);
}

/** The number of rows a client asks for. Throws BAD_USER_INPUT. */
export function checkedLimit(limit: number, max: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= max) return limit;
  throw badUserInput('limit', `"limit" is ${limit}.`, `A whole number from 1 to ${max}.`);
}

/** True for an error of the guard. */
export function isForbidden(error: unknown): error is AurumError {
  return error instanceof AurumError && error.code === 'FORBIDDEN_SQL';
}
