/** A question, the same text for every server. */
export type Workload = {
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The least that the gateway should reach of Mercurius; absent where none is set. */
  readonly aim?: number;
};

const MANY_SERIES = 24;
const MANY_POINTS = 100;
const LONG_POINTS = 5_000;

const LONG_ID = 'BENCH.LONG.US.D';
const MANY_IDS = Array.from({ length: MANY_SERIES }, (_, index) => `BENCH.MANY.S${index + 1}.M`);
const TWENTY_IDS = MANY_IDS.slice(0, 20);

/** What is asked. `latest` and connections are left out: they would only add resolvers to what these compare already. */
export const WORKLOADS: readonly Workload[] = [
  {
    name: 'one row',
    query: 'query ($id: ID!) { eiaSeries(id: $id) { id name units } }',
    variables: { id: MANY_IDS[3] },
    aim: 0.45,
  },
  {
    name: '20 x 100, columns',
    query: 'query ($ids: [ID!]!) { eiaSeriesByIds(ids: $ids) { id columns { epochMillis value } } }',
    variables: { ids: TWENTY_IDS },
    aim: 3,
  },
  {
    name: '1 x 5,000, columns',
    query: 'query ($id: ID!) { eiaSeries(id: $id) { id columns { epochMillis value } } }',
    variables: { id: LONG_ID },
    aim: 3,
  },
  {
    name: '20 x 100, rows',
    query:
      'query ($ids: [ID!]!) { eiaSeriesByIds(ids: $ids) { id observations(first: 100) { nodes { period value } } } }',
    variables: { ids: TWENTY_IDS },
  },
  {
    name: '1 x 5,000, rows',
    query:
      'query ($id: ID!) { eiaSeries(id: $id) { id observations(first: 5000) { nodes { period value } } } }',
    variables: { id: LONG_ID },
  },
];

/** The series the workloads ask for, as an EIA bulk file. Made up, the same in every run. */
export function bulkFile(): string {
  const many = MANY_IDS.map((id, index) => seriesLine(id, 'M', months(MANY_POINTS), index + 1));
  return [...many, seriesLine(LONG_ID, 'D', days(LONG_POINTS), 99)].join('\n');
}

function seriesLine(id: string, frequency: string, periods: readonly string[], seed: number): string {
  const next = randomNumbers(seed);
  const values = periods.map((period) => [period, Math.round(next() * 1e7) / 100]);
  return JSON.stringify({
    series_id: id,
    name: `Net generation, series ${seed}`,
    units: 'thousand megawatthours',
    f: frequency,
    data: values.reverse(),
  });
}

function months(count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(2015, index, 1)).toISOString().slice(0, 7).replaceAll('-', ''),
  );
}

function days(count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(2010, 0, 1 + index)).toISOString().slice(0, 10).replaceAll('-', ''),
  );
}

/** Numbers from 0 to below 1: a linear congruential generator (Numerical Recipes, 1992, section 7.1). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
