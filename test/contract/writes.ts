import { expect } from '@jest/globals';
import type { Cell, StoredColumn, TableWrite } from '../../src/backend/backend.ts';
import { identifier, sql } from '../../src/sql/statement.ts';
import { ask, CALM, type Case, type CaseGroup, type Rig, raw, wordsOf } from './engine.ts';

/** A row of the cases' tables as it is written and as it is read. */
type Row = {
  readonly id: string;
  readonly n?: bigint | number | null;
  readonly v?: number | null;
  /** Milliseconds since 1970. */
  readonly at?: number | null;
  readonly words?: readonly string[];
  readonly facets?: Readonly<Record<string, string>>;
  readonly note?: string | null;
};

const COLUMNS = [
  ['id', 'text'],
  ['n', 'int64'],
  ['v', 'float64'],
  ['at', 'instant'],
  ['words', 'text[]'],
  ['facets', 'map'],
  ['note', 'text'],
] as const satisfies readonly (readonly [keyof Row, StoredColumn['type']])[];
const NOTHING = { n: null, v: null, at: null, words: [], facets: {}, note: null };

function writeOf(table: string, rows: readonly Row[]): TableWrite {
  const columns = COLUMNS.map(
    ([name, type]): StoredColumn => ({
      name,
      type,
      values: rows.map((row) => ({ ...NOTHING, ...row })[name]),
    }),
  );
  return { table, key: ['id'], columns };
}

let tables = 0;
/** A new table of the cases' columns. */
async function newTable(rig: Rig): Promise<string> {
  tables += 1;
  const name = `contract_${process.pid}_${tables}`;
  await ask(rig, wordsOf(rig).createTable(name), `CREATE ${name}`);
  return name;
}

async function storedIn(rig: Rig, table: string): Promise<readonly (readonly Cell[])[]> {
  const { current, epochMillis } = rig.driver.dialect;
  const at = epochMillis(sql`${identifier('at')}`);
  const { rows } = await ask(
    rig,
    sql`select id, n, v, ${at} as millis, words, facets, note from ${current(table)} order by id`,
  );
  return rows;
}

const cellsOf = (row: Row): readonly Cell[] => {
  const { id, n, v, at, words, facets, note } = { ...NOTHING, ...row };
  return [id, n === null ? null : BigInt(n), v, at, words, facets, note];
};

const ROWS: readonly Row[] = [
  { id: '' },
  {
    id: 'Edges',
    n: 2n ** 63n - 1n,
    v: 5e-324,
    at: -3_482_006_400_001,
    words: [''],
    facets: { '': '' },
    note: '',
  },
  { id: 'Others', n: -(2n ** 63n), v: -0, at: 10_413_791_999_999, words: ['a', 'a'], note: 'é💥\u0301' },
  { id: 'Safe', n: Number.MAX_SAFE_INTEGER, v: Number.MAX_VALUE, at: 0, facets: { ü: 'x', 'a"b': 'c,{}\\' } },
  {
    id: "'; drop table x; -- \\ \t\n",
    v: 0.30000000000000004,
    words: ['NULL', '{"a",}', "'\\"],
    facets: { "k'\\": '\n\t\u0001💥' },
    note: '"\\\'`$1?',
  },
];

const numbered = (count: number, factor: number): readonly Row[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `row ${String(index).padStart(6, '0')}`,
    n: index,
    v: index % 7 === 0 ? null : index * factor,
  }));

/** Storing rows, and what is there afterwards. */
export const WRITE_CASES: CaseGroup = {
  title: 'write',
  cases: [
    {
      name: 'write: every type comes back as it was stored',
      async run(rig) {
        const table = await newTable(rig);
        await rig.backend.write([writeOf(table, ROWS)], CALM);
        const expected = [...ROWS].sort((one, other) => (one.id < other.id ? -1 : 1)).map(cellsOf);
        const stored = [...(await storedIn(rig, table))];
        expect(stored.sort(([one], [other]) => (String(one) < String(other) ? -1 : 1))).toEqual(expected);
      },
    },
    {
      name: 'write: doubles that JSON has not come back',
      async run(rig) {
        const table = await newTable(rig);
        const rows = [
          { id: 'a', v: Number.NaN },
          { id: 'b', v: Number.POSITIVE_INFINITY },
          { id: 'c', v: Number.NEGATIVE_INFINITY },
        ];
        await rig.backend.write([writeOf(table, rows)], CALM);
        expect(await storedIn(rig, table)).toEqual(rows.map(cellsOf));
      },
    },
    {
      name: 'write: a row whose key is there is replaced, nulls and all, and the others stay',
      async run(rig) {
        const table = await newTable(rig);
        const [first, second, third] = numbered(3, 1);
        if (first === undefined || second === undefined || third === undefined) throw new Error('no rows');
        await rig.backend.write([writeOf(table, [{ ...second, facets: { a: 'b' } }, first])], CALM);
        const revised: Row = { id: second.id, note: 'revised' };
        await rig.backend.write([writeOf(table, [revised, third])], CALM);
        expect(await storedIn(rig, table)).toEqual([first, revised, third].map(cellsOf));
      },
    },
    {
      name: 'write: the same rows twice are stored once',
      async run(rig) {
        const table = await newTable(rig);
        const rows = numbered(50, 2);
        await rig.backend.write([writeOf(table, rows)], CALM);
        await rig.backend.write([writeOf(table, rows)], CALM);
        expect(await storedIn(rig, table)).toEqual(rows.map(cellsOf));
      },
    },
    {
      name: 'write: 12,345 rows, and 12,345 newer ones over them',
      async run(rig) {
        const table = await newTable(rig);
        const figures = sql`select count(*) as c, sum(n) as n, sum(v) as v from ${rig.driver.dialect.current(table)}`;
        for (const factor of [1, 2]) {
          const rows = numbered(12_345, factor);
          await rig.backend.write([writeOf(table, rows)], CALM);
          const total = rows.reduce((sum, { v }) => sum + (v ?? 0), 0);
          const [row = []] = (await ask(rig, figures)).rows;
          expect(row.map(Number)).toEqual([12_345, (12_345 * 12_344) / 2, total]);
        }
      },
    },
    {
      name: 'write: several tables at once; none, and no rows, store nothing',
      async run(rig) {
        const [one, other] = [await newTable(rig), await newTable(rig)];
        await rig.backend.write([], CALM);
        await rig.backend.write([writeOf(one, [])], CALM);
        expect(await storedIn(rig, one)).toEqual([]);
        await rig.backend.write([writeOf(one, [{ id: 'a' }]), writeOf(other, [{ id: 'b' }])], CALM);
        expect(await storedIn(rig, one)).toEqual([cellsOf({ id: 'a' })]);
        expect(await storedIn(rig, other)).toEqual([cellsOf({ id: 'b' })]);
      },
    },
    {
      name: 'write: a table that is not there is refused, and the connection works on',
      async run(rig) {
        const connection = await rig.connect();
        await expect(connection.write([writeOf('no_such_table', [{ id: 'a' }])], CALM)).rejects.toMatchObject(
          {
            code: 'QUERY_FAILED',
          },
        );
        expect(connection.healthy).toBe(true);
        await connection.ping(CALM);
      },
    },
    {
      name: 'write: one that fails leaves nothing of itself',
      async run(rig) {
        const table = await newTable(rig);
        const write = [writeOf(table, [{ id: 'a' }]), writeOf('no_such_table', [{ id: 'b' }])];
        await expect(rig.backend.write(write, CALM)).rejects.toMatchObject({ code: 'QUERY_FAILED' });
        expect(await storedIn(rig, table)).toEqual([]);
      },
    },
    {
      name: 'write: several at once to one table are all stored',
      async run(rig) {
        const table = await newTable(rig);
        const rows = numbered(4, 1);
        await Promise.all(rows.map((row) => rig.backend.write([writeOf(table, [row])], CALM)));
        expect(await storedIn(rig, table)).toEqual(rows.map(cellsOf));
      },
    },
    dialectWords(),
  ],
};

/** The dialect's words over stored columns. */
function dialectWords(): Case {
  return {
    name: 'dialect: maps, words and first and last texts of stored rows',
    async run(rig) {
      const table = await newTable(rig);
      const rows: readonly Row[] = [
        { id: 'a', n: 1, words: ['wind', 'net'], facets: { fuel: 'WND', "o'k": '' }, note: 'y' },
        { id: 'b', n: 2, words: ['net'], facets: { fuel: '' }, note: 'z' },
        { id: 'c', n: 2, facets: {}, note: 'x' },
        { id: 'd', note: 'x' },
      ];
      await rig.backend.write([writeOf(table, rows)], CALM);
      const { current, distinctTexts, hasWords, mapValue, textAtMax, textAtMin, withMapKeys } =
        rig.driver.dialect;
      const [facets, words, note, n] = ['facets', 'words', 'note', 'n'].map(
        (name) => sql`${identifier(name)}`,
      );
      if (!facets || !words || !note || !n) throw new Error('no columns');
      const values = await ask(
        rig,
        sql`select ${mapValue(facets, 'fuel')} as fuel, ${mapValue(facets, "o'k")} as ok from ${current(table)}
          order by id`,
      );
      expect(values.rows).toEqual([
        ['WND', ''],
        ['', null],
        [null, null],
        [null, null],
      ]);
      const found = await ask(
        rig,
        sql`select id from ${current(table)} where ${hasWords(words, ['net'])} order by id`,
      );
      expect(found.rows).toEqual([['a'], ['b']]);
      const keys = await ask(
        rig,
        sql`select map_key from ${withMapKeys(current(table), facets)} where id = 'a'`,
      );
      expect(keys.rows.flat().sort()).toEqual(['fuel', "o'k"]);
      const [ends = []] = (
        await ask(
          rig,
          sql`select ${textAtMin(note, n)} as low, ${textAtMax(note, n)} as high, ${distinctTexts(note)} as all_notes
            from ${current(table)} where ${raw('n is not null')}`,
        )
      ).rows;
      expect(ends.slice(0, 2)).toEqual(['y', 'z']);
      expect([...((ends[2] as Cell[]) ?? [])].sort()).toEqual(['x', 'y', 'z']);
    },
  };
}
