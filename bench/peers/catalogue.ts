import type { Sql } from 'postgres';

/** The part of the gateway's schema that the workloads ask for. */
export const TYPE_DEFS = `
  scalar SafeInt
  type Query {
    eiaSeries(id: ID!): EiaSeries
    eiaSeriesByIds(ids: [ID!]!): [EiaSeries]
  }
  type EiaSeries {
    id: ID!
    name: String!
    units: String
    columns: ObservationColumns
    observations(first: Int): ObservationConnection
  }
  type ObservationColumns {
    epochMillis: [SafeInt!]!
    value: [Float]!
  }
  type ObservationConnection {
    nodes: [Observation!]!
  }
  type Observation {
    period: String!
    value: Float
  }
`;

export type Series = { readonly id: string; readonly name: string; readonly units: string | null };

export type Observation = {
  readonly series_id: string;
  readonly label: Date;
  readonly period: string;
  readonly value: number | null;
};

/** Connections of a peer: as many as the gateway's pool opens at most. */
export const MAX_CONNECTIONS = 20;

/** Series in the order of the ids, null where unknown. */
export async function readSeries(sql: Sql, ids: readonly string[]): Promise<(Series | null)[]> {
  const rows = await sql<Series[]>`
    select series_id as id, name, units from eia_series where series_id = any(${[...ids]})`;
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => found.get(id) ?? null);
}

/** The observations of each series, oldest first, in the order of the ids. */
export async function readObservations(sql: Sql, ids: readonly string[]): Promise<Observation[][]> {
  const rows = await sql<Observation[]>`
    select series_id, label, period, value from eia_observation
    where series_id = any(${[...ids]}) order by series_id, label`;
  const found = new Map<string, Observation[]>(ids.map((id) => [id, []]));
  for (const row of rows) found.get(row.series_id)?.push(row);
  return ids.map((id) => found.get(id) ?? []);
}

/** Rows as parallel arrays. */
export function columnsOf(rows: readonly Observation[]): { epochMillis: number[]; value: (number | null)[] } {
  return { epochMillis: rows.map((row) => row.label.getTime()), value: rows.map((row) => row.value) };
}
