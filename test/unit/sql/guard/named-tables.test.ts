import { expect, test } from '@jest/globals';
import { namedTables } from '../../../../src/sql/guard/named-tables.ts';

test.each<[sql: string, tables: string[]]>([
  ['select * from a.b.c', ['a.b.c']],
  ['select * from "A" . "b"/* c */.C x', ['a.b.c']],
  [
    'select * from a.b.c, d.e.f y join (g.h.i cross join j.k.l) on x.y.z = 1, m.n.o',
    ['a.b.c', 'd.e.f', 'g.h.i', 'j.k.l', 'm.n.o'],
  ],
  [
    'with q as (select * from a.b.c) select q.r.s.t from q where x in (select 1 from d.e.f)',
    ['a.b.c', 'd.e.f'],
  ],
  ['select (select max(x) from a.b.c), t.u.v.w from e.f where exists (table d.e.f)', ['a.b.c', 'd.e.f']],
  ['table a.b.c', ['a.b.c']],
  ['(select 1 from a.b.c) union all (select 2 from d.e.f)', ['a.b.c', 'd.e.f']],
  ['select * from table(exclude_columns(input => table(a.b.c), columns => descriptor(x)))', ['a.b.c']],
  ['select * from table(system.builtin.sequence(1, 2)), a.b.c', ['a.b.c']],
  [
    'select * from lateral (select 1 from a.b.c), unnest(x.y.z, p.q.r) with ordinality, d.e.f',
    ['a.b.c', 'd.e.f'],
  ],
  [
    'select * from a.b.c for version as of 1 as x (p, q), d.e.f tablesample bernoulli (10)',
    ['a.b.c', 'd.e.f'],
  ],
  ['select extract(day from x.y.z), trim(both from x.y.z) from a.b.c', ['a.b.c']],
  ['select p.q.r is distinct from x.y.z from t where u.v.w is not distinct from x.y.z', []],
  ['select x.y.z, u.v.w from t group by x.y.z, u.v.w order by x.y.z, u.v.w', []],
  ["select 'from a.b.c' from t -- join a.b.c", []],
  ['select * from s.t', []],
  ['select * from', []],
  ['select 1)) from a.b.c', ['a.b.c']],
])('%s', (sql, tables) => {
  expect(namedTables(sql).map(({ catalog, schema, table }) => `${catalog}.${schema}.${table}`)).toEqual(
    tables,
  );
});
