import type { Backend, TableWrite } from '../../../src/backend/backend.ts';
import type { BackendKind } from '../../../src/model/backend.ts';
import { exactText, type Value } from './aggregates.ts';
import { KINDS, type Measure, TIDE_ROWS } from './tides-rows.ts';

/** How the time of the tides may be declared; GraphQL's field of a declaration ends with its name. */
export const TIMES = {
  Instants: '{ column: at, type: instant }',
  Millis: '{ column: millis, type: epoch_millis }',
  Days: '{ column: day, type: date }',
} as const;
export type Time = keyof typeof TIMES;

/** What tells the rows of a site apart that are of one time, as it is declared. */
export const KEYED = { Instants: 'slot', Millis: 'slot', Days: 'lot' } as const satisfies Record<
  Time,
  string
>;

/** Declarations of the tides, kept in a table of an engine, by file name: one for each way to declare the time. */
export function tideDeclarations(engine: BackendKind, table: string): Record<string, string> {
  const files = Object.entries(TIMES).map(([name, time]) => [
    `${engine}_${name}.yaml`,
    `name: ${engine}_tide_${name.toLowerCase()}
title: Tides in ${engine}
backend: ${engine}
table: ${table}
time: ${time}
key: [time, site, ${KEYED[name as Time]}]
dimensions:
  era: {}
  site: {}
  grade: { nullable: true }
  lot: { type: int64 }
  slot: { type: int64 }
measures:
  load: { units: MWh, additivity: flow }
  amount: { type: decimal, scale: ${KINDS.amount.scale}, additivity: flow }
  level: { column: amount, type: decimal, scale: ${KINDS.level.scale}, additivity: stock }
  trades: { type: int64, additivity: flow }
  price: { units: USD/MWh, additivity: rate }
`,
  ]);
  return Object.fromEntries(files);
}

const STATEMENTS: Readonly<Record<BackendKind, { readonly before: string; readonly after: string }>> = {
  timescale: {
    before: `create table tides_raw (at timestamptz not null, millis bigint not null, era text not null,
      site text not null, grade text, lot bigint primary key, slot bigint, load float8, amount numeric(30, 3), trades bigint, price float8)`,
    after: `create table tides as select *, (at at time zone 'UTC')::date as day from tides_raw`,
  },
  clickhouse: {
    before: `create table tides_raw (at DateTime64(3, 'UTC'), millis Int64, era LowCardinality(String), site String,
      grade Nullable(String), lot Int64, slot Int64, load Nullable(Float64), amount Nullable(Decimal(30, 3)), trades Nullable(Int64),
      price Nullable(Float64), version UInt64) engine = MergeTree order by lot`,
    after:
      'create table tides engine = MergeTree order by at as select *, toDate32(at) as day from tides_raw',
  },
  trino: {
    before: `create table tides_raw (at timestamp(6) with time zone, millis bigint, era varchar, site varchar,
      grade varchar, lot bigint, slot bigint, load double, amount decimal(30, 3), trades bigint, price double)`,
    after: `create table tides as select *, cast(at at time zone 'UTC' as date) as day from tides_raw`,
  },
};

/** Makes the table of tides on an engine and stores its rows. */
export async function storeTides(backend: Backend): Promise<void> {
  const options = { signal: AbortSignal.timeout(120_000) };
  const { before, after } = STATEMENTS[backend.kind];
  const run = (text: string, summary: string) => backend.execute({ text, parameters: [], summary }, options);
  await run(before, 'CREATE tides_raw');
  await backend.write([tidesWrite()], options);
  await run(after, 'CREATE tides');
}

function tidesWrite(): TableWrite {
  const measured = (measure: Measure) => TIDE_ROWS.map(({ values }) => stored(measure, values[measure]));
  return {
    table: 'tides_raw',
    key: ['lot'],
    columns: [
      { name: 'at', type: 'timestamp', values: TIDE_ROWS.map(({ millis }) => millis) },
      { name: 'millis', type: 'int64', values: TIDE_ROWS.map(({ millis }) => millis) },
      { name: 'era', type: 'text', values: TIDE_ROWS.map(({ era }) => era) },
      { name: 'site', type: 'text', values: TIDE_ROWS.map(({ site }) => site) },
      { name: 'grade', type: 'text', values: TIDE_ROWS.map(({ grade }) => grade) },
      { name: 'lot', type: 'int64', values: TIDE_ROWS.map(({ lot }) => lot) },
      { name: 'slot', type: 'int64', values: TIDE_ROWS.map(({ slot }) => slot) },
      { name: 'load', type: 'float64', values: measured('load') },
      { name: 'amount', type: 'decimal', values: measured('amount') },
      { name: 'trades', type: 'int64', values: measured('trades') },
      { name: 'price', type: 'float64', values: measured('price') },
    ],
  };
}

function stored(measure: Measure, value: Value | null): Value | string | null {
  const { type, scale } = KINDS[measure];
  if (type !== 'decimal' || typeof value !== 'bigint') return value;
  return exactText({ units: value, digits: scale, kept: scale });
}
