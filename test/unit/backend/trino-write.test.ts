import { describe, expect, test } from '@jest/globals';
import { splitStatements } from '../../../src/backend/migration-file.ts';
import { readMigrations } from '../../../src/backend/trino/migrate.ts';
import { mergeStatements, retryConflicts } from '../../../src/backend/trino/write.ts';
import { AurumError } from '../../../src/errors.ts';

const words = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

describe('rows to store', () => {
  test('are merged by their key, and written only where they differ', () => {
    const [statement, ...more] = mergeStatements({
      table: 'thing',
      key: ['id', 'at'],
      columns: [
        { name: 'id', type: 'text', values: ['b', '\u{1f600}', '\uffee'] },
        { name: 'at', type: 'instant', values: [-3_502_828_800_000, 0, 1] },
        { name: 'value', type: 'float64', values: [-0, null, 1e-320] },
        { name: 'count', type: 'int64', values: [9_007_199_254_740_993n, 2, null] },
        { name: 'words', type: 'text[]', values: [['a"b'], [], []] },
        { name: 'facets', type: 'map', values: [{ k: "v'" }, {}, {}] },
      ],
    });
    expect(more).toEqual([]);
    expect(words(statement?.text ?? '')).toBe(
      'merge into "thing" as stored using ( select "id", from_unixtime("at" / 1e3), "value", "count", "words", "facets" ' +
        'from unnest(cast(json_parse(?) as array(row("id" varchar, "at" bigint, "value" double, "count" bigint, ' +
        '"words" array(varchar), "facets" map(varchar, varchar))))) ' +
        'as of_json ("id", "at", "value", "count", "words", "facets") ' +
        ') as incoming ("id", "at", "value", "count", "words", "facets") ' +
        'on stored."id" = incoming."id" and stored."at" = incoming."at" and stored."id" >= ? and stored."id" <= ? ' +
        'when matched and (stored."value" is distinct from incoming."value" or ' +
        'stored."count" is distinct from incoming."count" or stored."words" is distinct from incoming."words" or ' +
        'stored."facets" is distinct from incoming."facets") then update set "value" = incoming."value", ' +
        '"count" = incoming."count", "words" = incoming."words", "facets" = incoming."facets" ' +
        'when not matched then insert ("id", "at", "value", "count", "words", "facets") values (incoming."id", ' +
        'incoming."at", incoming."value", incoming."count", incoming."words", incoming."facets")',
    );
    expect(statement?.parameters.map(({ value }) => value)).toEqual([
      `[["b",-3502828800000,-0.0,9007199254740993,["a\\"b"],{"k":"v'"}],` +
        `["\u{1f600}",0,null,2,[],{}],["\uffee",1,1e-320,null,[],{}]]`,
      // By code points, as Trino compares, not by UTF-16 units.
      'b',
      '\u{1f600}',
    ]);
  });

  test('are parted so that no statement is longer than Trino takes, quotes counted twice', () => {
    const values = Array.from({ length: 300 }, (_, index) => `${index}${"'".repeat(5_000)}`);
    const statements = [
      ...mergeStatements({ table: 't', key: ['k'], columns: [{ name: 'k', type: 'text', values }] }),
    ];
    const quoted = statements.map(
      ({ parameters }) => String(parameters[0]?.value).replaceAll("'", "''").length,
    );
    expect(statements.length).toBeGreaterThan(3);
    expect(Math.max(...quoted)).toBeLessThan(985_000);
    expect(statements.flatMap(({ parameters }) => JSON.parse(String(parameters[0]?.value)))).toEqual(
      values.map((value) => [value]),
    );
  });

  test('of the wrong kind name their column', () => {
    const columns = [{ name: 'at', type: 'instant', values: [0.5] }] as const;
    expect(() => [...mergeStatements({ table: 't', key: ['at'], columns })]).toThrow('Column at');
  });
});

describe('a commit that another writer came before', () => {
  const refused = (engineCode: string) => new AurumError('QUERY_FAILED', 'no', { engineCode });
  const { signal } = new AbortController();

  test('is tried again', async () => {
    let tries = 0;
    const work = async (): Promise<string> => {
      tries += 1;
      if (tries < 3) throw refused('ICEBERG_COMMIT_ERROR');
      return 'done';
    };
    expect(await retryConflicts(work, signal)).toBe('done');
    expect(tries).toBe(3);
  });

  test('and no other failure is', async () => {
    let tries = 0;
    const work = async (): Promise<never> => {
      tries += 1;
      throw refused('SYNTAX_ERROR');
    };
    await expect(retryConflicts(work, signal)).rejects.toMatchObject({ code: 'QUERY_FAILED' });
    expect(tries).toBe(1);
  });
});

test('the migrations are statements that are harmless twice', async () => {
  const migrations = await readMigrations();
  expect(migrations.map(({ name }) => name)).toEqual(['001_eia_series', '002_eia_revision']);
  for (const { script } of migrations) {
    const statements = splitStatements(script);
    expect(statements).toHaveLength(2);
    for (const statement of statements) expect(statement).toMatch(/(create table|add column) if not exists/);
  }
});
