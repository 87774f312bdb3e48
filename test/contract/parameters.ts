import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { Cell } from '../../src/backend/backend.ts';
import {
  boolean,
  type Fragment,
  float64,
  identifier,
  instant,
  instants,
  int64,
  join,
  type Parameter,
  type ParameterType,
  sql,
  text,
  texts,
} from '../../src/sql/statement.ts';
import { ask, type Case, type CaseGroup, rowOf, wordsOf } from './engine.ts';

const HOSTILE = [
  '',
  "'; drop table contract_rows; --",
  '"\\\'`',
  '\\',
  "\\'",
  '$1 ? {p0:String} :name %s',
  'NULL',
  '{NULL,"a"}',
  "E'\\x41'",
  '\t\n\r\b\f\u0001\u007f',
  'é e\u0301 \u200f💥👩‍👩‍👧 \ufeff\u2028',
  'x'.repeat(1_000),
];
const DOUBLES = [
  0.1,
  -0,
  5e-324,
  -Number.MAX_VALUE,
  0.30000000000000004,
  1e21,
  3e-5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];
const INTEGERS = [2n ** 63n - 1n, -(2n ** 63n), 9007199254740993n, 0, -1];
/** 1859, a millisecond before 1970, 1970, a leap day, the last of the year 2299. */
const INSTANTS = [-3_482_006_400_000, -1, 0, 1_709_164_800_001, 10_413_791_999_999];
const SAMPLE = { seed: 20_240_229, numRuns: 150 };

const list = (parameters: readonly (Parameter | Fragment)[]): Fragment =>
  sql`select ${join(
    parameters.map((each, index) => sql`${each} as ${identifier(`c${index}`)}`),
    ', ',
  )}`;

const echo = (name: string, parameters: readonly Parameter[], cells: readonly Cell[]): Case => ({
  name: `parameter: ${name}`,
  async run(rig) {
    expect(await rowOf(rig, list(parameters))).toEqual(cells);
  },
});

/** Instants come as text or as 64-bit milliseconds, as the engine's dialect has them. */
function millisOf(cell: Cell | undefined): unknown {
  if (Array.isArray(cell)) return cell.map(millisOf);
  return typeof cell === 'string' ? Date.parse(cell) : typeof cell === 'bigint' ? Number(cell) : cell;
}

const NULLS: readonly ParameterType[] = ['text', 'float64', 'int64', 'boolean', 'instant'];
const IDS = Array.from({ length: 1_000 }, (_, index) => `ELEC.GEN.'ALL"-${index}-99.M`);

const DIALECT_CASES: readonly Case[] = [
  {
    name: 'parameter: 1,000 ids in one list',
    async run(rig) {
      const { isIn } = rig.driver.dialect;
      const known = IDS[999] ?? '';
      expect(
        await rowOf(
          rig,
          sql`select count(*) as c0 from ${wordsOf(rig).series(10)}
            where ${isIn(sql`${text(known)}`, IDS)} and not (${isIn(sql`${text('ELEC')}`, IDS)})`,
        ),
      ).toEqual([10n]);
    },
  },
  {
    name: 'parameter: an empty list holds nothing',
    async run(rig) {
      const { isIn } = rig.driver.dialect;
      const { rows } = await ask(
        rig,
        sql`select n from ${wordsOf(rig).series(3)} where ${isIn(sql`${text('a')}`, [])}`,
      );
      expect(rows).toEqual([]);
    },
  },
  {
    name: 'dialect: words of text find what they say, wildcards standing for themselves',
    async run(rig) {
      const { contains, hasWords, isIn, startsWith } = rig.driver.dialect;
      const value = sql`${text('x%_y\\')}`;
      const words = sql`${texts(['a', "b'c"])}`;
      const holds = [
        startsWith(value, 'x%'),
        startsWith(value, ''),
        contains(value, '%_'),
        contains(value, 'y\\'),
        contains(value, ''),
        isIn(value, ['a', 'x%_y\\']),
        hasWords(words, ["b'c"]),
        hasWords(words, ["b'c", 'a']),
        hasWords(words, []),
      ];
      const fails = [
        startsWith(value, '%'),
        contains(value, 'x_'),
        isIn(value, ['X%_Y\\']),
        hasWords(words, ['b']),
        hasWords(words, ['a', 'z']),
      ];
      const { rows } = await ask(
        rig,
        sql`select n from ${wordsOf(rig).series(1)} where ${join(
          [...holds, ...fails.map((each) => sql`not (${each})`)].map((each) => sql`(${each})`),
          ' and ',
        )}`,
      );
      expect(rows).toEqual([[1n]]);
    },
  },
];

/** Bound values of every type, there and back. */
export const PARAMETER_CASES: CaseGroup = {
  title: 'parameters',
  cases: [
    echo('hostile texts', HOSTILE.map(text), HOSTILE),
    echo('hostile texts in an array', [texts(HOSTILE), texts([])], [HOSTILE, []]),
    echo('a text with the character U+0000', [text('a\0b')], ['a\0b']),
    echo('a text of 100,000 characters', [text('é💥'.repeat(50_000))], ['é💥'.repeat(50_000)]),
    echo('doubles', DOUBLES.map(float64), DOUBLES),
    echo(
      'doubles in an array',
      [
        { type: 'float64[]', value: [...DOUBLES.filter((each) => !Object.is(each, -0)), null] },
        { type: 'float64[]', value: [] },
      ],
      [[...DOUBLES.filter((each) => !Object.is(each, -0)), null], []],
    ),
    echo('minus zero in an array', [{ type: 'float64[]', value: [-0] }], [[-0]]),
    echo('64-bit integers', INTEGERS.map(int64), INTEGERS.map(BigInt)),
    echo('booleans', [boolean(true), boolean(false)], [true, false]),
    echo(
      'null of each type',
      NULLS.map((type): Parameter => ({ type, value: null })),
      NULLS.map(() => null),
    ),
    echo('null arrays', [{ type: 'text[]', value: null }], [null]),
    echo(
      'arbitrary texts',
      fc
        .sample(fc.string({ unit: 'binary' }), SAMPLE)
        .map(clean)
        .map(text),
      fc.sample(fc.string({ unit: 'binary' }), SAMPLE).map(clean),
    ),
    echo('arbitrary doubles', fc.sample(fc.double(), SAMPLE).map(float64), fc.sample(fc.double(), SAMPLE)),
    {
      name: 'parameter: instants to the millisecond',
      async run(rig) {
        const { epochMillis } = rig.driver.dialect;
        const row = await rowOf(rig, list(INSTANTS.map((millis) => epochMillis(sql`${instant(millis)}`))));
        expect(row).toEqual(INSTANTS);
      },
    },
    {
      name: 'parameter: instants in an array',
      async run(rig) {
        const row = await rowOf(rig, list([instants([...INSTANTS, null]), instants([])]));
        expect(row.map(millisOf)).toEqual([[...INSTANTS, null], []]);
      },
    },
    {
      name: 'parameter: an instant between milliseconds is refused',
      async run(rig) {
        await expect(ask(rig, list([instant(0.5)]))).rejects.toThrow('whole number of milliseconds');
        await expect(ask(rig, list([instants([0.5])]))).rejects.toThrow('whole number of milliseconds');
      },
    },
    {
      name: 'parameter: the same one twice',
      async run(rig) {
        const twice = text("it's");
        const n = int64(41);
        const { rows } = await ask(
          rig,
          sql`select ${twice} as a, ${twice} as b, n from ${wordsOf(rig).series(100)} where n > ${n} and n <= ${n} + 1`,
        );
        expect(rows).toEqual([["it's", "it's", 42n]]);
      },
    },
    ...DIALECT_CASES,
  ],
};

/** What every engine can store: no U+0000, no half of a surrogate pair. */
function clean(value: string): string {
  return value.replaceAll('\0', '').toWellFormed();
}
