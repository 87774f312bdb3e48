import { expect } from '@jest/globals';
import type { Cell } from '../../src/backend/backend.ts';
import { join } from '../../src/sql/statement.ts';
import { ask, type Case, type CaseGroup, type Rig, raw, rowOf } from './engine.ts';
import { NESTED_VALUES } from './nested-values.ts';
import { SCALAR_VALUES } from './scalar-values.ts';
import type { Value } from './value.ts';

const VALUES: readonly Value[] = [...SCALAR_VALUES, ...NESTED_VALUES];

type Outcome = { readonly cell: Cell | undefined } | { readonly error: unknown };

/** The cells of all values by one statement; by one each where that fails, to tell which it is. */
async function readAll(rig: Rig): Promise<ReadonlyMap<string, Outcome>> {
  const { engine } = rig.driver.dialect;
  const known = VALUES.flatMap(({ name, [engine]: text }) => (text === null ? [] : [{ name, text }]));
  const columns = known.map(({ text }, index) => raw(`${text} as c${index}`));
  try {
    const row = await rowOf(rig, join([raw('select '), join(columns, ', ')], ''));
    return new Map(known.map(({ name }, index) => [name, { cell: row[index] }]));
  } catch {
    const outcomes: [string, Outcome][] = [];
    for (const { name, text } of known) {
      const one = rowOf(rig, raw(`select ${text} as c`));
      outcomes.push([
        name,
        await one.then(
          ([cell]) => ({ cell }),
          (error: unknown) => ({ error }),
        ),
      ]);
    }
    return new Map(outcomes);
  }
}

const READ = new WeakMap<Rig, Promise<ReadonlyMap<string, Outcome>>>();

async function expectCell(rig: Rig, { name, cell }: Value): Promise<void> {
  const reading = READ.get(rig) ?? readAll(rig);
  READ.set(rig, reading);
  const outcome = (await reading).get(name);
  if (outcome === undefined) throw new Error('The engine has no such value.');
  if ('error' in outcome) throw outcome.error;
  expect(outcome.cell).toEqual(cell);
}

/** Values of every type as the cells they are decoded to; all of them are read by one statement. */
export const VALUE_CASES: CaseGroup = {
  title: 'values',
  cases: [
    ...VALUES.map((each): Case => ({ name: each.name, run: (rig) => expectCell(rig, each) })),
    {
      name: 'columns have their names, whatever those hold, and types, also without rows',
      async run(rig) {
        const awkward = 'Ünï "x" `y` \\ z';
        const { columns, rows } = await ask(
          rig,
          join(
            [
              raw('select n as '),
              raw(rig.driver.dialect.quoteIdentifier(awkward)),
              raw(`, 'x' as "Two" from (select 1 as n) as one where n = 0`),
            ],
            '',
          ),
        );
        expect(rows).toEqual([]);
        expect(columns.map(({ name }) => name)).toEqual([awkward, 'Two']);
        for (const { type } of columns) expect(type).toMatch(/^[a-z]/i);
      },
    },
  ],
};
